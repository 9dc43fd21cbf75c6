//! `haetae review list` and `summary`.

use haetae_client::Standing;
use haetae_proto::{
    common::v1::{RiskLevel, ServiceType},
    dashboard::v1::{GetSummaryRequest, ListReviewsRequest, ListReviewsResponse},
};

use crate::{
    commands::{
        filter::quoted,
        fresh::Fresh,
        pages::{Page, Pages},
    },
    failure::{Done, Failure},
    session::Session,
    views,
    words::{self, Said, Vocabulary as _},
};

/// Maximum page size of the dashboard.
const PAGE: u32 = 200;

/// List reviews
#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// Only reviews with this status as shown in lists, e.g. in_diagnosis, rejected or duplicate
    #[arg(long, value_parser = words::Words::<Standing>::new())]
    status: Option<Standing>,
    /// Only reviews of this risk level, e.g. high
    #[arg(long, value_parser = words::Words::<RiskLevel>::new())]
    level: Option<RiskLevel>,
    /// Only reviews of this team
    #[arg(long)]
    team: Option<String>,
    /// Only reviews of this assignee, by account; me for your own, none for unassigned ones
    #[arg(long, value_name = "ACCOUNT")]
    assignee: Option<String>,
    /// Only reviews whose due date passed
    #[arg(long)]
    overdue: bool,
    /// Only reviews of this service type, e.g. payment
    #[arg(long, value_parser = words::Words::<ServiceType>::new())]
    service_type: Option<ServiceType>,
    /// Only reviews with a decision that is out of date
    #[arg(long)]
    stale: bool,
    /// Only reviews with a finding whose fix waits to be verified
    #[arg(long)]
    fix_claimed: bool,
    /// Only reviews with a finding whose acceptance is requested and not decided
    #[arg(long)]
    acceptance_pending: bool,
    /// Further conditions in the API's own words, e.g. "level = HIGH AND status = RECEIVED"
    #[arg(long, allow_hyphen_values = true)]
    filter: Option<String>,
    /// The API's own words, e.g. "level desc, due_at" or "open_findings desc"
    #[arg(long, value_name = "FIELD [desc]", default_value = "")]
    order_by: String,
    #[command(flatten)]
    pages: Pages,
    #[command(flatten)]
    fresh: Fresh,
}

impl List {
    pub(super) async fn run(self, session: &Session) -> Done {
        let filter = self.conditions(session.subject().as_deref())?;
        let mut dashboard = session.dashboard().await?;
        let (mut seen, mut total_size) = (String::new(), 0);
        let page = self.pages.collect(PAGE, async |page_size, page_token| {
            let request = ListReviewsRequest {
                page_size,
                page_token,
                filter: filter.clone(),
                order_by: self.order_by.clone(),
                consistency_token: self.fresh.consistency_token.clone(),
                as_of: self.fresh.as_of,
            };
            let answer = dashboard.list_reviews(request).await?.into_inner();
            (seen, total_size) = (answer.consistency_token, answer.total_size);
            Ok(Page { entries: answer.reviews, next: answer.next_page_token })
        });
        let page = page.await?;
        let answer = ListReviewsResponse {
            reviews: page.entries,
            next_page_token: page.next,
            consistency_token: seen,
            total_size,
        };
        session.show(&answer, |look| {
            let shown = answer.reviews.len();
            views::reviews(&answer.reviews, total_size, true, look) + &views::more_of(shown, total_size, look)
        })
    }

    /// All conditions as one filter; `me` is the caller's account.
    fn conditions(&self, me: Option<&str>) -> Result<String, Failure> {
        let assignee = self.assignee.as_deref().map(|given| assigned(given, me)).transpose()?;
        let named = [
            ("level", self.level.map(|one| one.word().name.to_owned())),
            ("service_type", self.service_type.map(|one| one.word().name.to_owned())),
            ("team", self.team.clone()),
            ("overdue", self.overdue.then(|| "true".to_owned())),
            ("decision_stale", self.stale.then(|| "true".to_owned())),
            ("fix_claimed", self.fix_claimed.then(|| "true".to_owned())),
            ("acceptance_pending", self.acceptance_pending.then(|| "true".to_owned())),
        ];
        let named = named.into_iter().filter_map(|(field, value)| Some(format!("{field} = {}", quoted(&value?))));
        let status = self.status.map(Standing::filter).into_iter();
        let named = status.chain(named).chain(assignee).collect::<Vec<_>>().join(" AND ");
        Ok(match &self.filter {
            None => named,
            Some(filter) if named.is_empty() => filter.clone(),
            // A filter of several conditions may join them by OR.
            Some(filter) => format!("{named} AND ({filter})"),
        })
    }
}

/// The condition that an assignee is: an account, `me` or `none`.
fn assigned(given: &str, me: Option<&str>) -> Result<String, Failure> {
    let is = |word: &[&str]| word.iter().any(|word| words::alike(word, given));
    if is(&["none", "없음"]) {
        return Ok("NOT assignee:*".to_owned());
    }
    let account = if is(&["me", "나"]) { me.ok_or_else(no_account)? } else { given };
    Ok(format!("assignee = {}", quoted(account)))
}

fn no_account() -> Failure {
    Failure::Usage(Said {
        ko: "토큰에 계정(sub)이 없어 me를 쓸 수 없습니다. 계정을 직접 쓰십시오.".to_owned(),
        en: "the token names no account (sub), so `me` has no meaning; write the account".to_owned(),
    })
}

/// Count reviews by level, by status and by what waits for action, and show the latest
#[derive(Debug, clap::Args)]
pub(crate) struct Summary {
    #[command(flatten)]
    fresh: Fresh,
}

impl Summary {
    pub(in crate::commands) async fn run(self, session: &Session) -> Done {
        let request = GetSummaryRequest { consistency_token: self.fresh.consistency_token, as_of: self.fresh.as_of };
        let answer = session.dashboard().await?.get_summary(request).await?.into_inner();
        session.show(&answer, |look| {
            format!("{}\n{}", views::summary(&answer, look), views::reviews(&answer.recent, 0, true, look))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assignee_is_an_account_the_caller_or_none() {
        #[derive(clap::Parser)]
        struct Line {
            #[command(flatten)]
            list: List,
        }
        let filter = |options: &[&str], me: Option<&str>| {
            let line = <Line as clap::Parser>::try_parse_from([&["list"], options].concat()).unwrap();
            line.list.conditions(me)
        };
        for (options, wanted) in [
            (&["--assignee", "park"][..], "assignee = \"park\""),
            (&["--assignee", "me"], "assignee = \"lee\""),
            (&["--assignee", "나"], "assignee = \"lee\""),
            (&["--assignee", "none", "--overdue"], "overdue = \"true\" AND NOT assignee:*"),
            (&["--assignee", "\u{110b}\u{1165}\u{11b9}\u{110b}\u{1173}\u{11b7}"], "NOT assignee:*"),
            (&["--overdue", "--filter", "a OR b"], "overdue = \"true\" AND (a OR b)"),
        ] {
            assert_eq!(filter(options, Some("lee")).unwrap(), wanted, "{options:?}");
        }
        assert!(matches!(filter(&["--assignee", "me"], None), Err(Failure::Usage(_))));
    }
}
