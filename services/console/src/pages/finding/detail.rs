//! View model of `/r/…/f/F-1`.

use askama::Template;
use haetae_proto::{
    checkpoint::v1::{FindingEntry, RiskAcceptance},
    common::v1::{AcceptanceState, CheckMethod, ReviewStatus},
    words::{self, Named as _},
};
use jiff::Timestamp;

use super::{found::Found, standing::Standing, step::Step};
use crate::{
    api::Problem,
    pages::{
        fault,
        frame::Frame,
        lists::address,
        review_bar::{Place, ReviewBar},
        sent::{Sent, text},
        visitor::Visitor,
    },
    text::{Due, Say, key, moment},
};

/// The page.
#[derive(Template)]
#[template(path = "finding/detail.html")]
pub(super) struct DetailPage {
    frame: Frame,
    t: Say,
    bar: ReviewBar,
    pub(super) said: String,
    id: String,
    title: String,
    standing: Standing,
    severity_why: String,
    due: Option<Due>,
    owner: String,
    assignee: String,
    checkpoint: String,
    checkpoint_path: String,
    /// The address for uploading evidence, with the way back.
    upload_path: String,
    requirement: String,
    found: String,
    found_on: String,
    how: String,
    fix: Option<Fix>,
    acceptance: Option<Acceptance>,
    /// The finding of the same checkpoint before.
    before: String,
    history: Vec<Entry>,
    forms: Vec<Form>,
    /// A refused step that is no longer possible: the reason, and the person's input.
    gone: Option<(String, Vec<(String, String)>)>,
}

/// A fix that waits to be verified.
struct Fix {
    who: String,
    what: String,
    evidence: String,
}

struct Acceptance {
    who: String,
    reason: String,
    conditions: Vec<String>,
    ends: String,
    /// Its severity and status.
    state: String,
}

struct Entry {
    what: String,
    who: String,
    when: String,
    text: String,
    /// Whether it happened while the person typed.
    new: bool,
}

/// The form of a step.
struct Form {
    name: &'static str,
    text: String,
    about: String,
    label: String,
    required: bool,
    main: bool,
    refused: String,
    words: String,
    evidence: Option<String>,
    files: Vec<(String, String, bool)>,
    methods: Vec<(String, String, bool)>,
    /// Of a request for an acceptance: conditions and end.
    until: Option<(String, String)>,
    /// Of an assignment.
    account: Option<String>,
    /// Accounts to choose from, with names.
    people: Vec<(String, String)>,
    request_id: String,
    etag: String,
    base: usize,
}

/// A step that was refused.
#[derive(Debug, Clone, Copy)]
pub(super) struct Refused<'a> {
    pub(super) step: Step,
    pub(super) sent: &'a Sent,
    pub(super) problem: &'a Problem,
}

impl DetailPage {
    /// The page of a finding.
    ///
    /// # Errors
    /// When the service answered without one.
    pub(super) fn new(
        visitor: &Visitor,
        found: &Found,
        refused: Option<Refused<'_>>,
        now: Timestamp,
    ) -> Result<Self, Problem> {
        let (t, row, answer) = (visitor.say(), &found.row, &found.answer);
        let finding = answer.finding.as_ref().ok_or_else(|| Problem::defect("GetFinding without a finding"))?;
        let acceptance = finding.acceptance.as_ref();
        let pending = acceptance.is_some_and(|one| one.state() == AcceptanceState::Requested);
        let severity = finding.severity.clone().unwrap_or_default();
        let (one, bar) = (found.one.as_ref(), ReviewBar::new(t, row, Place::Findings));
        let verdict = one.and_then(|one| one.verdict.as_ref());
        let on = verdict.map(|verdict| verdict.evidence.iter().chain(&verdict.evidence_ids).cloned());
        let due = finding.due.as_ref().and_then(|due| due.due_at.as_ref());
        let due = due.filter(|_| row.status() != ReviewStatus::Withdrawn);
        let saw = refused.and_then(|refused| refused.sent.one("base").parse().ok()).unwrap_or(usize::MAX);
        let open = Step::ALL.into_iter().filter(|step| step.is_open(visitor.caller.roles, &finding.allowed));
        let forms: Vec<Form> = open.enumerate().map(|(at, step)| form(t, found, step, refused, at == 0)).collect();
        let gone = refused.filter(|refused| forms.iter().all(|form| form.name != refused.step.name()));
        Ok(Self {
            gone: gone.map(|refused| (fault::says(t, refused.problem), written(t, refused))),
            frame: Frame::new(&visitor.visit, &format!("{} {}", finding.finding_id, row.number)),
            said: String::new(),
            id: finding.finding_id.clone(),
            title: t.of(finding.title.as_ref()),
            standing: Standing::of(t, severity.level, finding.status, pending),
            severity_why: t.of(severity.explanation.as_ref()),
            due: Due::of(t, due, finding.overdue, now),
            owner: finding.team.clone(),
            assignee: finding.assignee.as_ref().map(|person| t.person(person)).unwrap_or_default(),
            checkpoint: found.short.clone(),
            upload_path: {
                let back = format!("{}/f/{}", bar.path, finding.finding_id);
                address(&format!("{}/evidence", bar.path), &[("for", &finding.checkpoint), ("back", &back)])
            },
            checkpoint_path: format!("{}/c/{}", bar.path, found.short),
            requirement: t.of(one.and_then(|one| one.requirement.as_ref())),
            found: finding.reason.clone(),
            found_on: on.map(|on| on.collect::<Vec<_>>().join(" · ")).unwrap_or_default(),
            how: t.of(finding.countermeasure.as_ref().and_then(|how| how.text.as_ref())),
            fix: finding.fix.as_ref().map(|fix| Fix {
                who: fix.claimed_by.as_ref().map(|person| t.person(person)).unwrap_or_default(),
                what: fix.description.clone(),
                evidence: fix.evidence.iter().chain(&fix.evidence_ids).cloned().collect::<Vec<_>>().join(" · "),
            }),
            acceptance: acceptance.map(|acceptance| self::acceptance(t, acceptance)),
            before: finding.previous_finding_id.clone(),
            history: answer.history.iter().enumerate().rev().map(|(at, one)| entry(t, one, at >= saw)).collect(),
            forms,
            bar,
            t,
        })
    }
}

