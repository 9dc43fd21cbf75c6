//! Records results. Concurrent results of other reviewers are compared by checkpoint, because the version covers the
//! whole checklist and changes with every result of every reviewer.

use axum::http::StatusCode;
use haetae_proto::{
    checkpoint::v1::{Checkpoint, RecordVerdictsRequest, RecordVerdictsResponse},
    common::v1::VerdictResult,
};

use super::entry::{Entry, mark};
use crate::api::{Api, Kind, Listed, Problem, checklist, record};

/// How often recording is repeated when another reviewer was faster.
const TRIES: usize = 5;

/// The fact that says how many fields are wrong, where an answer has no room for all.
const TOTAL: &str = "violations_total";

/// A result of a form, with its conflicts and faults.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) entry: Entry,
    /// The current checkpoint; none if the list no longer contains it.
    pub(super) now: Option<Checkpoint>,
    /// Whether another result was recorded there since the person looked.
    pub(super) overtaken: bool,
    /// Faults: the field and the problem.
    pub(super) wrong: Vec<(String, String)>,
}

/// The outcome of recording a form's results.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) lines: Vec<Line>,
    /// The service's response; none when it was not called, or refused.
    pub(super) answer: Option<RecordVerdictsResponse>,
    /// The service's refusal, apart from faults of fields.
    pub(super) problem: Option<Problem>,
}

impl Outcome {
    /// Whether nothing prevents recording.
    pub(super) fn is_fine(&self) -> bool {
        self.problem.is_none() && self.lines.iter().all(|line| !line.overtaken && line.wrong.is_empty())
    }

    /// The HTTP status for results that were not recorded.
    pub(super) fn status(&self) -> StatusCode {
        let overtaken = self.lines.iter().any(|line| line.overtaken);
        let invalid = if overtaken { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
        self.problem.as_ref().map_or(invalid, |problem| problem.kind.status())
    }
}

/// The lines of the results, without those where the person leaves another reviewer's result in place.
fn lines(entries: &[Entry], listed: &Listed) -> Vec<Line> {
    let entries = entries.iter().filter(|entry| !entry.is_left());
    let line = |entry: &Entry| {
        let now = listed.list.checkpoints.iter().find(|one| one.checkpoint == entry.key);
        // A result that was retracted in the meantime is no conflict.
        let overtaken = now.is_some_and(|now| {
            now.verdict.is_some() && mark(now.verdict.as_ref()) != entry.base && !entry.is_recorded(now)
        });
        Line { entry: entry.clone(), now: now.cloned(), overtaken, wrong: Vec::new() }
    };
    entries.map(line).collect()
}

/// Checks the results, and records them unless `only_checks`: all or none. Results that are recorded already are left
/// out, so that a form sent twice has one effect. Calls RecordVerdicts, and GetChecklist again when another reviewer
/// was faster.
///
/// # Errors
/// When the services do not answer.
pub(super) async fn take(
    api: &Api,
    entries: &[Entry],
    mut listed: Listed,
    request_id: &str,
    only_checks: bool,
) -> Result<Outcome, Problem> {
    let mut tried = 0;
    loop {
        let mut outcome = Outcome { lines: lines(entries, &listed), ..Outcome::default() };
        let overtaken = !outcome.is_fine();
        let left = |line: &&Line| line.now.as_ref().is_none_or(|now| !line.entry.is_recorded(now));
        let left: Vec<usize> =
            outcome.lines.iter().enumerate().filter(|(_, line)| left(line)).map(|(place, _)| place).collect();
        if left.is_empty() {
            outcome.answer = Some(RecordVerdictsResponse::default());
            return Ok(outcome);
        }
        let request = RecordVerdictsRequest {
            request_id: request_id.to_owned(),
            review_id: listed.list.review_id.clone(),
            etag: listed.etag.clone(),
            verdicts: left
                .iter()
                .filter_map(|place| outcome.lines.get(*place))
                .map(|line| line.entry.input())
                .collect(),
            validate_only: only_checks || overtaken,
        };
        match record(api, request.clone()).await {
            Ok(answer) => outcome.answer = Some(answer),
            Err(problem) if problem.kind == Kind::Changed && tried < TRIES => {
                tried += 1;
                listed = checklist(api, &listed.list.review_id).await?;
                continue;
            }
            Err(problem) => {
                let more = names_only_some(&problem);
                refused(&mut outcome, &left, problem);
                if more {
                    check_rest(api, request, &mut outcome, &left).await;
                }
            }
        }
        return Ok(outcome);
    }
}

/// Whether more fields are wrong than the refusal had room for.
fn names_only_some(problem: &Problem) -> bool {
    problem.refusal.as_deref().is_some_and(|refusal| refusal.facts.contains_key(TOTAL))
}

/// Checks the lines that a refusal did not name, until one names all that is wrong with the rest. Every call names some, so
/// that there are at most as many calls as a checklist has twenties of lines. Calls RecordVerdicts, which only checks.
async fn check_rest(api: &Api, request: RecordVerdictsRequest, outcome: &mut Outcome, sent: &[usize]) {
    let mut left = sent.to_vec();
    loop {
        let before = left.len();
        left.retain(|place| outcome.lines.get(*place).is_some_and(|line| line.wrong.is_empty()));
        if left.is_empty() || left.len() == before {
            return;
        }
        let verdicts = left.iter().filter_map(|place| outcome.lines.get(*place)).map(|line| line.entry.input());
        let rest = RecordVerdictsRequest { verdicts: verdicts.collect(), validate_only: true, ..request.clone() };
        // What is not about a line was said already, or is said when the lines are right.
        let Err(problem) = record(api, rest).await else { return };
        place_faults(outcome, &left, &problem);
        if !names_only_some(&problem) {
            return;
        }
    }
}

/// Puts a refusal to the lines that it names, or keeps it for the whole form.
fn refused(outcome: &mut Outcome, sent: &[usize], problem: Problem) {
    if !place_faults(outcome, sent, &problem) {
        outcome.problem = Some(problem);
    }
}

/// Puts a refusal to the lines that it names. Returns whether it names one.
fn place_faults(outcome: &mut Outcome, sent: &[usize], problem: &Problem) -> bool {
    let mut placed = false;
    if let Some(refusal) = problem.refusal.as_deref() {
        let standing = refusal.facts.get("field").map(String::as_str).unwrap_or_default();
        let standing = standing.split(", ").map(|field| (field, &refusal.message));
        let fields = refusal.fields.iter().map(|(field, told)| (field.as_str(), told));
        for (field, told) in fields.chain(standing) {
            let Some((index, field)) = place(field) else { continue };
            let Some(line) = sent.get(index).and_then(|place| outcome.lines.get_mut(*place)) else { continue };
            line.wrong.push((field.to_owned(), told.clone()));
            placed = true;
        }
    }
    placed
}

/// `verdicts[3].reason` is the reason of the fourth.
fn place(field: &str) -> Option<(usize, &str)> {
    let (index, field) = field.strip_prefix("verdicts[")?.split_once(']')?;
    let field = field.trim_start_matches('.').split('[').next().unwrap_or_default();
    Some((index.parse().ok()?, field))
}

/// How many lines have a result.
pub(super) fn count(lines: &[Line], result: VerdictResult) -> usize {
    lines.iter().filter(|line| line.entry.result == i32::from(result)).count()
}

#[cfg(test)]
mod tests {
    use haetae_proto::checkpoint::v1::{Checklist, Verdict};
    use haetae_service_kit::error::{ApiError, Lang, Violations};

