//! Findings.

use haetae_proto::{
    checkpoint::v1::{Finding, FindingEntry, RiskAcceptance},
    common::v1::{AcceptanceState, FindingStatus, RiskLevel},
    words::label,
};

use super::{
    Look,
    evidence::named,
    finding_rows::{resting, standing, until},
    look::{document, person},
    timeline::{Happened, events},
};
use crate::{
    screen::Paint,
    table::{Cell, Table},
    words::{Lang, step},
};

/// Titles are not cut below this: a narrower screen has no table.
const TITLE: usize = 24;

/// The review that findings are of.
#[derive(Debug, Clone, Copy, Default)]
pub struct Of<'a> {
    /// Its short number, where that is known.
    pub number: Option<&'a str>,
    /// Whether it was withdrawn: its findings ended with it, and take no step.
    pub withdrawn: bool,
}

/// A table of the findings of a review, under its short number where that is known.
#[must_use]
pub fn findings(findings: &[Finding], of: Of<'_>, look: &Look) -> String {
    let text = |ko, en| look.column(ko, en);
    let mut table = Table::new([
        look.column_of(label::FINDING_ID).whole(),
        text("심각도", "severity").whole(),
        look.column_of(label::STATUS).whole(),
        text("조치 기한", "due").whole(),
        text("담당 부서", "team").at_least(6),
        look.column_of(label::CHECKPOINT).whole(),
        text("내용", "title").at_least(TITLE),
    ]);
    for one in findings {
        table.row([
            Cell::from(&*one.finding_id),
            look.level(one.severity.as_ref().map_or(0, |severity| severity.level)),
            Cell::painted(&state(one, of, look), if one.overdue { Paint::Bad } else { resting(one.status) }),
            Cell::from(due_day(one, of, look)),
            Cell::from(&*one.team),
            Cell::from(&*one.checkpoint),
            Cell::from(look.text(one.title.as_ref())),
        ]);
    }
    let shown = match table.has_room_on(look.screen) {
        true => look.table(&table),
        false => findings.iter().map(|one| below(one, of, look)).collect(),
    };
    let number = of.number.map(|number| format!("{number} ")).unwrap_or_default();
    let ended =
        if of.withdrawn { format!("{}\n", look.lines(&format!("  {}", withdrawn(look)))) } else { String::new() };
    format!("{number}{} ({})\n{ended}{shown}", look.pick("조치 항목", "Findings"), findings.len())
}

/// The effect of a withdrawal on the findings of a review.
pub(super) const fn withdrawn<'a>(look: &Look) -> &'a str {
    look.pick("철회된 검토입니다. 조치할 것이 없습니다.", "The review was withdrawn: nothing is to be fixed any more.")
}

/// Whether a finding ended because its review was withdrawn, and not by itself before.
pub(super) fn ended(status: i32, withdrawn: bool) -> bool {
    withdrawn && !matches!(FindingStatus::try_from(status), Ok(FindingStatus::Closed | FindingStatus::Void))
}

/// The displayed status of a finding that ended with its review.
pub(super) const fn ended_word<'a>(look: &Look) -> &'a str {
    look.pick("검토 철회로 종료", "ended with the review")
}

fn state(one: &Finding, of: Of<'_>, look: &Look) -> String {
    if ended(one.status, of.withdrawn) { ended_word(look).to_owned() } else { status(one, look) }
}

/// The day its fix is due; empty where nothing is to be fixed.
fn due_day(one: &Finding, of: Of<'_>, look: &Look) -> String {
    let due = one.due.as_ref().filter(|_| !ended(one.status, of.withdrawn));
    look.day(due.and_then(|due| due.due_at.as_ref()))
}

/// A finding where a table has no room: whole, over several lines.
fn below(one: &Finding, of: Of<'_>, look: &Look) -> String {
    let head = [one.finding_id.clone(), severity(one, look), state(one, of, look)].join("  ");
    let due = match due_day(one, of, look) {
        day if day.is_empty() => day,
        day => format!("{} {day}  ", look.pick("조치 기한", "due")),
    };
    let due = format!("      {due}{}  {}", one.team, one.checkpoint);
    let lines = [format!("  {head}"), due, format!("      {}", look.text(one.title.as_ref()))];
    lines.map(|line| look.lines(&line) + "\n").concat()
}

/// The status, the end of an accepted risk, and whether the finding is overdue.
fn status(one: &Finding, look: &Look) -> String {
    let is = |state| move |one: &&RiskAcceptance| one.state() == state;
    let asked = one.acceptance.as_ref().filter(is(AcceptanceState::Requested));
    let status = standing(one.status, asked.is_some(), look);
    let accepted = one.acceptance.as_ref().filter(is(AcceptanceState::Granted));
    let status = match accepted {
        Some(accepted) => until(&status, accepted.ends_at.as_ref(), look),
        None => status,
    };
    if one.overdue { format!("{status}, {}", look.name(label::OVERDUE)) } else { status }
}

