//! Taking a step on a finding as the person saw it.

use super::step::{On, Step, take};
use crate::{
    api::{Api, Kind, Problem, finding},
    pages::sent::Sent,
};

/// Takes a step. The version is that of all findings and results of the review together: where this finding is still as the
/// person saw it, the step is taken on the latest one. `base` is how many entries its history had.
pub(super) async fn take_unless_changed(
    api: &Api,
    step: Step,
    on: &On,
    sent: &Sent,
    base: &str,
) -> Result<(), Problem> {
    /// How often another person may be faster.
    const TRIES: usize = 5;
    let mut on = on.clone();
    for _ in 0..TRIES {
        match take(api, step, on.clone(), sent).await {
            Err(problem) if problem.kind == Kind::Changed => {
                let now = finding(api, &on.review_id, &on.finding_id).await?;
                if now.history.len().to_string() != base {
                    return Err(problem);
                }
                on.etag = now.etag;
            }
            taken => return taken,
        }
    }
    take(api, step, on, sent).await
}
