//! One checkpoint: the check, its result, and the form for a new result.

use haetae_proto::{
    checkpoint::v1::{Checkpoint, Verdict},
    common::v1::{CheckMethod, FlowLayer, VerdictResult},
    words::Named,
};

use super::{
    entry::{Entry, mark},
    held::Held,
    recording::Line,
};
use crate::{
    pages::lists::address,
    text::{Say, key, moment},
};

/// A result with its mark.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    /// The class of the stylesheet.
    pub(super) class: &'static str,
    pub(super) word: String,
}

impl Mark {
    /// The result of a number of the contract.
    pub(super) fn of(t: Say, number: i32) -> Self {
        let class = match VerdictResult::try_from(number).unwrap_or_default() {
            VerdictResult::Pass => "pass",
            VerdictResult::Fail => "fail",
            VerdictResult::Partial => "part",
            VerdictResult::NotApplicable => "na",
            VerdictResult::Unspecified => "open",
        };
        Self { class, word: t.word::<VerdictResult>(number) }
    }
}

/// A recorded result.
#[derive(Debug)]
pub(super) struct Recorded {
    pub(super) result: Mark,
    /// As the contract numbers it.
    pub(super) number: i32,
    pub(super) method: String,
    pub(super) reason: String,
    pub(super) compensating: String,
    pub(super) evidence: String,
    pub(super) who: String,
    pub(super) when: String,
}

impl Recorded {
    /// The recorded result.
    pub(super) fn of(t: Say, verdict: &Verdict) -> Self {
        let evidence = verdict.evidence.iter().chain(&verdict.evidence_ids).map(String::as_str);
        Self {
            result: Mark::of(t, verdict.result),
            number: verdict.result,
            method: t.word::<CheckMethod>(verdict.method),
            reason: verdict.reason.clone(),
            compensating: verdict.compensating_control.clone(),
            evidence: evidence.collect::<Vec<_>>().join(" · "),
            who: verdict.judged_by.as_ref().map(|person| t.person(person)).unwrap_or_default(),
            when: moment(t, verdict.judged_at.as_ref()),
        }
    }
}

/// Something to choose in a form.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) text: String,
    pub(super) chosen: bool,
}

/// The values of an enum to choose from.
pub(super) fn options<E: Named>(t: Say, chosen: i32) -> Vec<Choice> {
    let values = E::VALUES.iter().enumerate().skip(1).filter_map(|(number, _)| i32::try_from(number).ok());
    let option =
        |number: i32| Choice { value: number.to_string(), text: t.word::<E>(number), chosen: number == chosen };
    values.map(option).collect()
}

/// The form of a result, with the input and its faults.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) line: String,
    pub(super) request_id: String,
    pub(super) results: Vec<Choice>,
    pub(super) methods: Vec<Choice>,
    pub(super) reason: String,
    pub(super) compensating: String,
    pub(super) evidence: String,
    pub(super) files: Vec<Choice>,
    /// The faults.
    pub(super) wrong: Vec<String>,
}

impl Form {
    /// The form of an entry.
    pub(super) fn of(t: Say, entry: &Entry, files: &[(String, String)], wrong: Vec<String>) -> Self {
        let file = |(id, name): &(String, String)| Choice {
            value: id.clone(),
            text: format!("{id} {name}"),
            chosen: entry.files.contains(id),
        };
        Self {
            line: entry.line(),
            request_id: haetae_client::request_id(),
            results: options::<VerdictResult>(t, entry.result),
            methods: options::<CheckMethod>(t, entry.method),
            reason: entry.reason.clone(),
            compensating: entry.compensating.clone(),
            evidence: entry.evidence.join("\n"),
            files: files.iter().map(file).collect(),
            wrong,
        }
    }
}

/// Another checkpoint of the same control.
#[derive(Debug)]
pub(super) struct Sibling {
    pub(super) short: String,
    pub(super) path: String,
    pub(super) result: Mark,
}

/// View model of the panel.
#[derive(Debug)]
pub(super) struct Panel {
    pub(super) t: Say,
    pub(super) form_key: String,
    pub(super) key: String,
    pub(super) short: String,
    pub(super) path: String,
    /// The address for uploading evidence, with the way back.
    pub(super) upload_path: String,
    /// Layer, method, and whether it must be judged.
    pub(super) about: String,
    pub(super) title: String,
    pub(super) check: String,
    pub(super) requirement: String,
    pub(super) fix: String,
    pub(super) references: String,
    pub(super) why: Vec<String>,
    pub(super) changed: bool,
    pub(super) now: Option<Recorded>,
    pub(super) earlier: Vec<Recorded>,
    pub(super) siblings: Vec<Sibling>,
    /// The finding that a Fail opened.
    pub(super) finding: Option<Held>,
    /// None for people who do not judge.
    pub(super) form: Option<Form>,
    /// The result that another reviewer recorded while the person was typing.
    pub(super) theirs: Option<Recorded>,
    /// The service's refusal, apart from faults of fields.
    pub(super) refused: String,
}

/// The inputs of a panel.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) number: &'a str,
    pub(super) all: &'a [Checkpoint],
    pub(super) one: &'a Checkpoint,
    pub(super) form_key: &'a str,
    pub(super) may_judge: bool,
}

