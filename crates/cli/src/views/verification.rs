//! The report of an offline check.

use haetae_audit::{AlteredRange, Outcome, Report, SignedHistory, Stranger, TwoHistories};
use haetae_domain::text::counted;
use haetae_proof::{PublicKey, to_base64};
use serde_json::{Value, json};

use super::{Look, causes, fingerprint, key_value};
use crate::words::{Lang, Word, word};

/// Formats the report; `given` is the number of heads to compare. Findings that may follow from others are only
/// counted, unless `all` is set.
#[must_use]
pub fn report(report: &Report, (given, key): (usize, &PublicKey), all: bool, look: &Look) -> String {
    let Report { commits, root, heads, covered, decisions, foreign, total, .. } = report;
    let mut text = look.facts([
        (look.pick("결론", "result"), result(report).say(look.lang).to_owned()),
        fingerprint(key, look),
        (look.pick("커밋 수", "commits"), commits.to_string()),
        (look.pick("루트 해시", "root"), to_base64(root)),
        (look.pick("헤드", "heads"), format!("{heads} / {given}")),
        (look.pick("헤드가 보증하는 커밋", "covered by heads"), format!("{covered} / {commits}")),
        (look.pick("재현한 결정", "decisions made again"), decisions.to_string()),
        (
            look.pick("일부 값을 재현할 수 없는 이벤트", "events with values taken as given"),
            report.taken_as_given().to_string(),
        ),
        (look.pick("외부 메시지", "foreign messages"), foreign.to_string()),
        (look.pick("이상", "findings"), total.to_string()),
    ]);
    for line in against_heads(report, look.lang) {
        text.push_str(&format!("  {line}\n"));
    }
    for (what, events) in &report.given {
        let given = look.pick("재현할 수 없는 값", "taken as given");
        text.push_str(&format!("  {given}: {} ({events})\n", part(what, look)));
    }
    for Stranger { sequence, subject, why } in &report.strangers {
        let foreign = look.pick("외부 메시지", "foreign message");
        text.push_str(&format!("  {foreign}: {sequence} {subject:?}: {}\n", look.lang.of_text(&why.text())));
    }
    text.push_str(&causes::lines(report, all, look.lang));
    text
}

/// A part of an event, `event.field`: in Korean by the name that people know the event by.
fn part(what: &str, look: &Look) -> String {
    match (look.lang, what.split_once('.')) {
        (Lang::Ko, Some((event, field))) => format!("{}의 {field}", look.event(event)),
        (Lang::Ko | Lang::En, _) => what.to_owned(),
    }
}

/// The report for programs.
#[must_use]
pub fn report_value(report: &Report, given: usize, key: &PublicKey, lang: Lang) -> Value {
    let Report { commits, root, heads, covered, decisions, foreign, total, .. } = report;
    let strangers = report.strangers.iter().map(|Stranger { sequence, subject, why }| {
        json!({ "sequence": sequence, "subject": subject, "name": why.name(), "why": lang.of_text(&why.text()) })
    });
    let histories = report.histories.iter().map(|TwoHistories { one, other }| json!([signed(one), signed(other)]));
    json!({
        "outcome": report.outcome().name(),
        "key": key_value(key),
        "commits": commits,
        "rootHash": to_base64(root),
        "heads": { "given": given, "agree": heads },
        "covered": covered,
        "notCovered": commits.saturating_sub(*covered),
        "change": report.change.map(|AlteredRange { from, to }| json!({ "from": from, "to": to })),
        "histories": histories.collect::<Vec<_>>(),
        "decisions": decisions,
        "takenAsGiven": report.taken_as_given(),
        "takenAsGivenByKind": report.given,
        "foreign": foreign,
        "foreignMessages": strangers.collect::<Vec<_>>(),
        "totalFindings": total,
        "findings": causes::values(report, lang),
    })
}

fn signed(history: &SignedHistory) -> Value {
    json!({ "size": history.size, "rootHash": to_base64(&history.root) })
}

/// Shows the position of the change, the signed histories, and the commits that cannot be judged.
fn against_heads(report: &Report, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(AlteredRange { from, to }) = report.change {
        lines.push(match lang {
            Lang::Ko => format!("변경된 커밋이 있는 범위: {from}–{to}"),
            Lang::En if from == to => format!("the change lies in commit {from}"),
            Lang::En => format!("the change lies in the commits {from} to {to}"),
        });
    }
    for TwoHistories { one, other } in &report.histories {
        let [one, other] = [one, other].map(|SignedHistory { size, root }| (size, to_base64(root)));
        lines.push(match lang {
            Lang::Ko => format!(
                "서로 다른 두 이력이 서명되었습니다. 하나는 커밋 {}건(루트 해시 {}), 다른 하나는 커밋 {}건(루트 해시 {})",
                one.0, one.1, other.0, other.1
            ),
            Lang::En => format!(
                "two different histories were signed: {} under {}, and {} under {}",
                counted(one.0, "commit"),
                one.1,
                counted(other.0, "commit"),
                other.1
            ),
        });
    }
    let (first, last) = (report.covered + 1, report.commits);
    if first <= last {
        lines.push(match lang {
            Lang::Ko => format!("헤드가 보증하지 않는 커밋: {first}–{last}. 변경 여부를 알 수 없습니다."),
            Lang::En if first == last => {
                format!("not covered: commit {first}; nothing proves that it was not changed")
            }
            Lang::En => {
                format!("not covered: the commits {first} to {last}; nothing proves that they were not changed")
            }
        });
    }
    lines
}

/// The outcome, as it reads for this report: a head that covers nothing has no commits beyond it.
const fn result(report: &Report) -> Word {
    match (report.outcome(), report.commits, report.covered) {
        (Outcome::NotCovered, 0, _) => word(
            "NOT_COVERED",
            "내보낸 로그에 커밋이 없어 검증할 것이 없음",
            "the export holds no commits: nothing can be proved",
        ),
        (Outcome::NotCovered, _, 0) => {
            word("NOT_COVERED", "어떤 커밋도 헤드가 보증하지 않음", "no head covers any commit: nothing is proved")
        }
        (outcome, ..) => self::outcome(outcome),
    }
}

const fn outcome(outcome: Outcome) -> Word {
    match outcome {
        Outcome::Proved => word("PROVED", "모든 커밋이 서명된 이력과 일치함", "every commit is as it was signed"),
        Outcome::NotCovered => word(
            "NOT_COVERED",
            "이상 없음. 헤드가 보증하지 않는 커밋이 있음",
            "nothing wrong as far as the heads reach; commits beyond them are not covered",
        ),
        Outcome::Altered => {
            word("ALTERED", "서명된 이력과 다르거나 규칙에 어긋남", "not as it was signed, or not as the rules allow")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The name of an event in the contract is not shown to people who read Korean.
    #[test]
    fn a_part_of_an_event_has_the_name_of_the_event() {
        let look = |lang| Look::new(lang, jiff::tz::TimeZone::UTC);
        assert_eq!(part("FixClaimed.description", &look(Lang::Ko)), "조치 완료 보고의 description");
        assert_eq!(part("FixClaimed.description", &look(Lang::En)), "FixClaimed.description");
    }

    #[test]
    fn outcomes_have_the_names_that_programs_read() {
        for one in Outcome::ALL {
            assert_eq!(outcome(one).name, one.name());
        }
    }
}
