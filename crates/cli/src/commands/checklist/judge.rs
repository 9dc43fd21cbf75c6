//! `haetae checklist judge`.

use std::path::PathBuf;

use haetae_client::request_id;
use haetae_proto::{
    checkpoint::v1::{Checkpoint, RecordVerdictsRequest, RecordVerdictsResponse, VerdictInput},
    common::v1::{CheckMethod, VerdictResult},
};
use haetae_sheet::{At, Filled, Row, merge};
use tonic::{Response, Status};

use super::keys;
use crate::{
    commands::{
        ask::{self, Sure},
        find, read,
        write::ChangeOptions,
    },
    failure::Done,
    failure::{Exit, Failure},
    files::{self, Fault, Written},
    session::Session,
    views,
    words::{self, Said},
};

/// Record results: by keys on a terminal, those of a file, or one given by options
///
/// Before a recorded result is replaced, it is shown with its author and time, and you are asked for confirmation. A
/// script passes the version it has seen with --etag, or --yes.
#[derive(Debug, clap::Args)]
pub(crate) struct Judge {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    /// Results, as .toml, .yaml or .json; - reads YAML or JSON from standard input
    #[arg(long, value_name = "FILE", conflicts_with = "checkpoint")]
    file: Option<PathBuf>,
    #[command(flatten)]
    one: One,
    #[command(flatten)]
    sure: Sure,
    #[command(flatten)]
    change: ChangeOptions,
}

#[derive(Debug, clap::Args)]
struct One {
    /// One checkpoint, e.g. web-service:APP-01:1, or APP-01 where only one is meant
    #[arg(long, requires = "result", requires = "method")]
    checkpoint: Option<String>,
    /// pass, fail, partial or not_applicable
    #[arg(long, requires = "checkpoint", value_parser = words::Words::<VerdictResult>::new())]
    result: Option<VerdictResult>,
    /// examine, interview or test
    #[arg(long, requires = "checkpoint", value_parser = words::Words::<CheckMethod>::new())]
    method: Option<CheckMethod>,
    /// Reason; required unless the result is pass
    #[arg(long, requires = "checkpoint", default_value = "", hide_default_value = true)]
    reason: String,
    /// The compensating control; required for partial, not allowed otherwise
    #[arg(long, requires = "checkpoint", default_value = "", hide_default_value = true)]
    compensating_control: String,
    /// Name of a supporting document or record; may be given several times
    #[arg(long, requires = "checkpoint")]
    evidence: Vec<String>,
    /// Id of an uploaded file as evidence, e.g. E-1; may be given several times
    #[arg(long, requires = "checkpoint", value_parser = find::evidence)]
    evidence_id: Vec<String>,
}

impl Judge {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        let by_keys = self.file.is_none() && self.one.checkpoint.is_none();
        if let Some(option) = self.change.given().or(self.sure.is_given().then_some("--yes")).filter(|_| by_keys) {
            return Err(no_keys(option));
        }
        self.review = find::review(session, &self.review).await?;
        if by_keys {
            return keys::judge(session, &self.review).await;
        }
        let file = self.file.as_deref().map(files::open).transpose()?;
        let (mut verdicts, wrong) = self.verdicts(file.as_ref())?;
        let mut known = KnownFaults { file, wrong, unclear: Vec::new() };
        let whole = verdicts.iter().all(|verdict| find::is_whole(&verdict.checkpoint));
        if !whole || self.change.etag().is_none() {
            let list = read::checklist(session, &self.review).await?;
            let checkpoints = list.checklist.map(|list| list.checkpoints).unwrap_or_default();
            known.find(&checkpoints, &mut verdicts)?;
            // The caller named a version, and has therefore seen its results.
            if self.change.etag().is_none() && known.is_clear() {
                let replaced = replaced(&verdicts, &checkpoints);
                self.ask(session, (&known, &list.etag), &verdicts, &replaced).await?;
            }
            self.change = std::mem::take(&mut self.change).on(Some(list.etag));
        }
        let latest = async { Ok(read::checklist(session, &self.review).await?.etag) };
        let decided = self.change.decided(session, latest).await?;
        let request = RecordVerdictsRequest {
            request_id: decided.request_id,
            review_id: self.review,
            etag: decided.etag,
            verdicts,
            // Ambiguous checkpoints are reported together with all other faults.
            validate_only: decided.validate_only || !known.is_clear(),
        };
        let mut answer = known.of(session.checkpoint().await?.record_verdicts(request).await)?;
        if decided.validate_only {
            imagined(&mut answer);
        }
        session.show(&answer, |look| views::judged_now(&answer, look) + &views::version(&answer.etag, look))
    }

    /// Shows which results will be replaced and asks for confirmation unless given; the answer applies to the version
    /// shown.
    async fn ask(
        &self,
        session: &Session,
        (known, etag): (&KnownFaults, &str),
        verdicts: &[VerdictInput],
        replaced: &[Row],
    ) -> Result<(), Failure> {
        if replaced.is_empty() {
            return Ok(());
        }
        let asks = !self.sure.is_given() && !self.change.only_checks();
        if asks {
            // Permission and validity are checked before the confirmation prompt.
            let tried = RecordVerdictsRequest {
                request_id: request_id(),
                review_id: self.review.clone(),
                etag: etag.to_owned(),
                verdicts: verdicts.to_vec(),
                validate_only: true,
            };
            known.of(session.checkpoint().await?.record_verdicts(tried).await)?;
        }
        // Shown without a terminal too, before the caller repeats the command with --yes.
        let look = session.look();
        let lines = views::overtaken(replaced, look.pick("변경 후", "becomes"), look).join("\n");
        session.note(&Said {
            ko: format!("기록되어 있는 결과를 바꿉니다.\n{lines}"),
            en: format!("these recorded results will be replaced\n{lines}"),
        });
        self.sure.confirm(session, !asks, &ask::by_etag(), |_| String::new())
    }

    /// Returns the verdicts, and the faults in the text of a file.
    fn verdicts(&self, file: Option<&Written>) -> Result<(Vec<VerdictInput>, Vec<Fault>), Failure> {
        if let Some(file) = file {
            return Ok(files::verdicts(file)?);
        }
        let one = &self.one;
        let one = VerdictInput {
            checkpoint: one.checkpoint.clone().unwrap_or_default(),
            result: one.result.unwrap_or_default().into(),
            method: one.method.unwrap_or_default().into(),
            reason: one.reason.clone(),
            evidence: one.evidence.clone(),
            evidence_ids: one.evidence_id.clone(),
            compensating_control: one.compensating_control.clone(),
        };
        Ok((vec![one], Vec::new()))
    }
}