fn acceptance(t: Say, acceptance: &RiskAcceptance) -> Acceptance {
    let names: Vec<String> = acceptance.approved_by.iter().map(|person| t.person(person)).collect();
    let counts = [("agreed", names.len().to_string()), ("needed", acceptance.approvals_needed.to_string())];
    let counts: Vec<_> = counts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let state = match acceptance.state() {
        AcceptanceState::Requested => t.with("acceptance-waits", &counts),
        state @ (AcceptanceState::Unspecified | AcceptanceState::Granted | AcceptanceState::Lapsed) => {
            t.word::<AcceptanceState>(state.into())
        }
    };
    Acceptance {
        who: acceptance.requested_by.as_ref().map(|person| t.person(person)).unwrap_or_default(),
        reason: acceptance.reason.clone(),
        conditions: acceptance.conditions.clone(),
        ends: moment(t, acceptance.ends_at.as_ref()),
        state: [vec![state], names].concat().join(" · "),
    }
}

fn entry(t: Say, entry: &FindingEntry, new: bool) -> Entry {
    let name = words::event(&entry.event).map(|name| t.lang().pick(name.ko.to_owned(), name.en_heading()));
    Entry {
        what: name.unwrap_or_default(),
        who: t.actor(entry.actor.as_ref()),
        when: moment(t, entry.at.as_ref()),
        text: entry.text.clone(),
        new,
    }
}

/// A person's input for a step.
fn written(t: Say, refused: Refused<'_>) -> Vec<(String, String)> {
    let texts = [("words", key("act-reason")), ("conditions", key("decision-conditions"))];
    let texts = texts.map(|(name, label)| (t.text(label), text(refused.sent.one(name))));
    texts.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

fn form(t: Say, found: &Found, step: Step, refused: Option<Refused<'_>>, main: bool) -> Form {
    let refused = refused.filter(|refused| refused.step == step);
    let sent = |name: &str| refused.map(|refused| text(refused.sent.one(name))).unwrap_or_default();
    let picked: Vec<String> =
        refused.map(|refused| refused.sent.all("file").map(str::to_owned).collect()).unwrap_or_default();
    let file = |file: &haetae_proto::checkpoint::v1::Evidence| {
        (file.evidence_id.clone(), file.name.clone(), picked.contains(&file.evidence_id))
    };
    let files = found.answer.evidence.iter().filter(|_| step.has_evidence()).map(file);
    let usual = found.one.as_ref().map_or(0, |one| one.method);
    let chosen = sent("method").parse().unwrap_or(usual);
    let numbers = (1..).take(CheckMethod::VALUES.len().saturating_sub(1)).filter(|_| step == Step::Verify);
    Form {
        name: step.name(),
        text: step.text(t),
        about: t.text(step.about()),
        label: t.text(step.label()),
        required: step.needs_words(),
        main,
        refused: refused.map(|refused| fault::says(t, refused.problem)).unwrap_or_default(),
        words: sent("words"),
        evidence: step.has_evidence().then(|| sent("evidence")),
        files: files.collect(),
        methods: numbers
            .map(|number: i32| (number.to_string(), t.word::<CheckMethod>(number), number == chosen))
            .collect(),
        until: (step == Step::Request).then(|| (sent("conditions"), sent("until"))),
        account: (step == Step::Assign).then(|| sent("account")),
        people: found
            .people
            .iter()
            .filter(|_| step == Step::Assign)
            .map(|one| (one.subject.clone(), t.person(one)))
            .collect(),
        request_id: haetae_client::request_id(),
        etag: found.answer.etag.clone(),
        base: found.answer.history.len(),
    }
}
