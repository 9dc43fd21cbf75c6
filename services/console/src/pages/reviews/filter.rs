//! The filter of the list, in the language of the contract (docs/filters.md).

use haetae_client::Standing;
use haetae_proto::{
    common::v1::{RiskLevel, ServiceType},
    words::{Named as _, Value},
};
use haetae_service_kit::auth::Role;
use jiff::civil::Date;

use super::asked::ReviewsQuery;
use crate::{
    api::Caller,
    pages::{
        lists::{known, quoted},
        parts::STALE,
        status,
    },
};

/// Reviews that wait for an approver: for a decision, or for an acceptance of a risk.
const DECIDING: &str = "(status = AWAITING_DECISION OR acceptance_pending = true)";
/// Reviews that a reviewer could take.
const UNASSIGNED: &str = "(-assignee:* AND (status = RECEIVED OR status = NEEDS_INFO OR status = IN_DIAGNOSIS))";

/// The filter for the query parameters; `subject` is the person's account.
pub(super) fn of(asked: &ReviewsQuery, subject: &str) -> String {
    let view = match asked.view.as_str() {
        "mine" => Some(format!("assignee = {}", quoted(subject))),
        "unassigned" => Some(UNASSIGNED.to_owned()),
        "deciding" => Some(DECIDING.to_owned()),
        "overdue" => Some("overdue = true".to_owned()),
        _ => None,
    };
    let value = |field: &str, known: Option<&Value>| known.map(|value| format!("{field} = {}", value.word));
    let conditions = [
        view,
        standing(&asked.status),
        value("level", known::<RiskLevel>(&asked.level)),
        value("service_types", known::<ServiceType>(&asked.service)),
        only(&asked.only),
        day(&asked.from).map(|day| format!("submitted_at >= {day}")),
        day(&asked.to).and_then(|day| day.tomorrow().ok()).map(|day| format!("submitted_at < {day}")),
        (!asked.assignee.is_empty()).then(|| format!("assignee = {}", quoted(&asked.assignee))),
        (!asked.nobody.is_empty()).then(|| "-assignee:*".to_owned()),
        search(asked.q.trim()),
    ];
    conditions.into_iter().flatten().collect::<Vec<_>>().join(" AND ")
}

/// The reviews in which a step may wait for a person; none for people who do not work on reviews.
pub(in crate::pages) fn waiting(caller: &Caller) -> Option<String> {
    let roles = caller.roles;
    let of = |role: Role, filter: &dyn Fn() -> String| roles.has(role).then(filter);
    let conditions = [
        of(Role::Requester, &|| format!("team = {}", quoted(&caller.team))),
        of(Role::Reviewer, &|| format!("assignee = {} OR {UNASSIGNED} OR fix_claimed = true", quoted(&caller.subject))),
        of(Role::Approver, &|| DECIDING.to_owned()),
    ];
    let given: Vec<String> = conditions.into_iter().flatten().collect();
    (!given.is_empty()).then(|| given.join(" OR "))
}

/// The reviews that a person requested and that are not closed.
pub(in crate::pages) fn requested_by(subject: &str) -> String {
    format!("requester = {} AND {}", quoted(subject), open())
}

fn only(what: &str) -> Option<String> {
    Some(match what {
        "stale" => STALE.to_owned(),
        "open" => open(),
        "overdue" => "overdue = true".to_owned(),
        "unscored" => "-score:*".to_owned(),
        _ => return None,
    })
}

/// Reviews that are not closed.
fn open() -> String {
    let statuses: Vec<_> = status::open().map(|status| format!("status = {}", status.value().word)).collect();
    format!("({})", statuses.join(" OR "))
}

/// A valid day.
fn day(written: &str) -> Option<Date> {
    written.parse().ok()
}

/// The reviews that the list shows with this word.
fn standing(written: &str) -> Option<String> {
    let known = known::<Standing>(written)?;
    let number = Standing::VALUES.iter().position(|value| value == known)?;
    Some(Standing::try_from(i32::try_from(number).ok()?).ok()?.filter())
}

/// A number finds its review; every other word has to occur in the title, the description or the team.
fn search(words: &str) -> Option<String> {
    if let Some(number) = number(words) {
        return Some(format!("number = {number}"));
    }
    let words: Vec<String> = words.split_whitespace().map(quoted).collect();
    (!words.is_empty()).then(|| words.join(" AND "))
}

/// A short number as people type it: `r-2026-142` is `R-2026-0142`.
fn number(typed: &str) -> Option<String> {
    let rest = typed.strip_prefix(['R', 'r'])?.strip_prefix('-')?;
    let (year, place) = rest.split_once('-')?;
    let year = year.parse::<u16>().ok().filter(|_| year.len() == 4)?;
    Some(format!("R-{year:04}-{:04}", place.parse::<u32>().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_goes_on_in_the_statuses_that_the_domain_calls_open() {
        let open = "(status = RECEIVED OR status = NEEDS_INFO OR status = IN_DIAGNOSIS OR status = AWAITING_REMEDIATION OR \
                    status = AWAITING_DECISION)";
        assert_eq!(only("open").as_deref(), Some(open));
    }

    #[test]
    fn an_address_becomes_a_filter_and_nothing_else_gets_into_it() {
        let filter = |change: fn(&mut ReviewsQuery)| {
            let mut asked = ReviewsQuery { view: "all".into(), ..ReviewsQuery::default() };
            change(&mut asked);
            of(&asked, "k\"im")
        };
        assert_eq!(filter(|_| {}), "");
        assert_eq!(filter(|asked| asked.view = "mine".into()), r#"assignee = "k\"im""#);
        assert_eq!(filter(|asked| asked.status = "in_diagnosis".into()), "status = IN_DIAGNOSIS");
        assert_eq!(filter(|asked| asked.status = "duplicate".into()), "duplicate = true");
        assert_eq!(filter(|asked| asked.status = "rejected".into()), "status = REJECTED AND duplicate = false");
        assert_eq!(filter(|asked| asked.level = "high OR x".into()), "", "no such level");
        assert_eq!(filter(|asked| asked.level = "unspecified".into()), "");
        assert_eq!(filter(|asked| asked.q = "결제 \"OR\" \\".into()), r#""결제" AND "\"OR\"" AND "\\""#);
        assert_eq!(filter(|asked| asked.q = " r-2026-142 ".into()), "number = R-2026-0142");
        let both = filter(|asked| (asked.view, asked.only) = ("deciding".into(), "stale".into()));
        assert_eq!(both, format!("{DECIDING} AND {STALE}"));
    }
}