fn severity(one: &Finding, look: &Look) -> String {
    one.severity.as_ref().map(|severity| look.word::<RiskLevel>(severity.level)).unwrap_or_default()
}

/// Shows one finding with its history.
#[must_use]
pub fn finding(one: &Finding, history: &[FindingEntry], of: Of<'_>, look: &Look) -> String {
    let mut head = look.lines(&format!("{} {}", one.finding_id, look.text(one.title.as_ref()))) + "\n";
    if of.withdrawn {
        head.push_str(&format!("{}\n", look.lines(&format!("  {}", withdrawn(look)))));
    }
    let past = if history.is_empty() { String::new() } else { format!("\n{}", happened(history, look)) };
    head + &look.facts(lines(one, of, look)) + &past
}

fn lines(one: &Finding, of: Of<'_>, look: &Look) -> Vec<(&'static str, String)> {
    let lang = look.lang;
    let why = one.severity.as_ref().map(|severity| look.text(severity.explanation.as_ref())).unwrap_or_default();
    let todo = one.countermeasure.clone().unwrap_or_default();
    let (fix, ended) = (one.fix.as_ref(), ended(one.status, of.withdrawn));
    let mut lines = vec![
        (lang.name(label::STATUS), state(one, of, look)),
        (lang.pick("심각도", "severity"), format!("{} ({why})", severity(one, look))),
        (lang.name(label::CHECKPOINT), one.checkpoint.clone()),
        (lang.pick("발견 내용", "found"), one.reason.clone()),
        (lang.pick("조치 방법", "to do"), look.text(todo.text.as_ref()).to_owned()),
        (lang.pick("담당 부서", "team"), one.team.clone()),
        (lang.name(label::ASSIGNEE), one.assignee.as_ref().map(|who| person(Some(who)).to_owned()).unwrap_or_default()),
        (lang.pick("조치 기한", "due"), if ended { String::new() } else { due(one, look) }),
        (lang.pick("조치 내용", "fix"), fix.map(|fix| fix.description.clone()).unwrap_or_default()),
        (
            lang.pick("조치자", "fixed by"),
            fix.map(|fix| person(fix.claimed_by.as_ref()).to_owned()).unwrap_or_default(),
        ),
        (
            lang.pick("조치 증적", "evidence"),
            fix.map(|fix| named(&fix.evidence, &fix.evidence_ids)).unwrap_or_default(),
        ),
    ];
    lines.extend(one.acceptance.as_ref().map(|one| acceptance(one, ended, look)).unwrap_or_default());
    lines.push((lang.pick("이전 항목", "before it"), one.previous_finding_id.clone()));
    lines.push((lang.pick("가능한 작업", "next"), possible(&one.allowed, look)));
    lines
}

/// Lists the possible steps with their commands, one per line.
fn possible(calls: &[String], look: &Look) -> String {
    let said = |call: &String| {
        step(call, look.lang).map(|(name, commands)| format!("{name}: haetae {}", commands.join(" | ")))
    };
    calls.iter().filter_map(said).collect::<Vec<_>>().join("\n")
}

fn due(one: &Finding, look: &Look) -> String {
    let Some(due) = one.due.as_ref() else { return String::new() };
    let days = format!("{}{}", due.days, look.pick("일", " days"));
    let by = due.policy.as_ref().map_or_else(String::new, |policy| format!(", {}", document(Some(policy))));
    format!("{} ({days}{by})", look.when(due.due_at.as_ref()))
}

/// An acceptance: whether it holds and until when, unless it ended with its review.
fn acceptance(one: &RiskAcceptance, ended: bool, look: &Look) -> Vec<(&'static str, String)> {
    let lang = look.lang;
    let approved: Vec<&str> = one.approved_by.iter().map(|who| person(Some(who))).collect();
    let state = acceptance_state(one, look);
    let until = match ended {
        true => ended_word(look).to_owned(),
        false => format!("{state}, ~ {}", look.when(one.ends_at.as_ref())),
    };
    vec![
        (lang.pick("위험 수용", "acceptance"), until),
        (lang.pick("수용 신청", "asked by"), format!("{}: {}", person(one.requested_by.as_ref()), one.reason)),
        (lang.pick("수용 조건", "conditions"), one.conditions.join("\n")),
        (lang.pick("수용 승인", "agreed by"), approved.join(", ")),
    ]
}

