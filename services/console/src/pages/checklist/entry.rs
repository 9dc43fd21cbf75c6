//! Results in a submitted form. Each begins with the field `line`: the key of the checkpoint, and a mark of the
//! result that the person saw there.

use haetae_proto::{
    checkpoint::v1::{Checkpoint, Verdict, VerdictInput},
    common::v1::{CheckMethod, VerdictResult},
};

use super::asked::ChecklistQuery;
use crate::pages::sent::{Sent, lines, text};

/// Stands between key and mark; no key has it.
const MARK: char = '|';
/// Stands for a mark where the person leaves the line out.
pub(super) const LEFT: &str = "-";
/// The mark of a checkpoint that is not judged.
const OPEN: &str = "0";

/// A result to be recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// The key of the checkpoint.
    pub(super) key: String,
    /// The mark of the result that the person saw.
    pub(super) base: String,
    /// The contract's number; 0 when none was chosen.
    pub(super) result: i32,
    /// Likewise.
    pub(super) method: i32,
    pub(super) reason: String,
    pub(super) compensating: String,
    /// Names of documents.
    pub(super) evidence: Vec<String>,
    /// Uploaded files.
    pub(super) files: Vec<String>,
}

/// The mark of a result: different for every result of the checkpoint.
pub(super) fn mark(verdict: Option<&Verdict>) -> String {
    let at = verdict.map(|verdict| verdict.judged_at.unwrap_or_default());
    at.map_or_else(|| OPEN.to_owned(), |at| format!("{}.{}", at.seconds, at.nanos))
}

/// The field `line` of a checkpoint.
pub(super) fn line(one: &Checkpoint) -> String {
    format!("{}{MARK}{}", one.checkpoint, mark(one.verdict.as_ref()))
}

impl Entry {
    /// The entry for a checkpoint's recorded result.
    pub(super) fn recorded(one: &Checkpoint) -> Self {
        let verdict = one.verdict.clone().unwrap_or_default();
        Self {
            key: one.checkpoint.clone(),
            base: mark(one.verdict.as_ref()),
            result: verdict.result,
            method: if verdict.method == 0 { one.method } else { verdict.method },
            reason: verdict.reason,
            compensating: verdict.compensating_control,
            evidence: verdict.evidence,
            files: verdict.evidence_ids,
        }
    }

    fn begun(line: &str) -> Self {
        let (key, base) = line.split_once(MARK).unwrap_or((line, OPEN));
        Self { key: key.to_owned(), base: base.to_owned(), ..Self::default() }
    }

    fn take(&mut self, name: &str, value: &str) {
        match name {
            "result" => self.result = number::<VerdictResult>(value),
            "method" => self.method = number::<CheckMethod>(value),
            "reason" => self.reason = text(value),
            "compensating" => self.compensating = text(value),
            "evidence" => self.evidence = lines(value),
            "file" if !value.is_empty() => self.files.push(value.to_owned()),
            // The choice at a result that another reviewer overtook.
            "base" => value.clone_into(&mut self.base),
            _ => {}
        }
    }

    /// The field `line` that it came from.
    pub(super) fn line(&self) -> String {
        format!("{}{MARK}{}", self.key, self.base)
    }

    /// Whether the person leaves another reviewer's result in place.
    pub(super) fn is_left(&self) -> bool {
        self.base == LEFT
    }

    /// Whether this equals the recorded result.
    pub(super) fn is_recorded(&self, one: &Checkpoint) -> bool {
        one.verdict.is_some() && Self { base: self.base.clone(), ..Self::recorded(one) } == *self
    }

    /// As the service takes it.
    pub(super) fn input(&self) -> VerdictInput {
        VerdictInput {
            checkpoint: self.key.clone(),
            result: self.result,
            method: self.method,
            reason: self.reason.clone(),
            evidence: self.evidence.clone(),
            compensating_control: self.compensating.clone(),
            evidence_ids: self.files.clone(),
        }
    }
}

