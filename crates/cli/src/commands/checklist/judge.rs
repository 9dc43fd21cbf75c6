//! `haetae checklist judge`.

use std::path::PathBuf;

use haetae_proto::{
    checkpoint::v1::{RecordVerdictsRequest, VerdictInput},
    common::v1::{CheckMethod, VerdictResult},
};

use super::keys;
use crate::{
    commands::{find, read, write::ChangeOptions},
    failure::Done,
    failure::{Exit, Failure},
    files::{Fault, Written},
    session::Session,
    views,
    words::{self, Said},
};

/// Record verdicts: by keys on a terminal, those of a file, or one given by options
#[derive(Debug, clap::Args)]
pub(crate) struct Judge {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    /// Verdicts, as .toml, .yaml or .json; - reads YAML or JSON from standard input
    #[arg(long, value_name = "FILE", conflicts_with = "checkpoint")]
    file: Option<PathBuf>,
    #[command(flatten)]
    one: One,
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
        if let Some(option) = self.change.given().filter(|_| by_keys) {
            return Err(no_keys(option));
        }
        self.review = find::review(session, &self.review).await?;
        if by_keys {
            return keys::judge(session, &self.review).await;
        }
        let file = self.file.as_deref().map(Written::open).transpose()?;
        let (mut verdicts, wrong) = self.verdicts(file.as_ref())?;
        let whole = verdicts.iter().all(|verdict| find::is_whole(&verdict.checkpoint));
        let (mut read, mut unclear) = (None, Vec::new());
        if !whole || !self.change.is_named() {
            let answer = read::checklist(session, &self.review).await?;
            let checkpoints = answer.checklist.as_ref().map(|list| list.checkpoints.as_slice()).unwrap_or_default();
            let named = verdicts.iter_mut().enumerate().filter(|(_, verdict)| !verdict.checkpoint.is_empty());
            for (index, verdict) in named {
                match find::checkpoint(checkpoints, &verdict.checkpoint) {
                    Ok(key) => verdict.checkpoint = key,
                    Err(told) if file.is_none() => return Err(Failure::Usage(told)),
                    Err(told) => unclear.push((format!("verdicts[{index}].checkpoint"), told)),
                }
            }
            read = Some(answer.etag);
        }
        let latest = async {
            match read {
                Some(etag) => Ok(etag),
                None => Ok(read::checklist(session, &self.review).await?.etag),
            }
        };
        let decided = self.change.decided(session, latest).await?;
        let request = RecordVerdictsRequest {
            request_id: decided.request_id,
            review_id: self.review,
            etag: decided.etag,
            verdicts,
            // What is not clear is told together with everything else that is wrong.
            validate_only: decided.validate_only || !unclear.is_empty() || !wrong.is_empty(),
        };
        let recorded = session.checkpoint().await?.record_verdicts(request).await;
        let answer = match (recorded, file) {
            (Ok(answer), _) if unclear.is_empty() && wrong.is_empty() => answer.into_inner(),
            (recorded, Some(file)) => {
                return Err(refused(&file, wrong, unclear, recorded.err().map(Failure::from)));
            }
            (Ok(answer), None) => answer.into_inner(),
            (Err(status), None) => return Err(status.into()),
        };
        session.show(&answer, |look| views::judged_now(&answer, look) + &views::version(&answer.etag, look))
    }

    /// The verdicts, and what is wrong with the text of a file.
    fn verdicts(&self, file: Option<&Written>) -> Result<(Vec<VerdictInput>, Vec<Fault>), Failure> {
        if let Some(file) = file {
            return Ok(file.verdicts()?);
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

/// Everything that is wrong with a file, each at its line: its text, checkpoints that are not clear, and what the service
/// says. A refusal that is about no field comes back as it is.
fn refused(file: &Written, wrong: Vec<Fault>, unclear: Vec<(String, Said)>, failure: Option<Failure>) -> Failure {
    let fields = match &failure {
        Some(Failure::Refused(refusal)) if refusal.exit() == Exit::Invalid => refusal.fields(),
        Some(_) | None => Vec::new(),
    };
    let known =
        |field: &str| unclear.iter().any(|(known, _)| known == field) || wrong.iter().any(|one| one.covers(field));
    let here: Vec<_> = fields.into_iter().filter(|(field, _)| !known(field)).collect();
    // The service has said it in the caller's language.
    let here = here.into_iter().map(|(field, told)| (field, Said { ko: told.clone(), en: told }));
    let mut faults: Vec<Fault> =
        here.chain(unclear).map(|(field, told)| file.fault(&field, told)).chain(wrong).collect();
    faults.sort_by_key(Fault::line);
    match failure {
        Some(failure) if faults.is_empty() => failure,
        Some(_) | None => faults.into(),
    }
}
