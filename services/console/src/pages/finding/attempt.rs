//! Takes a step on a finding in the state that the person saw.

use super::step::{On, Step, take};
use crate::{
    api::{Api, Kind, Problem, finding},
    pages::sent::Sent,
};

/// Takes a step. The version covers all findings and results of the review. If this finding is unchanged since the
/// person saw it, the step is taken on the latest version. `base` is the number of entries its history had.
pub(super) async fn take_unless_changed(
    api: &Api,
    step: Step,
    on: &On,
    sent: &Sent,
    base: &str,
) -> Result<(), Problem> {
    /// How often the step is repeated when another person was faster.
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
