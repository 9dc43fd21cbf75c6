//! What a version does to one checklist.

use std::{collections::HashSet, sync::Arc};

use haetae_domain::{
    catalog::Catalog, checkpoint_key::CheckpointKey, diagnosis::Diagnosis, review::Number, upgrade::compare,
};
use haetae_proto::checkpoint::v1::ActivationEffect;
use haetae_service_kit::documents::Version;
use uuid::Uuid;

/// The effect on a checklist that was made from these versions. Its other catalogues stay as they are, so that only what the
/// version itself changes is counted.
pub(super) fn effect(
    (number, id): (Number, Uuid),
    diagnosis: &Diagnosis,
    from: &[Arc<Version<Catalog>>],
    next: &Version<Catalog>,
) -> ActivationEffect {
    let others = from.iter().filter(|version| version.name.id != next.name.id).map(|version| &version.document);
    let to: Vec<_> = others.chain([&next.document]).collect();
    let generated = &diagnosis.generated;
    let from = from.iter().map(|version| &version.document);
    let upgrade = compare(from, to, diagnosis, (&generated.profile, generated.level));
    let is_judged = |key: &&CheckpointKey| diagnosis.verdicts.contains_key(*key);
    let reworded: HashSet<_> = upgrade.reworded().into_iter().collect();
    let changed = upgrade.changed.iter().map(|changed| &changed.now.key);
    let judged = changed.clone().filter(is_judged);
    let to_check = judged.clone().filter(|key| reworded.contains(*key)).count();
    let kept = upgrade.kept.iter().filter(is_judged).count() + judged.count() - to_check;
    let retired = upgrade.retired.iter().map(|selected| &selected.key);
    ActivationEffect {
        review_id: id.to_string(),
        review_number: number.to_string(),
        added: upgrade.new.iter().map(|selected| selected.key.to_string()).collect(),
        changed: changed.map(ToString::to_string).collect(),
        retired: retired.clone().map(ToString::to_string).collect(),
        kept: count(upgrade.kept.len()),
        results_kept: count(kept),
        results_to_check: count(to_check),
        results_retired: count(retired.filter(is_judged).count()),
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
