//! The state of judging by keys: the checklist, the unrecorded results, and the open question. Pure: keys in, effects
//! out.

use std::collections::BTreeMap;

use haetae_domain::normal::fold;
use haetae_proto::{
    checkpoint::v1::{Checkpoint, JudgedCheckpoint, VerdictInput},
    common::v1::{CheckMethod, VerdictResult},
};
use haetae_sheet::{At, Filled, Merged, Row, mark, merge};

use super::key::{Effect, Key, Mode, Question, latin};
use crate::{
    views::person,
    words::{Said, all},
};

/// Results that wait before they are recorded together; the last one stays back, so that it can be undone.
const BATCH: usize = 5;

/// An unrecorded result.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pending {
    pub(super) input: VerdictInput,
    /// The result that was there when it was judged.
    pub(super) base: String,
    /// The reason why it was not recorded, if the person has to act.
    pub(super) refused: Option<Said>,
}

/// The desk.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    pub(super) list: Vec<Checkpoint>,
    pub(super) at: usize,
    pub(super) pending: BTreeMap<String, Pending>,
    /// Keys of the unrecorded results, the latest last.
    order: Vec<String>,
    pub(super) mode: Mode,
    pub(super) message: Option<Said>,
    /// Evidence and method given before the result.
    evidence: BTreeMap<String, Vec<String>>,
    methods: BTreeMap<String, CheckMethod>,
    reason: String,
}

impl Desk {
    /// Creates the state at the first open checkpoint, with the results kept from an earlier run.
    pub(super) fn new(list: Vec<Checkpoint>, kept: Vec<Pending>) -> Self {
        let order = kept.iter().map(|one| one.input.checkpoint.clone()).collect();
        let pending = kept.into_iter().map(|one| (one.input.checkpoint.clone(), one)).collect();
        let (evidence, methods) = (BTreeMap::new(), BTreeMap::new());
        let mut desk = Self {
            list,
            at: 0,
            pending,
            order,
            mode: Mode::Look,
            message: None,
            evidence,
            methods,
            reason: String::new(),
        };
        desk.at = desk.list.iter().position(|one| desk.is_open(one)).unwrap_or(0);
        desk.compare();
        desk
    }

    /// The checkpoint that is looked at.
    pub(super) fn here(&self) -> Option<&Checkpoint> {
        self.list.get(self.at)
    }

    /// The method for the current checkpoint.
    pub(super) fn method(&self) -> CheckMethod {
        let Some(one) = self.here() else { return CheckMethod::Unspecified };
        let pending = self.pending.get(&one.checkpoint).map(|pending| pending.input.method);
        let known = || pending.or(one.verdict.as_ref().map(|verdict| verdict.method)).unwrap_or(one.method);
        let given = self.methods.get(&one.checkpoint).copied();
        given.unwrap_or_else(|| CheckMethod::try_from(known()).unwrap_or_default())
    }

    /// Takes a key.
    pub(super) fn take(&mut self, key: Key) -> Effect {
        self.message = None;
        match self.mode.clone() {
            Mode::Help => {
                self.mode = Mode::Look;
                Effect::Nothing
            }
            Mode::Ask(question, text) => self.write(question, text, key),
            Mode::Look => self.act(key),
        }
    }

    fn act(&mut self, key: Key) -> Effect {
        let key = match key {
            Key::Char(letter) => latin(letter),
            Key::Down | Key::Enter => 'j',
            Key::Up => 'k',
            Key::Back | Key::Escape => return Effect::Nothing,
        };
        match key {
            'p' => return self.judge(VerdictResult::Pass, String::new(), String::new()),
            'f' => self.ask(Question::Reason(VerdictResult::Fail)),
            'a' => self.ask(Question::Reason(VerdictResult::Partial)),
            'n' => self.ask(Question::Reason(VerdictResult::NotApplicable)),
            'e' => self.ask(Question::Evidence),
            '/' => self.ask(Question::Search),
            'm' => return self.next_method(),
            'u' => return self.undo(),
            'j' => self.at = (self.at + 1).min(self.list.len().saturating_sub(1)),
            'k' => self.at = self.at.saturating_sub(1),
            'o' => self.next_open(),
            '?' => self.mode = Mode::Help,
            'q' => return Effect::Quit,
            _ => {
                self.message =
                    Some(Said { ko: "? 를 누르면 도움말을 봅니다.".into(), en: "? shows the keys".into() })
            }
        }
        Effect::Nothing
    }

    fn ask(&mut self, question: Question) {
        // The former text is offered for correction.
        let text = match question {
            Question::Reason(_) => self.here().and_then(|one| {
                let pending = self.pending.get(&one.checkpoint).map(|pending| pending.input.reason.clone());
                pending.or_else(|| one.verdict.as_ref().map(|verdict| verdict.reason.clone()))
            }),
            Question::Control | Question::Evidence | Question::Search => None,
        };
        self.mode = Mode::Ask(question, text.unwrap_or_default());
    }

