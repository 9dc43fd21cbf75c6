//! Findings.

use haetae_proto::{
    checkpoint::v1::{Finding, FindingEntry, RiskAcceptance},
    common::v1::RiskLevel,
};

use super::{
    Look,
    evidence::named,
    finding_rows::{resting, standing, until},
    look::{document, person},
};
use crate::{
    screen::Paint,
    table::{Cell, Table},
    words::{Lang, step},
};

/// A table of the findings of a review, under its short number where that is known.
#[must_use]
pub fn findings(findings: &[Finding], number: Option<&str>, look: &Look) -> String {
    let text = |ko, en| look.column(ko, en);
    let mut table = Table::new([
        text("조치 항목", "finding").whole(),
        text("심각도", "severity").whole(),
        text("상태", "status"),
        text("조치 기한", "due").whole().rank(2),
        text("담당 부서", "team").at_least(6).rank(3),
        text("점검 항목", "checkpoint").whole().rank(1),
        text("내용", "title"),
    ]);
    for one in findings {
        table.row([
            Cell::from(&*one.finding_id),
            look.level(one.severity.as_ref().map_or(0, |severity| severity.level)),
            Cell::painted(&status(one, look), if one.overdue { Paint::Bad } else { resting(one.status) }),
            Cell::from(look.day(one.due.as_ref().and_then(|due| due.due_at.as_ref()))),
            Cell::from(&*one.team),
            Cell::from(&*one.checkpoint),
            Cell::from(look.text(one.title.as_ref())),
        ]);
    }
    let of = number.map(|number| format!("{number} ")).unwrap_or_default();
    format!("{of}{} ({})\n{}", look.pick("조치 항목", "Findings"), findings.len(), look.table(&table))
}

/// Where it stands, until when its risk is accepted, and whether it is late.
fn status(one: &Finding, look: &Look) -> String {
    let asked = one.acceptance.as_ref().is_some_and(|asked| !asked.granted && !asked.lapsed);
    let status = standing(one.status, asked, look);
    let accepted = one.acceptance.as_ref().filter(|accepted| accepted.granted);
    let status = match accepted {
        Some(accepted) => until(&status, accepted.ends_at.as_ref(), look),
        None => status,
    };
    if one.overdue { format!("{status}, {}", look.pick("기한 초과", "overdue")) } else { status }
}

fn severity(one: &Finding, look: &Look) -> String {
    one.severity.as_ref().map(|severity| look.word::<RiskLevel>(severity.level)).unwrap_or_default()
}

/// One finding, and what happened to it.
#[must_use]
pub fn finding(one: &Finding, history: &[FindingEntry], look: &Look) -> String {
    let head = look.lines(&format!("{} {}", one.finding_id, look.text(one.title.as_ref()))) + "\n";
    let past = if history.is_empty() { String::new() } else { format!("\n{}", happened(history, look)) };
    head + &look.facts(lines(one, look)) + &past
}

fn lines(one: &Finding, look: &Look) -> Vec<(&'static str, String)> {
    let lang = look.lang;
    let why = one.severity.as_ref().map(|severity| look.text(severity.explanation.as_ref())).unwrap_or_default();
    let todo = one.countermeasure.clone().unwrap_or_default();
    let fix = one.fix.as_ref();
    let mut lines = vec![
        (lang.pick("상태", "status"), status(one, look)),
        (lang.pick("심각도", "severity"), format!("{} ({why})", severity(one, look))),
        (lang.pick("점검 항목", "checkpoint"), one.checkpoint.clone()),
        (lang.pick("발견 내용", "found"), one.reason.clone()),
        (lang.pick("조치 방법", "to do"), look.text(todo.text.as_ref()).to_owned()),
        (lang.pick("담당 부서", "team"), one.team.clone()),
        (
            lang.pick("담당자", "in charge"),
            one.assignee.as_ref().map(|who| person(Some(who)).to_owned()).unwrap_or_default(),
        ),
        (lang.pick("조치 기한", "due"), due(one, look)),
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
    lines.extend(one.acceptance.as_ref().map(|one| acceptance(one, look)).unwrap_or_default());
    lines.push((lang.pick("이전 항목", "before it"), one.previous_finding_id.clone()));
    lines.push((lang.pick("가능한 작업", "next"), possible(&one.allowed, look)));
    lines
}

/// What can be done about it, and the command that does it, one on each line.
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

fn acceptance(one: &RiskAcceptance, look: &Look) -> Vec<(&'static str, String)> {
    let lang = look.lang;
    let approved: Vec<&str> = one.approved_by.iter().map(|who| person(Some(who))).collect();
    let state = acceptance_state(one, lang);
    vec![
        (lang.pick("위험 수용", "acceptance"), format!("{state}, ~ {}", look.when(one.ends_at.as_ref()))),
        (lang.pick("수용 신청", "asked by"), format!("{}: {}", person(one.requested_by.as_ref()), one.reason)),
        (lang.pick("수용 조건", "conditions"), one.conditions.join("\n")),
        (lang.pick("수용 승인", "agreed by"), approved.join(", ")),
    ]
}

/// Whether it holds; before that, how many of the approvals there are.
fn acceptance_state(one: &RiskAcceptance, lang: Lang) -> String {
    let (agreed, needed) = (one.approved_by.len(), one.approvals_needed);
    match lang {
        _ if one.lapsed => lang.pick("신청 만료", "lapsed").to_owned(),
        _ if one.granted => lang.pick("수용됨", "granted").to_owned(),
        _ if needed < 2 => lang.pick("승인 대기", "to be decided").to_owned(),
        Lang::Ko => format!("승인 대기, {needed}명 중 {agreed}명 승인"),
        Lang::En => format!("to be decided, {agreed} of {needed} approvals"),
    }
}

fn happened(history: &[FindingEntry], look: &Look) -> String {
    let mut table = Table::new([
        look.column("시각", "when").whole(),
        look.column("주체", "who").at_least(6).rank(2),
        look.column("이벤트", "event").at_least(8).rank(1),
        look.column("내용", "what").at_least(20),
    ]);
    for entry in history {
        table.row([
            look.when(entry.at.as_ref()),
            look.actor(entry.actor.as_ref()).to_owned(),
            look.event(&entry.event),
            entry.text.clone(),
        ]);
    }
    look.table(&table)
}

#[cfg(test)]
mod tests {
    use haetae_proto::common::v1::{FindingStatus, Person};
    use jiff::tz::TimeZone;

    use super::*;

    /// What can be done about a finding is said in words, with what is typed; no call of the contract is shown.
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
        assert_eq!(acceptance_state(&one, Lang::En), "to be decided, 1 of 2 approvals");
        assert_eq!(acceptance_state(&one, Lang::Ko), "승인 대기, 2명 중 1명 승인");
        let waits = Finding { status: FindingStatus::Open.into(), acceptance: Some(one.clone()), ..Default::default() };
        assert_eq!(status(&waits, &Look::new(Lang::Ko, TimeZone::UTC)), "위험 수용 승인 대기", "not 조치 필요");
        let lapsed = RiskAcceptance { lapsed: true, ..one.clone() };
        assert_eq!(acceptance_state(&lapsed, Lang::En), "lapsed");
        assert_eq!(acceptance_state(&lapsed, Lang::Ko), "신청 만료");
        let granted = RiskAcceptance { granted: true, ..one };
        assert_eq!(acceptance_state(&granted, Lang::En), "granted");
    }
}
