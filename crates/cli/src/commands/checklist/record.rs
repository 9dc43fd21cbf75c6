//! Recording results that were filled in elsewhere: everything wrong at once, what will change, a question, and batches.

use std::{
    io::{self, Write as _},
    path::Path,
};

use haetae_proto::checkpoint::v1::{GetChecklistResponse, RecordVerdictsRequest, RecordVerdictsResponse, VerdictInput};
use haetae_sheet::{self as sheet, Filled, Merged, Row};
use prost::Message as _;
use sha2::{Digest as _, Sha256};
use tonic::Code;
use uuid::Uuid;

use super::check::{BATCH, checked};
use crate::{
    commands::{
        ask::{self, Sure},
        read,
    },
    failure::{Done, Failure},
    files::Fault,
    session::Session,
    views,
    words::Said,
};

/// Ids of requests are derived within this.
const NAMESPACE: Uuid = Uuid::from_u128(0x4a1c_9a6e_5f0e_4d51_9d3b_7be2_0c61_8d27);

/// Filled-in results with their source.
pub(super) struct Source<'a> {
    /// The filled-in results.
    pub(super) filled: Vec<Filled>,
    /// The faults found so far.
    pub(super) faults: Vec<Fault>,
    /// Names the file in faults.
    pub(super) name: Option<&'a Path>,
    /// The seed of request ids, besides the version: the same results lead to the same request.
    pub(super) seed: &'a [u8],
}

/// Options of what changes several results at once.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Bulk {
    #[command(flatten)]
    sure: Sure,
    /// Check everything and show what would change, without changing anything
    #[arg(long)]
    validate_only: bool,
}

impl Bulk {
    /// Whether nothing is to be changed.
    pub(super) const fn only_checks(self) -> bool {
        self.validate_only
    }

    /// Checks, shows, asks and records.
    ///
    /// # Errors
    /// The faults; results that another reviewer recorded meanwhile; or a service's refusal.
    pub(super) async fn record(self, session: &Session, list: &GetChecklistResponse, source: Source<'_>) -> Done {
        let halted = match self.attempt(session, list, source).await {
            Ok(()) => return Ok(()),
            Err(halted) => halted,
        };
        Err(match halted {
            Halted::Failed(failure) => failure,
            Halted::Overtaken(conflicts) => overtaken(&conflicts, session),
        })
    }

    /// Like [`Bulk::record`], with conflicting results of others in a form for programs.
    ///
    /// # Errors
    /// The reason why nothing, or not everything, was recorded.
    pub(super) async fn attempt(
        self,
        session: &Session,
        list: &GetChecklistResponse,
        source: Source<'_>,
    ) -> Result<(), Halted> {
        let checklist = list.checklist.as_ref().ok_or_else(Failure::incomplete)?;
        let Source { filled, mut faults, name, seed } = source;
        let mut merged = sheet::merge(filled.clone(), &checklist.checkpoints);
        faults.extend(merged.faults.drain(..).map(Fault::from));
        let replaced = merged.take_over(session.subject().as_deref());
        let Merged { rows, conflicts, moved, .. } = merged;
        faults.extend(checked(session, checklist, &list.etag, &rows).await?);
        if !faults.is_empty() {
            return Err(Failure::File(in_order(faults, name)).into());
        }
        if !conflicts.is_empty() {
            return Err(Halted::Overtaken(conflicts));
        }
        note_moved(session, &moved, &replaced);
        if rows.is_empty() {
            session.note(&Said {
                ko: "바뀐 점검 결과가 없습니다.".into(), en: "no result is different".into()
            });
            return Ok(());
        }
        if self.validate_only {
            let shown = views::changes(&rows, session.look());
            io::stdout().write_all(shown.as_bytes()).ok();
            session.note(&Said {
                ko: "확인만 했습니다. 바뀐 것은 없습니다.".into(),
                en: "Only checked; nothing was changed.".into(),
            });
            return Ok(());
        }
        self.sure.confirm(session, false, &ask::by_nothing_else(), |look| views::changes(&rows, look))?;
        let inputs: Vec<VerdictInput> = rows.into_iter().map(|row| row.input).collect();
        match send(session, &checklist.review_id, &list.etag, &inputs, seed).await {
            Ok(answer) => {
                Ok(session
                    .show(&answer, |look| views::judged_now(&answer, look) + &views::version(&answer.etag, look))?)
            }
            Err(failure) => Err(faster(session, &checklist.review_id, filled, failure).await),
        }
    }
}

/// The reason why results were not recorded.
pub(super) enum Halted {
    /// The failure.
    Failed(Failure),
    /// Results that others recorded meanwhile for filled-in checkpoints.
    Overtaken(Vec<Row>),
}