impl Panel {
    /// The panel of a checkpoint.
    pub(super) fn new(t: Say, from: Source<'_>) -> Self {
        let Source { number, all, one, .. } = from;
        let need = if one.mandatory { key("check-mandatory") } else { key("check-recommended") };
        let about = [t.word::<FlowLayer>(one.layer), t.word::<CheckMethod>(one.method), t.text(need)];
        let why = one.selected_by.iter().map(|rule| t.of(rule.reason.as_ref()));
        let form = from.may_judge.then(|| Form::of(t, &Entry::recorded(one), &files(all, one), Vec::new()));
        Self {
            t,
            form_key: from.form_key.to_owned(),
            key: one.checkpoint.clone(),
            short: short(all, one).to_owned(),
            upload_path: address(
                &format!("/r/{number}/evidence"),
                &[("for", &one.checkpoint), ("back", &path(number, all, one))],
            ),
            path: path(number, all, one),
            about: about.join(" · "),
            title: t.of(one.title.as_ref()),
            check: t.of(one.check.as_ref()),
            requirement: t.of(one.requirement.as_ref()),
            fix: t.of(one.countermeasure.as_ref()),
            references: one.references.join(" · "),
            why: why.collect(),
            changed: one.changed,
            now: one.verdict.as_ref().map(|verdict| Recorded::of(t, verdict)),
            earlier: one.earlier_verdicts.iter().rev().map(|verdict| Recorded::of(t, verdict)).collect(),
            siblings: siblings(t, number, all, one),
            finding: None,
            form,
            theirs: None,
            refused: String::new(),
        }
    }

    /// The same with input that could not be recorded.
    pub(super) fn with(mut self, line: &Line, all: &[Checkpoint], one: &Checkpoint, refused: String) -> Self {
        let wrong = line.wrong.iter().map(|(_, told)| told.clone()).collect();
        let mut entry = line.entry.clone();
        if line.overtaken {
            self.theirs = self.now.take();
            // When sent again, it replaces the result that the person now sees.
            entry.base = mark(one.verdict.as_ref());
        }
        self.form = Some(Form::of(self.t, &entry, &files(all, one), wrong));
        self.refused = refused;
        self
    }
}

/// The uploaded files of a review, those of this checkpoint first: id and name.
fn files(all: &[Checkpoint], one: &Checkpoint) -> Vec<(String, String)> {
    let others = all.iter().filter(|other| other.checkpoint != one.checkpoint).flat_map(|other| &other.evidence);
    one.evidence.iter().chain(others).map(|file| (file.evidence_id.clone(), file.name.clone())).collect()
}

fn siblings(t: Say, number: &str, all: &[Checkpoint], one: &Checkpoint) -> Vec<Sibling> {
    let same = |other: &&Checkpoint| {
        (&other.catalog_id, &other.control_id) == (&one.catalog_id, &one.control_id)
            && other.checkpoint != one.checkpoint
    };
    let sibling = |other: &Checkpoint| Sibling {
        short: short(all, other).to_owned(),
        path: path(number, all, other),
        result: Mark::of(t, other.verdict.as_ref().map_or(0, |verdict| verdict.result)),
    };
    all.iter().filter(same).map(sibling).collect()
}

/// The key without the catalogue, e.g. `APP-02:2`, where only one checkpoint has it.
pub(in crate::pages) fn short<'a>(all: &[Checkpoint], one: &'a Checkpoint) -> &'a str {
    let ends = |key: &str| key.split_once(':').map(|(_, end)| end.to_owned()).unwrap_or_default();
    let end = ends(&one.checkpoint);
    let only = all.iter().filter(|other| ends(&other.checkpoint) == end).count() <= 1;
    one.checkpoint.split_once(':').filter(|_| only).map_or(one.checkpoint.as_str(), |(_, end)| end)
}

/// The page of a checkpoint.
pub(super) fn path(number: &str, all: &[Checkpoint], one: &Checkpoint) -> String {
    format!("/r/{number}/c/{}", short(all, one))
}

/// The checkpoint that an address names, by its key with or without the catalogue.
pub(super) fn named<'a>(all: &'a [Checkpoint], key: &str) -> Option<&'a Checkpoint> {
    let whole = all.iter().find(|one| one.checkpoint == key);
    whole.or_else(|| {
        let mut found = all.iter().filter(|one| one.checkpoint.split_once(':').is_some_and(|(_, end)| end == key));
        found.next().filter(|_| found.next().is_none())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_is_named_without_its_catalogue_where_only_one_is_meant() {
        let one = |key: &str| Checkpoint { checkpoint: key.into(), ..Checkpoint::default() };
        let all = [one("web:APP-01:1"), one("iot:APP-01:1"), one("web:APP-02:1")];
        assert_eq!(
            all.iter().map(|one| short(&all, one)).collect::<Vec<_>>(),
            ["web:APP-01:1", "iot:APP-01:1", "APP-02:1"]
        );
        assert_eq!(named(&all, "APP-02:1").unwrap().checkpoint, "web:APP-02:1");
        assert_eq!(named(&all, "iot:APP-01:1").unwrap().checkpoint, "iot:APP-01:1");
        assert!(named(&all, "APP-01:1").is_none() && named(&all, "").is_none());
        assert_eq!(path("R-2026-0001", &all, &all[2]), "/r/R-2026-0001/c/APP-02:1");
    }
}