    use super::*;

    fn listed(seconds: i64) -> Listed {
        let verdict = Verdict {
            result: VerdictResult::Fail.into(),
            judged_at: Some(prost_types::Timestamp { seconds, nanos: 0 }),
            ..Verdict::default()
        };
        let one = |key: &str, verdict| Checkpoint { checkpoint: key.into(), verdict, ..Checkpoint::default() };
        let checkpoints = vec![one("a", Some(verdict)), one("b", None)];
        Listed { list: Checklist { checkpoints, ..Checklist::default() }, etag: "e".into() }
    }

    fn entry(key: &str, base: &str) -> Entry {
        Entry { key: key.into(), base: base.into(), result: 1, ..Entry::default() }
    }

    #[test]
    fn only_a_result_of_the_same_checkpoint_overtakes() {
        let found = |base: &str| {
            let lines = lines(&[entry("a", base), entry("b", "0")], &listed(7));
            lines.iter().map(|line| line.overtaken).collect::<Vec<_>>()
        };
        assert_eq!(found("7.0"), [false, false], "what the person saw");
        assert_eq!(found("0"), [true, false], "somebody judged it since");
        assert_eq!(found("-"), [false], "left to the other reviewer");
        let retracted = lines(&[entry("b", "7.0")], &listed(7));
        assert!(!retracted[0].overtaken, "what the person saw was taken back");
        let same = Entry { result: VerdictResult::Fail.into(), ..entry("a", "0") };
        assert!(!lines(&[same], &listed(7))[0].overtaken, "the same was recorded");
    }

    #[test]
    fn every_refused_line_is_named() {
        let mut v = Violations::new();
        v.add("verdicts[0].reason", "사유", "reason");
        v.add("verdicts[1].evidence_ids[2]", "증적", "evidence");
        let mut outcome = Outcome {
            lines: lines(&[entry("x", "0"), entry("b", "0"), entry("b", "0")], &listed(7)),
            ..Outcome::default()
        };
        refused(&mut outcome, &[1, 2], v.finish().unwrap_err().into_status(Lang::Ko).into());
        assert!(outcome.problem.is_none() && !outcome.is_fine());
        let wrong: Vec<_> = outcome.lines.iter().map(|line| line.wrong.clone()).collect();
        assert_eq!(wrong[0], []);
        assert_eq!(wrong[1], [("reason".to_owned(), "사유".to_owned())]);
        assert_eq!(wrong[2], [("evidence_ids".to_owned(), "증적".to_owned())]);
        let duties = ApiError::separation_of_duties().into_status(Lang::Ko);
        refused(&mut outcome, &[1], duties.into());
        assert!(outcome.problem.is_some(), "it is about no line");
    }
}