    fn write(&mut self, question: Question, mut text: String, key: Key) -> Effect {
        match key {
            Key::Char(letter) => text.push(letter),
            Key::Back => {
                text.pop();
            }
            Key::Escape => {
                self.mode = Mode::Look;
                return Effect::Nothing;
            }
            Key::Up | Key::Down => {}
            Key::Enter => return self.answer(question, text.trim().to_owned()),
        }
        self.mode = Mode::Ask(question, text);
        Effect::Nothing
    }

    fn answer(&mut self, question: Question, text: String) -> Effect {
        self.mode = Mode::Look;
        match question {
            Question::Search => {
                self.search(&text);
                Effect::Nothing
            }
            Question::Evidence => self.add_evidence(text),
            Question::Reason(_) | Question::Control if text.is_empty() => {
                self.mode = Mode::Ask(question, text);
                self.message = Some(Said {
                    ko: "내용을 써야 합니다. 취소는 Esc입니다.".into(),
                    en: "must be said; Esc leaves it".into(),
                });
                Effect::Nothing
            }
            Question::Reason(VerdictResult::Partial) => {
                self.reason = text;
                self.ask(Question::Control);
                Effect::Nothing
            }
            Question::Reason(result) => self.judge(result, text, String::new()),
            Question::Control => {
                let reason = std::mem::take(&mut self.reason);
                self.judge(VerdictResult::Partial, reason, text)
            }
        }
    }

    fn judge(&mut self, result: VerdictResult, reason: String, compensating_control: String) -> Effect {
        let method = self.method();
        let Some(one) = self.list.get(self.at) else { return Effect::Nothing };
        let key = one.checkpoint.clone();
        let noted = self.evidence.remove(&key);
        let known = self.pending.get(&key).map(|pending| &pending.input.evidence);
        let known = known.or(one.verdict.as_ref().map(|verdict| &verdict.evidence)).cloned();
        let input = VerdictInput {
            checkpoint: key.clone(),
            result: result.into(),
            method: method.into(),
            reason,
            compensating_control,
            evidence: noted.or(known).unwrap_or_default(),
            evidence_ids: one.verdict.as_ref().map(|verdict| verdict.evidence_ids.clone()).unwrap_or_default(),
        };
        let base = mark(one.verdict.as_ref());
        self.order.retain(|other| *other != key);
        self.order.push(key.clone());
        self.pending.insert(key, Pending { input, base, refused: None });
        self.next_open();
        Effect::Keep
    }

    fn add_evidence(&mut self, name: String) -> Effect {
        let Some(key) = self.here().map(|one| one.checkpoint.clone()).filter(|_| !name.is_empty()) else {
            return Effect::Nothing;
        };
        if let Some(pending) = self.pending.get_mut(&key) {
            pending.input.evidence.push(name);
            return Effect::Keep;
        }
        let known = self.here().and_then(|one| one.verdict.as_ref()).map(|verdict| verdict.evidence.clone());
        self.evidence.entry(key).or_insert_with(|| known.unwrap_or_default()).push(name);
        self.message = Some(Said {
            ko: "점검 결과와 함께 기록합니다.".into(),
            en: "is recorded with the result".into(),
        });
        Effect::Nothing
    }

    fn next_method(&mut self) -> Effect {
        let Some(key) = self.here().map(|one| one.checkpoint.clone()) else { return Effect::Nothing };
        let methods: Vec<CheckMethod> = all().collect();
        let at = methods.iter().position(|method| *method == self.method()).map_or(0, |at| (at + 1) % methods.len());
        let Some(method) = methods.get(at).copied() else { return Effect::Nothing };
        self.methods.insert(key.clone(), method);
        match self.pending.get_mut(&key) {
            Some(pending) => {
                pending.input.method = method.into();
                Effect::Keep
            }
            None => Effect::Nothing,
        }
    }

    fn undo(&mut self) -> Effect {
        // Drops the refused result of the current checkpoint, or else takes back the last one.
        let here = self.here().map(|one| one.checkpoint.clone()).unwrap_or_default();
        let refused = self.pending.get(&here).is_some_and(|pending| pending.refused.is_some());
        let Some(key) = refused.then_some(here).or_else(|| self.order.last().cloned()) else {
            self.message = Some(Said {
                ko: "되돌릴 결과가 없습니다. 이미 기록한 결과는 다시 점검해 바꿉니다.".into(),
                en: "there is nothing to undo; what is recorded is changed by judging again".into(),
            });
            return Effect::Nothing;
        };
        self.order.retain(|other| *other != key);
        self.pending.remove(&key);
        self.at = self.list.iter().position(|one| one.checkpoint == key).unwrap_or(self.at);
        Effect::Keep
    }