impl From<Failure> for Halted {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// Turns a version conflict into the conflicting results, if there are any.
async fn faster(session: &Session, review_id: &str, filled: Vec<Filled>, failure: Failure) -> Halted {
    if !matches!(&failure, Failure::Refused(refusal) if refusal.code() == Code::Aborted) {
        return failure.into();
    }
    let Ok(list) = read::checklist(session, review_id).await else { return failure.into() };
    let mut merged = sheet::merge(filled, &list.checklist.unwrap_or_default().checkpoints);
    merged.take_over(session.subject().as_deref());
    if merged.conflicts.is_empty() { failure.into() } else { Halted::Overtaken(merged.conflicts) }
}

/// Sorts the faults by line and adds the name of the file.
fn in_order(mut faults: Vec<Fault>, name: Option<&Path>) -> Vec<Fault> {
    faults.sort_by_key(Fault::order);
    // A faulty reason given for many checkpoints is reported once.
    faults.dedup();
    match name {
        Some(name) => faults.into_iter().map(|fault| fault.within(name)).collect(),
        None => faults,
    }
}

fn note_moved(session: &Session, moved: &[String], replaced: &[String]) {
    if !moved.is_empty() {
        session.note(&Said {
            ko: format!("그 사이 점검된 항목은 그대로 둡니다: {}", moved.join(", ")),
            en: format!("judged meanwhile, and left as they are: {}", moved.join(", ")),
        });
    }
    if !replaced.is_empty() {
        session.note(&Said {
            ko: format!("그 사이 본인이 기록한 결과를 바꿉니다: {}", replaced.join(", ")),
            en: format!("your own results since then are changed: {}", replaced.join(", ")),
        });
    }
}

/// The failure for checkpoints that another reviewer judged meanwhile.
pub(super) fn overtaken(conflicts: &[Row], session: &Session) -> Failure {
    let look = session.look();
    let lines = views::overtaken(conflicts, look.pick("작성한 결과", "yours"), look).join("\n");
    Failure::Unfit(Said {
        ko: format!("그 사이 다른 사람이 점검한 항목이 있어 기록하지 않았습니다. 최신 점검표와 비교하십시오.\n{lines}"),
        en: format!(
            "nothing was recorded: other reviewers judged these meanwhile; compare with the checklist as it is now\n{lines}"
        ),
    })
}

/// Records results in batches, each on the version left by the one before. Request ids are derived from the results and
/// the version, so repeating them has no second effect.
///
/// # Errors
/// The service's refusal; the failure says that earlier batches are recorded.
pub(super) async fn send(
    session: &Session,
    review_id: &str,
    etag: &str,
    inputs: &[VerdictInput],
    seed: &[u8],
) -> Result<RecordVerdictsResponse, Failure> {
    let mut whole = RecordVerdictsResponse { etag: etag.to_owned(), ..Default::default() };
    for batch in inputs.chunks(BATCH) {
        let mut request = RecordVerdictsRequest {
            request_id: String::new(),
            review_id: review_id.to_owned(),
            etag: whole.etag.clone(),
            verdicts: batch.to_vec(),
            validate_only: false,
        };
        request.request_id = request_id(seed, &request);
        match session.checkpoint().await?.record_verdicts(request).await {
            Ok(answer) => {
                let answer = answer.into_inner();
                whole.judged.extend(answer.judged);
                whole.opened_findings.extend(answer.opened_findings);
                (whole.tally, whole.etag, whole.consistency_token) =
                    (answer.tally, answer.etag, answer.consistency_token);
            }
            Err(status) => {
                let (done, of) = (whole.judged.len(), inputs.len());
                session.note(&Said {
                    ko: format!(
                        "{of}건 중 {done}건을 기록했습니다. 같은 명령을 다시 실행하면 나머지만 한 번 기록합니다."
                    ),
                    en: format!(
                        "{done} of {of} are recorded; the same command again records the rest, and nothing twice"
                    ),
                });
                return Err(status.into());
            }
        }
    }
    Ok(whole)
}

/// The id of a request that has none yet.
fn request_id(seed: &[u8], request: &RecordVerdictsRequest) -> String {
    let mut name = Sha256::digest(seed).to_vec();
    name.extend(request.encode_to_vec());
    Uuid::new_v5(&NAMESPACE, &name).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same results on the same version are the same request; other results or another version are a different one.
    #[test]
    fn ids_of_requests_follow_from_file_and_version() {
        let request = |etag: &str, reason: &str| RecordVerdictsRequest {
            etag: etag.to_owned(),
            verdicts: vec![VerdictInput { reason: reason.to_owned(), ..Default::default() }],
            ..Default::default()
        };
        let id = |seed: &str, etag: &str, reason: &str| request_id(seed.as_bytes(), &request(etag, reason));
        assert_eq!(id("file", "e1", "a"), id("file", "e1", "a"));
        for other in [id("file", "e2", "a"), id("file", "e1", "b"), id("another", "e1", "a")] {
            assert_ne!(other, id("file", "e1", "a"));
        }
    }
}
