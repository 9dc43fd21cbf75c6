//! `/r/…/c/APP-02:2`: one line of a checklist, as a page of its own or, for the script, as the panel alone.

use askama::Template;
use axum::{
    body::Bytes,
    extract::{Path, Query},
    response::{IntoResponse as _, Response},
};
use haetae_proto::{checkpoint::v1::Checkpoint, common::v1::VerdictResult, dashboard::v1::ReviewRow};

use super::{
    asked::ChecklistQuery,
    entry,
    held::{Held, held},
    panel::{Panel, Source, named, path},
    recording,
    rights::may_judge,
    view::said,
};
use crate::{
    api::{Api, Listed, Problem, checklist, review_numbered},
    pages::{
        fault,
        frame::{Frame, html},
        review_bar::{Place, ReviewBar},
        sent::Sent,
        status::is_over,
        visitor::Visitor,
    },
    said::{Said, leads},
    text::Say,
};

/// The page of a line.
#[derive(Template)]
#[template(path = "checklist/line.html")]
struct LinePage {
    frame: Frame,
    t: Say,
    bar: ReviewBar,
    said: String,
    before: Option<String>,
    after: Option<String>,
    /// The next line that is not judged.
    open: Option<String>,
    panel: Panel,
}

/// The panel alone.
#[derive(Template)]
#[template(path = "checklist/panel.html")]
struct PanelPart {
    panel: Panel,
}

/// The panel alone, as the script gets it.
#[cfg(test)]
pub(super) fn part(panel: Panel) -> askama::Result<String> {
    PanelPart { panel }.render()
}

/// A line of a review.
struct Found {
    row: ReviewRow,
    listed: Listed,
    one: Checkpoint,
}

async fn find(api: &Api, number: &str, key: &str) -> Result<Found, Problem> {
    let row = review_numbered(api, number).await?;
    let listed = checklist(api, &row.review_id).await?;
    let one = named(&listed.list.checkpoints, key).cloned().ok_or_else(Problem::no_page)?;
    Ok(Found { row, listed, one })
}

impl Found {
    fn panel(&self, visitor: &Visitor) -> Panel {
        let source = Source {
            number: &self.row.number,
            all: &self.listed.list.checkpoints,
            one: &self.one,
            form_key: &Frame::new(&visitor.visit, "").form_key,
            may_judge: may_judge(visitor) && !self.listed.list.concluded && !is_over(self.row.status()),
        };
        Panel::new(visitor.say(), source)
    }

    /// The unclosed finding of the line. Calls ListFindings.
    async fn held(&self, visitor: &Visitor) -> Result<Option<Held>, Problem> {
        let mut all = held(visitor, &self.row.number, &self.row.review_id).await?;
        Ok(all.remove(&self.one.checkpoint))
    }

    fn page(&self, visitor: &Visitor, panel: Panel, asked: &ChecklistQuery) -> Result<Response, Problem> {
        if asked.part == "panel" {
            return html(&PanelPart { panel });
        }
        let (t, all) = (visitor.say(), &self.listed.list.checkpoints);
        let place = all.iter().position(|one| one.checkpoint == self.one.checkpoint).unwrap_or_default();
        let at = |place: Option<usize>| place.and_then(|place| all.get(place));
        let path = |one: &Checkpoint| path(&self.row.number, all, one);
        html(&LinePage {
            frame: Frame::new(&visitor.visit, &format!("{} {}", panel.short, self.row.number)),
            bar: ReviewBar::new(t, &self.row, Place::Checklist),
            said: said(t, visitor.visit.said.as_ref()),
            before: at(place.checked_sub(1)).map(path),
            after: at(place.checked_add(1)).map(path),
            open: next_open(all, &self.one).map(path),
            panel,
            t,
        })
    }
}

/// The next line without a result, from the beginning again after the last.
fn next_open<'a>(all: &'a [Checkpoint], one: &Checkpoint) -> Option<&'a Checkpoint> {
    let place = all.iter().position(|other| other.checkpoint == one.checkpoint)?;
    let (before, after) = all.split_at(place);
    after.iter().skip(1).chain(before).find(|other| other.verdict.is_none())
}

/// The line with its form. Calls ListReviews and GetChecklist; ListFindings too when the result is Fail.
pub(super) async fn show(
    visitor: Visitor,
    Path((number, key)): Path<(String, String)>,
    Query(asked): Query<ChecklistQuery>,
) -> Result<Response, Problem> {
    let found = find(&visitor.api, &number, &key).await?;
    let mut panel = found.panel(&visitor);
    if found.one.verdict.as_ref().is_some_and(|verdict| verdict.result() == VerdictResult::Fail) {
        panel.finding = found.held(&visitor).await?;
    }
    found.page(&visitor, panel, &asked)
}

/// Records the result of a line and goes on. Calls ListReviews, GetChecklist and RecordVerdicts; ListFindings too when it cannot
/// be recorded.
pub(super) async fn record(
    visitor: Visitor,
    Path((number, key)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Problem> {
    let sent = Sent::read(&body);
    let mut found = find(&visitor.api, &number, &key).await?;
    let mut entries = entry::entries(&sent, &found.listed.list.checkpoints);
    entries.truncate(1);
    let given = entries.first_mut().ok_or_else(Problem::no_form)?;
    found.one.checkpoint.clone_into(&mut given.key);
    let listed = found.listed.clone();
    let outcome = recording::take(&visitor.api, &entries, listed, sent.one("request_id"), false).await?;
    let all = &found.listed.list.checkpoints;
    if outcome.is_fine() {
        let next = next_open(all, &found.one).filter(|_| sent.one("then") == "next").unwrap_or(&found.one);
        let path = path(&found.row.number, all, next);
        return Ok(leads(&path, Said::of("recorded")));
    }
    let line = outcome.lines.first().ok_or_else(Problem::no_form)?;
    // The result that another reviewer recorded since is shown.
    if let Some(now) = line.now.clone() {
        found.one = now;
    }
    let refused = outcome.problem.as_ref().map(|problem| fault::says(visitor.say(), problem)).unwrap_or_default();
    let mut panel = found.panel(&visitor).with(line, &found.listed.list.checkpoints, &found.one, refused);
    panel.finding = found.held(&visitor).await?;
    let page = found.page(&visitor, panel, &ChecklistQuery::default())?;
    Ok((outcome.status(), page).into_response())
}

#[cfg(test)]
mod tests {
    use haetae_proto::checkpoint::v1::Verdict;

    use super::*;

    #[test]
    fn the_next_open_line_comes_after_this_one_and_then_from_the_beginning() {
        let one = |key: &str, judged: bool| Checkpoint {
            checkpoint: key.into(),
            verdict: judged.then(Verdict::default),
            ..Checkpoint::default()
        };
        let all = [one("a", false), one("b", true), one("c", true), one("d", false)];
        let next = |place: usize| next_open(&all, &all[place]).map(|one| one.checkpoint.as_str());
        assert_eq!([next(0), next(1), next(3)], [Some("d"), Some("d"), Some("a")]);
        let last = [one("a", false)];
        assert_eq!(next_open(&last, &last[0]).map(|one| one.checkpoint.as_str()), None, "only this one is left");
    }
}
