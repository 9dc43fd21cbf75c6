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
/// A result that is there and would become another one is shown first, with who recorded it and when, and asked about. A
/// script names the version it has seen by --etag, or gives --yes.
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
    /// Why; required unless it passes
    #[arg(long, requires = "checkpoint", default_value = "", hide_default_value = true)]
    reason: String,
    /// The compensating control; required for partial, not allowed otherwise
    #[arg(long, requires = "checkpoint", default_value = "", hide_default_value = true)]
    compensating_control: String,
    /// Name of a document or record it rests on; may be given several times
    #[arg(long, requires = "checkpoint")]
    evidence: Vec<String>,
    /// Id of an uploaded file it rests on, e.g. E-1; may be given several times
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
        let mut told = Told { file, wrong, unclear: Vec::new() };
        let whole = verdicts.iter().all(|verdict| find::is_whole(&verdict.checkpoint));
        if !whole || self.change.etag().is_none() {
            let list = read::checklist(session, &self.review).await?;
            let checkpoints = list.checklist.map(|list| list.checkpoints).unwrap_or_default();
            told.find(&checkpoints, &mut verdicts)?;
            // The caller has seen what is in the version that is named.
            if self.change.etag().is_none() && told.is_clear() {
                let replaced = replaced(&verdicts, &checkpoints);
                self.ask(session, (&told, &list.etag), &verdicts, &replaced).await?;
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
            // What is not clear is told together with everything else that is wrong.
            validate_only: decided.validate_only || !told.is_clear(),
        };
        let mut answer = told.of(session.checkpoint().await?.record_verdicts(request).await)?;
        if decided.validate_only {
            imagined(&mut answer);
        }
        session.show(&answer, |look| views::judged_now(&answer, look) + &views::version(&answer.etag, look))
    }

    /// Says which results are replaced, and asks where the caller has not said so; the answer counts for the version shown.
    async fn ask(
        &self,
        session: &Session,
        (told, etag): (&Told, &str),
        verdicts: &[VerdictInput],
        replaced: &[Row],
    ) -> Result<(), Failure> {
        if replaced.is_empty() {
            return Ok(());
        }
        let asks = !self.sure.is_given() && !self.change.only_checks();
        if asks {
            // Who may not, or what cannot be, is said before anything is asked.
            let tried = RecordVerdictsRequest {
                request_id: request_id(),
                review_id: self.review.clone(),
                etag: etag.to_owned(),
                verdicts: verdicts.to_vec(),
                validate_only: true,
            };
            told.of(session.checkpoint().await?.record_verdicts(tried).await)?;
        }
        // Also without a terminal: who gives --yes next has seen it.
        let look = session.look();
        let lines = views::overtaken(replaced, look.pick("변경 후", "becomes"), look).join("\n");
        session.note(&Said {
            ko: format!("기록되어 있는 결과를 바꿉니다.\n{lines}"),
            en: format!("results that are there are replaced\n{lines}"),
        });
        self.sure.confirm(session, !asks, &ask::by_etag(), |_| String::new())
    }

    /// The verdicts, and what is wrong with the text of a file.
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

/// By keys, results are recorded as they are judged, in many requests, each on the version that is then shown.
fn no_keys(option: &str) -> Failure {
    Failure::Usage(Said {
        ko: format!(
            "키로 점검할 때에는 {option} 옵션을 쓸 수 없습니다. 결과를 판단하는 대로 최신 버전에 나누어 기록합니다. {option} 옵션은 --file이나 --checkpoint와 함께 쓰십시오."
        ),
        en: format!(
            "{option} has no meaning by keys: results are recorded as they are judged, in several requests, on the latest \
             version; use it with --file or --checkpoint"
        ),
    })
}

/// The results that are there and would become others.
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

/// What is wrong with verdicts before a service has seen them.
struct Told {
    /// Where they are from, if from a file.
    file: Option<Written>,
    /// Faults in the text of the file.
    wrong: Vec<Fault>,
    /// Checkpoints that are not clear.
    unclear: Vec<(String, Said)>,
}

impl Told {
    fn is_clear(&self) -> bool {
        self.wrong.is_empty() && self.unclear.is_empty()
    }

    /// Finds the checkpoints that are meant.
    ///
    /// # Errors
    /// When the one that was given by options is not clear.
    fn find(&mut self, checkpoints: &[Checkpoint], verdicts: &mut [VerdictInput]) -> Result<(), Failure> {
        let named = verdicts.iter_mut().enumerate().filter(|(_, verdict)| !verdict.checkpoint.is_empty());
        for (index, verdict) in named {
            match find::checkpoint(checkpoints, &verdict.checkpoint) {
                Ok(key) => verdict.checkpoint = key,
                Err(told) if self.file.is_none() => return Err(Failure::Usage(told)),
                Err(told) => self.unclear.push((format!("verdicts[{index}].checkpoint"), told)),
            }
        }
        Ok(())
    }

    /// What a service answered, if nothing else is wrong. Otherwise everything that is wrong with a file, each at its line: its
    /// text, checkpoints that are not clear, and what the service says. A refusal that is about no field comes back as it is.
    ///
    /// # Errors
    /// What is wrong.
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
        let unclear = self.unclear.iter().cloned().map(|(field, told)| file.fault(&field, told));
        let faults = file.with_told(unclear.chain(self.wrong.iter().cloned()).collect(), fields);
        Err(match failure {
            Some(failure) if faults.is_empty() => failure,
            Some(_) | None => faults.into(),
        })
    }
}
