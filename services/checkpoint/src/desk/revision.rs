//! Revisions of a checklist: the new checklist and the inputs it is made from.

use std::sync::Arc;

use haetae_domain::{
    catalog::Catalog,
    diagnosis::{Diagnosis, FindingTerms, Generated, Revision},
    profile::Profile,
    upgrade::compare,
    vocabulary::{Level, RevisionCause},
};
use haetae_service_kit::documents::Version;

use super::catalogues::used;

/// Catalogue versions, as they are read from the log.
pub(crate) type Versions = [Arc<Version<Catalog>>];

/// The revision for the same profile and level, from newer versions.
pub(crate) fn upgraded(diagnosis: &Diagnosis, from: &Versions, to: &Versions) -> Revision {
    let generated = &diagnosis.generated;
    let inputs = (generated.profile.clone(), generated.level, generated.terms.clone());
    revision(RevisionCause::Upgraded, diagnosis, (from, to), inputs)
}

/// The revision for another profile or level, from the versions the checklist has. Catalogues that it did not use are
/// added in their active version.
pub(crate) fn amended(
    diagnosis: &Diagnosis,
    from: &Versions,
    active: &Versions,
    inputs: (Profile, Level, FindingTerms),
) -> Revision {
    let known = |version: &Version<Catalog>| from.iter().any(|f| f.name.id == version.name.id);
    let mut to: Vec<_> = from.iter().chain(active.iter().filter(|version| !known(version))).cloned().collect();
    to.sort_by(|a, b| a.name.id.cmp(&b.name.id)); // as new checklists have them
    revision(RevisionCause::Amended, diagnosis, (from, &to), inputs)
}

/// The revision for another policy: the same list, with that policy's days for findings opened from now on.
pub(crate) fn retimed(diagnosis: &Diagnosis, terms: FindingTerms) -> Revision {
    let Generated { catalogs, profile, level, checkpoints, .. } = diagnosis.generated.clone();
    Revision { cause: RevisionCause::Amended, catalogs, profile, level, terms, checkpoints, changed: vec![] }
}

fn revision(
    cause: RevisionCause,
    diagnosis: &Diagnosis,
    (from, to): (&Versions, &Versions),
    (profile, level, terms): (Profile, Level, FindingTerms),
) -> Revision {
    let (old, new) = (from.iter().map(|v| &v.document), to.iter().map(|v| &v.document));
    let upgrade = compare(old, new, diagnosis, (&profile, level));
    let changed = upgrade.reworded();
    let catalogs = used(to, &upgrade.list);
    Revision { cause, catalogs, profile, level, terms, checkpoints: upgrade.list, changed }
}