    /// Whether nothing is known of a checkpoint yet.
    fn is_open(&self, one: &Checkpoint) -> bool {
        one.verdict.is_none() && !self.pending.contains_key(&one.checkpoint)
    }

    /// The number of checkpoints without a result.
    pub(super) fn left(&self) -> usize {
        self.list.iter().filter(|one| self.is_open(one)).count()
    }

    fn next_open(&mut self) {
        let (before, after) = self.list.split_at(self.at.min(self.list.len()));
        let later = after.iter().position(|one| self.is_open(one)).map(|further| self.at + further);
        let found = later.or_else(|| before.iter().position(|one| self.is_open(one)));
        match found {
            Some(at) => self.at = at,
            None => {
                self.message = Some(Said {
                    ko: "미점검 항목이 없습니다. q를 누르면 기록하고 끝냅니다.".into(),
                    en: "nothing is left to judge; q records and ends".into(),
                });
            }
        }
    }

    fn search(&mut self, text: &str) {
        let wanted = fold(text);
        let has = |one: &Checkpoint| {
            let texts = [&one.title, &one.check].into_iter().flatten().flat_map(|text| [&text.ko, &text.en]);
            texts.chain([&one.checkpoint]).any(|text| fold(text).contains(&wanted))
        };
        let after = (self.at + 1..self.list.len()).chain(0..=self.at);
        let found = after.into_iter().find(|at| self.list.get(*at).is_some_and(has));
        match found {
            Some(at) => self.at = at,
            None => {
                self.message =
                    Some(Said { ko: format!("찾을 수 없습니다: {text}"), en: format!("not found: {text}") })
            }
        }
    }

    /// Returns the results to record now: none until there are enough, all of them at the end. A refused result waits
    /// for the person's correction.
    pub(super) fn due(&self, all: bool) -> Vec<VerdictInput> {
        let ready = |key: &&String| self.pending.get(*key).is_some_and(|one| one.refused.is_none());
        let ready: Vec<&String> = self.order.iter().filter(ready).collect();
        let count = if all { ready.len() } else { ready.len().saturating_sub(1) };
        if !all && ready.len() <= BATCH {
            return Vec::new();
        }
        let due = ready.into_iter().take(count).filter_map(|key| self.pending.get(key));
        due.map(|pending| pending.input.clone()).collect()
    }

    /// These are recorded.
    pub(super) fn recorded(&mut self, judged: Vec<JudgedCheckpoint>) {
        for JudgedCheckpoint { checkpoint, verdict } in judged {
            self.pending.remove(&checkpoint);
            self.order.retain(|key| *key != checkpoint);
            if let Some(one) = self.list.iter_mut().find(|one| one.checkpoint == checkpoint) {
                one.verdict = verdict;
            }
        }
    }

    /// This one was refused.
    pub(super) fn refused(&mut self, checkpoint: &str, why: Said) {
        if let Some(pending) = self.pending.get_mut(checkpoint) {
            pending.refused = Some(why);
        }
        self.at = self.list.iter().position(|one| one.checkpoint == checkpoint).unwrap_or(self.at);
    }

    /// The checklist as it is by now.
    pub(super) fn renew(&mut self, list: Vec<Checkpoint>) {
        let here = self.here().map(|one| one.checkpoint.clone()).unwrap_or_default();
        self.at = list.iter().position(|one| one.checkpoint == here).unwrap_or(0);
        self.list = list;
        self.compare();
    }

    /// Merges the unrecorded results with the current checklist.
    fn merged(&self) -> Merged {
        let filled = self.pending.values().map(|pending| Filled {
            at: At::Keys,
            input: pending.input.clone(),
            base: Some(pending.base.clone()),
        });
        merge(filled.collect(), &self.list)
    }

    /// Unrecorded results that conflict with another reviewer's.
    pub(super) fn conflicts(&self) -> Vec<Row> {
        self.merged().conflicts
    }

    /// Keeps another reviewer's later result from being overwritten.
    fn compare(&mut self) {
        let merged = self.merged();
        let stays: Vec<String> =
            merged.rows.iter().chain(&merged.conflicts).map(|row| row.input.checkpoint.clone()).collect();
        // Drops results that are already recorded, by anyone, and those whose checkpoint left the list.
        self.pending.retain(|key, _| stays.contains(key));
        self.order.retain(|key| stays.contains(key));
        for row in merged.conflicts {
            let by = row.was.as_ref().and_then(|was| was.judged_by.as_ref());
            let (by, key) = (person(by), &row.input.checkpoint);
            let why = Said {
                ko: format!("그 사이 {by} 님이 점검했습니다. 덮어쓰려면 다시 점검하고, 버리려면 u를 누르십시오."),
                en: format!("{by} judged it meanwhile; judge it again to overwrite that, or u to drop yours"),
            };
            self.message = Some(Said { ko: format!("{key}: {}", why.ko), en: format!("{key}: {}", why.en) });
            self.refused(key, why);
        }
    }
}