/// With keys, results are recorded as they are given, in many requests, each on the version shown at that time.
fn no_keys(option: &str) -> Failure {
    Failure::Usage(Said {
        ko: format!(
            "키로 점검할 때에는 {option} 옵션을 쓸 수 없습니다. 결과를 판단하는 대로 최신 버전에 나누어 기록합니다. {option} 옵션은 --file이나 --checkpoint와 함께 쓰십시오."
        ),
        en: format!(
            "{option} cannot be used with keys: results are recorded as they are given, in several requests, on the latest \
             version; use it with --file or --checkpoint"
        ),
    })
}

/// Recorded results that would be replaced.
fn replaced(verdicts: &[VerdictInput], checkpoints: &[Checkpoint]) -> Vec<Row> {
    let filled = verdicts.iter().map(|input| Filled { at: At::Keys, input: input.clone(), base: None });
    let mut rows = merge(filled.collect(), checkpoints).rows;
    rows.retain(|row| row.was.is_some());
    rows
}

/// Takes away the numbers and times that results will not have because they are not recorded.
fn imagined(answer: &mut RecordVerdictsResponse) {
    for verdict in answer.judged.iter_mut().filter_map(|judged| judged.verdict.as_mut()) {
        verdict.judged_at = None;
    }
    for finding in &mut answer.opened_findings {
        finding.finding_id.clear();
        finding.opened_at = None;
        if let Some(due) = &mut finding.due {
            due.due_at = None;
        }
    }
}

/// Faults of verdicts found before they are sent.
struct KnownFaults {
    /// The file of the verdicts, if any.
    file: Option<Written>,
    /// Faults in the text of the file.
    wrong: Vec<Fault>,
    /// Ambiguous checkpoints.
    unclear: Vec<(String, Said)>,
}

impl KnownFaults {
    fn is_clear(&self) -> bool {
        self.wrong.is_empty() && self.unclear.is_empty()
    }

    /// Finds the checkpoints that are meant.
    ///
    /// # Errors
    /// A failure if the checkpoint given by options is ambiguous.
    fn find(&mut self, checkpoints: &[Checkpoint], verdicts: &mut [VerdictInput]) -> Result<(), Failure> {
        let named = verdicts.iter_mut().enumerate().filter(|(_, verdict)| !verdict.checkpoint.is_empty());
        for (index, verdict) in named {
            match find::checkpoint(checkpoints, &verdict.checkpoint) {
                Ok(key) => verdict.checkpoint = key,
                Err(fault) if self.file.is_none() => return Err(Failure::Usage(fault)),
                Err(fault) => self.unclear.push((format!("verdicts[{index}].checkpoint"), fault)),
            }
        }
        Ok(())
    }

    /// Returns the service's response if there are no other faults. Otherwise it returns all faults of a file with
    /// their lines: syntax, ambiguous checkpoints, and the service's faults. A refusal that does not concern a field is
    /// returned unchanged.
    ///
    /// # Errors
    /// The faults.
    fn of(
        &self,
        recorded: Result<Response<RecordVerdictsResponse>, Status>,
    ) -> Result<RecordVerdictsResponse, Failure> {
        let failure = match recorded {
            Ok(answer) if self.is_clear() => return Ok(answer.into_inner()),
            Ok(_) => None,
            Err(status) => Some(Failure::from(status)),
        };
        let Some(file) = &self.file else { return Err(failure.unwrap_or_else(Failure::incomplete)) };
        let fields = match &failure {
            Some(Failure::Refused(refusal)) if refusal.exit() == Exit::Invalid => refusal.fields(),
            Some(_) | None => Vec::new(),
        };
        let unclear = self.unclear.iter().cloned().map(|(field, fault)| file.fault(&field, fault));
        let faults = file.with_told(unclear.chain(self.wrong.iter().cloned()).collect(), fields);
        Err(match failure {
            Some(failure) if faults.is_empty() => failure,
            Some(_) | None => faults.into(),
        })
    }
}