/// The state of an acceptance. A request that needs two approvals shows how many it has.
fn acceptance_state(one: &RiskAcceptance, look: &Look) -> String {
    let (agreed, needed) = (one.approved_by.len(), one.approvals_needed);
    let state = look.word::<AcceptanceState>(one.state().into());
    if one.state() != AcceptanceState::Requested || needed < 2 {
        return state;
    }
    match look.lang {
        Lang::Ko => format!("{state}, {needed}명 중 {agreed}명 승인"),
        Lang::En => format!("{state}, {agreed} of {needed} approvals"),
    }
}

fn happened(history: &[FindingEntry], look: &Look) -> String {
    let entries = history.iter().map(|entry| Happened {
        at: entry.at.as_ref(),
        who: look.actor(entry.actor.as_ref()).to_owned(),
        event: look.event(&entry.event),
        what: entry.text.clone(),
    });
    events(&entries.collect::<Vec<_>>(), look)
}

#[cfg(test)]
mod tests {
    use haetae_proto::common::v1::Person;
    use jiff::tz::TimeZone;
    use unicode_width::UnicodeWidthStr as _;

    use super::*;
    use crate::screen::Screen;

    /// The possible steps are shown as words and commands, never as contract names of calls.
    #[test]
    fn what_can_be_done_is_said_with_its_command() {
        let calls: Vec<String> = haetae_domain::finding::Step::ALL.iter().map(|step| step.name().to_owned()).collect();
        for (lang, first) in [(Lang::Ko, "조치 담당자 지정: haetae"), (Lang::En, "assign the finding: haetae")] {
            let shown = possible(&calls, &Look::new(lang, TimeZone::UTC));
            assert_eq!(shown.lines().count(), calls.len(), "every step has words: {shown}");
            assert!(shown.starts_with(first) && calls.iter().all(|call| !shown.contains(call)), "{shown}");
        }
    }

    /// D10: after one of two approvals it says "1 of 2".
    #[test]
    fn approvals_are_counted() {
        let one = RiskAcceptance { approved_by: vec![Person::default()], approvals_needed: 2, ..Default::default() };
        let (korean, english) = (Look::new(Lang::Ko, TimeZone::UTC), Look::new(Lang::En, TimeZone::UTC));
        assert_eq!(acceptance_state(&one, &english), "acceptance requested, 1 of 2 approvals");
        assert_eq!(acceptance_state(&one, &korean), "위험 수용 승인 대기, 2명 중 1명 승인");
        let waits = Finding { status: FindingStatus::Open.into(), acceptance: Some(one.clone()), ..Default::default() };
        assert_eq!(status(&waits, &korean), "위험 수용 승인 대기", "not 조치 필요");
        let lapsed = RiskAcceptance { lapsed: true, ..one.clone() };
        assert_eq!(acceptance_state(&lapsed, &english), "acceptance request lapsed");
        assert_eq!(acceptance_state(&lapsed, &korean), "위험 수용 신청 만료");
        let ends_at = Some(prost_types::Timestamp { seconds: 1_797_778_799, nanos: 0 });
        let granted = RiskAcceptance { granted: true, ends_at, ..one };
        assert_eq!(acceptance_state(&granted, &korean), "위험 수용 중");
        let accepted =
            Finding { status: FindingStatus::Accepted.into(), acceptance: Some(granted.clone()), ..waits.clone() };
        // Where only the end of a status tells it from another one, none is cut.
        for width in [60, 80, 120] {
            let look = Look::new(Lang::Ko, TimeZone::UTC).on(Screen { width: Some(width), colour: false });
            let shown = findings(&[waits.clone(), accepted.clone()], Of::default(), &look);
            assert!(
                shown.contains("위험 수용 승인 대기") && shown.contains("위험 수용 중, ~ 2026-12-20"),
                "{width}: {shown}"
            );
            assert!(shown.lines().all(|line| line.width() <= width), "{width}: {shown}");
        }
        // A withdrawal ends every finding that was not over before: nothing is open, asked for or accepted until a day.
        let closed = Finding { status: FindingStatus::Closed.into(), ..waits.clone() };
        let (of, look) = (Of { number: None, withdrawn: true }, korean);
        for one in [waits, accepted] {
            for shown in [findings(std::slice::from_ref(&one), of, &look), finding(&one, &[], of, &look)] {
                assert!(shown.contains("철회된 검토입니다") && shown.contains("검토 철회로 종료"), "{shown}");
                assert!(!shown.contains('~') && !shown.contains("대기") && !shown.contains("위험 수용 중"), "{shown}");
            }
        }
        assert!(findings(&[closed], of, &look).contains("조치 완료"), "it was over before");
        assert_eq!(acceptance_state(&granted, &english), "risk accepted");
    }
}