/// The contract's number; 0 for an invalid one.
fn number<E: TryFrom<i32> + Into<i32>>(value: &str) -> i32 {
    value.parse().ok().and_then(|number: i32| E::try_from(number).ok()).map_or(0, Into::into)
}

/// The results of a form. Common values (`all_result` and so on) apply to entries without their own result; the
/// method defaults to that of the check.
pub(super) fn entries(sent: &Sent, checkpoints: &[Checkpoint]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for (name, value) in sent.pairs() {
        if name == "line" {
            entries.push(Entry::begun(value));
        } else if let Some(entry) = entries.last_mut() {
            entry.take(name, value);
        }
    }
    if sent.one("scope") == "shown" {
        let asked = ChecklistQuery::sent(sent);
        let open = checkpoints.iter().filter(|one| one.verdict.is_none() && asked.has(one));
        entries = open.map(|one| Entry::begun(&line(one))).collect();
    }
    let several = !sent.one("all_result").is_empty();
    for entry in &mut entries {
        if several && entry.result == 0 {
            for name in ["result", "method", "reason", "compensating"] {
                entry.take(name, sent.one(&format!("all_{name}")));
            }
        }
        if entry.method == 0 {
            let known = checkpoints.iter().find(|one| one.checkpoint == entry.key);
            entry.method = known.map_or(0, |one| one.method);
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(key: &str) -> Checkpoint {
        Checkpoint { checkpoint: key.into(), method: CheckMethod::Test.into(), ..Checkpoint::default() }
    }

    #[test]
    fn each_result_begins_with_its_line() {
        let body =
            "line=web%3AAPP-01%3A1%7C0&result=2&reason=a%0D%0Ab&file=E-1&file=E-2&line=web%3AAPP-01%3A2%7C7.5&result=9";
        let read = entries(&Sent::read(body.as_bytes()), &[one("web:APP-01:1")]);
        assert_eq!((read.len(), read[0].result, &*read[0].reason), (2, 2, "a\nb"));
        assert_eq!((&read[0].files[..], read[0].method), (&["E-1".to_owned(), "E-2".into()][..], 3));
        assert_eq!((&*read[1].base, read[1].result, read[1].method), ("7.5", 0, 0), "no such result, no such line");
    }

    #[test]
    fn what_is_said_for_all_is_for_those_without_a_result() {
        let body = "line=a%7C0&line=b%7C0&result=1&all_result=4&all_reason=none";
        let read = entries(&Sent::read(body.as_bytes()), &[]);
        let said: Vec<_> = read.iter().map(|entry| (entry.result, entry.reason.as_str())).collect();
        assert_eq!(said, [(4, "none"), (1, "")]);
        let judged = Checkpoint { verdict: Some(Verdict::default()), ..one("web:APP-02:1") };
        let all = [one("web:APP-01:1"), one("web:APP-01:2"), judged, one("web:APP-03:1")];
        let read = entries(&Sent::read(b"line=c%7C0&all_result=4&scope=shown&q=app-01"), &all);
        assert_eq!(read.iter().map(|entry| entry.key.as_str()).collect::<Vec<_>>(), ["web:APP-01:1", "web:APP-01:2"]);
        assert_eq!(entries(&Sent::read(b"all_result=4&scope=shown"), &all).len(), 3, "those without a result");
    }

    #[test]
    fn a_mark_is_that_of_one_result() {
        let judged =
            |seconds| Verdict { judged_at: Some(prost_types::Timestamp { seconds, nanos: 5 }), ..Verdict::default() };
        assert_eq!((mark(None), mark(Some(&judged(7)))), ("0".into(), "7.5".into()));
        let one = Checkpoint { verdict: Some(judged(7)), ..one("a") };
        let same = Entry { base: "0".into(), ..Entry::recorded(&one) };
        assert!(same.is_recorded(&one), "sent twice");
        assert!(!Entry { reason: "other".into(), ..same }.is_recorded(&one));
    }
}
