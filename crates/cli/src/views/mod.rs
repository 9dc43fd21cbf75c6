//! Responses of services as text in either language. One file per subject; functions take messages and return lines.

mod activation;
mod amendment;
mod areas;
mod assessment;
mod audit;
mod caller;
mod catalogs;
mod causes;
mod change;
mod changes;
mod checklist;
mod checkpoints;
mod compare;
mod controls;
mod coverage;
mod diagnosis;
mod evidence;
mod export;
mod finding_rows;
mod findings;
mod focus;
mod forks;
mod ground;
mod look;
mod overview;
mod points;
mod policies;
mod profile;
mod projections;
mod review;
mod reviews;
mod simulation;
#[cfg(test)]
mod tests;
mod threats;
mod timeline;
mod trends;
mod upgrade;
mod verification;
mod versions;
mod work;
mod workload;

pub use self::{
    activation::activation,
    amendment::amendment,
    areas::weak_areas,
    assessment::assessment,
    audit::{fingerprint, head, heads, key, key_value, receipt},
    caller::{caller, roles},
    catalogs::{catalog, catalogs, rules},
    change::change,
    checklist::checklist,
    checkpoints::{checkpoints, judged_now},
    compare::comparison,
    controls::{control, controls},
    coverage::coverage,
    diagnosis::diagnosis,
    evidence::{evidence, file},
    export::manifest,
    finding_rows::finding_rows,
    findings::{Of, finding, findings},
    focus::focus,
    forks::{forks, forks_value},
    ground::{Ground, Wanted, ground, layers},
    look::Look,
    overview::overview,
    points::points,
    policies::{policies, policy},
    projections::{parked, projections, rebuild, rebuilding},
    review::{covering, review},
    reviews::{judged, reviews, summary},
    simulation::simulation,
    threats::{solutions, threats},
    timeline::timeline,
    trends::trends,
    upgrade::upgrade,
    verification::{report, report_value},
    versions::{versions, versions_value},
    work::{comments, work},
    workload::workload,
};

pub(crate) use self::{
    change::is_the_same,
    changes::{changes, overtaken},
    look::person,
};
use crate::words::Lang;

/// The line with the etag, for the next change; empty for a command that only checked.
#[must_use]
pub fn version(etag: &str, look: &Look) -> String {
    match etag {
        "" => {
            look.pick("\n  검증만 했으며 바뀐 것은 없습니다.\n", "\n  Only checked; nothing was changed.\n").to_owned()
        }
        etag => format!("\n  etag {etag}\n"),
    }
}

/// The line that says that there is more than was asked for.
#[must_use]
pub fn more(more: bool, look: &Look) -> &'static str {
    match more {
        true => look.lang.pick("  … 더 있습니다: --limit 또는 --all\n", "  … there is more: --limit or --all\n"),
        false => "",
    }
}

/// The same with a known total.
#[must_use]
pub fn more_of(shown: usize, total: u64, look: &Look) -> String {
    match total.saturating_sub(shown as u64) {
        0 => String::new(),
        left => match look.lang {
            Lang::Ko => format!("  … {left}건 더 있습니다: --limit 또는 --all\n"),
            Lang::En => format!("  … {left} more: --limit or --all\n"),
        },
    }
}
