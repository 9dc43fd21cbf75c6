//! Resolves ids as people give them: complete, abbreviated, or a short number such as `R-2026-0142`.

mod name;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use haetae_proto::{
    checkpoint::v1::{Checkpoint, ListCatalogsRequest},
    dashboard::v1::{ListReviewsRequest, ReviewRow},
};
use tokio::time::timeout;

use self::name::{Meant, meant};
use super::{filter::quoted, time::today};
use crate::{
    failure::Failure,
    output::Output,
    session::Session,
    words::{Said, alike, bare, numbered},
};

/// Candidates that an ambiguous id names.
const NAMED: usize = 10;
/// The same limit as a page size.
const PAGE: i32 = 10;
/// The least that is written of a catalogue, a control or a checkpoint's key of which only the beginning is given.
const SHORTEST: usize = 3;
/// How long to wait for a row that is only shown in addition to the requested data.
const BESIDE: Duration = Duration::from_secs(5);

/// The id of a review. A whole one is not looked up; the others are looked for among those the caller may see, so that
/// a foreign review answers like an absent one.
///
/// # Errors
/// A failure if the text is not an id or a number, or if it matches no review or several, which are listed.
pub(super) async fn review(session: &Session, given: &str) -> Result<String, Failure> {
    let meant = meant(&bare(given), today().year()).map_err(|why| Failure::Usage(why.say(given)))?;
    let filter = match &meant {
        Meant::Id(id) => return Ok(id.clone()),
        Meant::Number(number) => format!("number = {}", quoted(number)),
        Meant::Beginning(begins) => format!("review_id:{}", quoted(begins)),
    };
    let request = ListReviewsRequest { filter, page_size: PAGE, ..Default::default() };
    let answer = session.dashboard().await?.list_reviews(request).await?.into_inner();
    match answer.reviews.as_slice() {
        [] => Err(Failure::Absent(absent(given, &meant))),
        [one] => Ok(one.review_id.clone()),
        several => {
            let named = several.iter().map(|row| format!("  {}  {}  {}", row.number, row.review_id, row.title));
            Err(Failure::Usage(ambiguous(given, named, answer.total_size)))
        }
    }
}

/// No such review; a number that was given without its year is told with the year it was looked for in.
fn absent(given: &str, meant: &Meant) -> Said {
    let sought = match meant {
        Meant::Number(number) if !alike(number, given) => format!("{number} ({given})"),
        Meant::Number(_) | Meant::Id(_) | Meant::Beginning(_) => given.to_owned(),
    };
    Said {
        ko: format!("해당 검토를 찾을 수 없습니다: {sought}"), en: format!("there is no such review: {sought}")
    }
}

/// Returns the list row of a review as of the token; `None` with a warning if it is unavailable, because the requested
/// data does not depend on it.
pub(super) async fn row(session: &Session, review_id: &str, token: &str) -> Option<ReviewRow> {
    let request = ListReviewsRequest {
        filter: format!("review_id = {}", quoted(review_id)),
        page_size: 1,
        consistency_token: token.to_owned(),
        ..Default::default()
    };
    let asked = async { Ok::<_, Failure>(session.dashboard().await?.list_reviews(request).await?.into_inner()) };
    match timeout(BESIDE, asked).await {
        Ok(Ok(answer)) => answer.reviews.into_iter().next(),
        Ok(Err(_)) | Err(_) => {
            without_numbers(session);
            None
        }
    }
}

/// Ids that one filter names at most: it may have 2,000 characters.
const TOGETHER: usize = 36;

/// The short numbers of reviews by their ids, as far as lists show them: see [`rows`].
pub(super) async fn numbers(session: &Session, ids: impl Iterator<Item = &str>) -> BTreeMap<String, String> {
    rows(session, ids).await.into_iter().map(|(id, row)| (id, row.number)).collect()
}

/// Returns the rows of these reviews for a table; other formats name reviews by their ids alone.
pub(super) async fn rows_for_table(session: &Session, ids: impl Iterator<Item = &str>) -> BTreeMap<String, ReviewRow> {
    if session.output() == Output::Table { rows(session, ids).await } else { BTreeMap::new() }
}

/// Returns the list rows of reviews that the caller may see, by id; empty with a warning if they are unavailable,
/// because the requested data does not depend on them.
async fn rows(session: &Session, ids: impl Iterator<Item = &str>) -> BTreeMap<String, ReviewRow> {
    let ids: BTreeSet<&str> = ids.collect();
    let ids: Vec<_> = ids.into_iter().collect();
    let mut rows = BTreeMap::new();
    if ids.is_empty() {
        return rows;
    }
    let asked = async {
        let mut dashboard = session.dashboard().await?;
        for ids in ids.chunks(TOGETHER) {
            let page_size = i32::try_from(ids.len()).unwrap_or(i32::MAX);
            let request = ListReviewsRequest { filter: any_of(ids), page_size, ..Default::default() };
            let answer = dashboard.list_reviews(request).await?.into_inner();
            rows.extend(answer.reviews.into_iter().map(|row| (row.review_id.clone(), row)));
        }
        Ok::<_, Failure>(())
    };
    match timeout(BESIDE, asked).await {
        Ok(Ok(())) => {}
        Ok(Err(Failure::Refused(refusal))) if refusal.denied() => {}
        Ok(Err(_)) | Err(_) => without_numbers(session),
    }
    rows
}

/// The filter that finds these reviews.
fn any_of(ids: &[&str]) -> String {
    let terms: Vec<_> = ids.iter().map(|id| format!("review_id = {}", quoted(id))).collect();
    terms.join(" OR ")
}

fn without_numbers(session: &Session) {
    session.note(&Said {
        ko: "지금은 목록을 읽을 수 없어 검토 번호와 점수를 표시하지 않습니다.".to_owned(),
        en: "the lists cannot be read now; number and score are not shown".to_owned(),
    });
}

/// The id of a finding, for the command line.
///
/// # Errors
/// Never.
pub(super) fn finding(given: &str) -> Result<String, std::convert::Infallible> {
    Ok(numbered('F', given))
}

/// The id of an evidence, for the command line.
///
/// # Errors
/// Never.
pub(super) fn evidence(given: &str) -> Result<String, std::convert::Infallible> {
    Ok(numbered('E', given))
}

/// The version of a policy or catalogue: `2` or `v2`.
///
/// # Errors
/// A fault if the text is neither.
pub(super) fn version(given: &str) -> Result<u32, Said> {
    bare(given).trim_start_matches('v').parse().map_err(|_| Said {
        ko: "버전 번호를 쓰십시오. 예: 2, v2".to_owned(),
        en: "write the number of a version, e.g. 2 or v2".to_owned(),
    })
}

/// The id of a catalogue: a whole one, or how only one begins. What is neither goes to the service as it is.
///
/// # Errors
/// A failure if several ids begin with the text, which are listed, or if the text is too short.
pub(super) async fn catalog(session: &Session, given: &str) -> Result<String, Failure> {
    let request = ListCatalogsRequest { page_size: 100, page_token: String::new() };
    let known = session.catalogs().await?.list_catalogs(request).await?.into_inner().catalogs;
    let ids = known.iter().filter_map(|one| Some(one.version.as_ref()?.document_id.as_str()));
    chosen(given, ids, |id| begins(id, given)).map_err(Failure::Usage)
}

/// The id of a control out of a catalogue's: a whole one, or how only one begins. What is neither goes to the service as
/// it is.
///
/// # Errors
/// A failure if several ids begin with the text, which are listed, or if the text is too short.
pub(super) fn control(ids: &[String], given: &str) -> Result<String, Failure> {
    chosen(given, ids.iter().map(String::as_str), |id| begins(id, given)).map_err(Failure::Usage)
}

/// Whether a key of a checkpoint has all its parts.
pub(super) fn is_whole(key: &str) -> bool {
    key.split(':').count() == 3
}

/// Resolves the key of a checkpoint: complete, without its catalogue, or without its check if there is only one. Any
/// other text is sent to the service unchanged.
///
/// # Errors
/// A failure if several checkpoints match, which are listed, or if the text is too short for the beginning of a part.
pub(super) fn checkpoint(checkpoints: &[Checkpoint], given: &str) -> Result<String, Said> {
    let keys = || checkpoints.iter().map(|one| one.checkpoint.as_str());
    // Complete parts first: APP-1 is not APP-10.
    if keys().any(|key| within(key, given, true)) {
        return only(given, keys().filter(|key| within(key, given, true)));
    }
    chosen(given, keys(), |key| within(key, given, false))
}

/// Whether a key of a checkpoint begins so, with or without its catalogue; up to the end of a part if `whole`.
pub(super) fn within(key: &str, given: &str, whole: bool) -> bool {
    let ends = |key: &str| !whole || matches!(key.as_bytes().get(given.len()), None | Some(b':'));
    let here = |key: &str| begins(key, given) && ends(key);
    here(key) || key.split_once(':').is_some_and(|(_, rest)| here(rest))
}

/// Whether an id begins so; case does not matter.
fn begins(id: &str, given: &str) -> bool {
    !given.is_empty() && id.get(..given.len()).is_some_and(|start| start.eq_ignore_ascii_case(given))
}

/// Returns the only matching id; the text itself if it is an id or matches none.
fn chosen<'a>(given: &str, ids: impl Iterator<Item = &'a str>, meant: impl Fn(&str) -> bool) -> Result<String, Said> {
    let ids: Vec<&str> = ids.collect();
    if let Some(whole) = ids.iter().find(|id| id.eq_ignore_ascii_case(given)) {
        return Ok((*whole).to_owned());
    }
    let found: Vec<&str> = ids.into_iter().filter(|id| meant(id)).collect();
    if !found.is_empty() && given.chars().count() < SHORTEST {
        return Err(too_short(given, &found));
    }
    only(given, found.into_iter())
}

/// The only one of those that are meant; the given text itself when there is none.
fn only<'a>(given: &str, found: impl Iterator<Item = &'a str>) -> Result<String, Said> {
    let found: Vec<&str> = found.collect();
    match found.as_slice() {
        [] => Ok(given.to_owned()),
        [one] => Ok((*one).to_owned()),
        several => Err(ambiguous(given, listed(several), several.len() as u64)),
    }
}

fn listed(found: &[&str]) -> impl Iterator<Item = String> {
    found.iter().take(NAMED).map(|id| format!("  {id}"))
}

/// A slip of one or two characters names nothing, even where only one id begins so.
fn too_short(given: &str, found: &[&str]) -> Said {
    let named = listed(found).collect::<Vec<_>>().join("\n");
    Said {
        ko: format!("`{given}`은(는) 너무 짧습니다. 전체를 쓰거나 {SHORTEST}자 이상 쓰십시오.\n{named}"),
        en: format!("`{given}` is too short; write all of it, or at least {SHORTEST} characters:\n{named}"),
    }
}

/// Several are meant.
fn ambiguous(given: &str, named: impl Iterator<Item = String>, total: u64) -> Said {
    let named: Vec<String> = named.collect();
    let left = total.saturating_sub(named.len() as u64);
    let (ko, en) = match left {
        0 => (String::new(), String::new()),
        left => (format!("\n  … 외 {left}건"), format!("\n  … and {left} more")),
    };
    let named = named.join("\n");
    Said {
        ko: format!("`{given}`에 해당하는 것이 {total}건입니다. 더 길게 쓰거나 번호를 쓰십시오.\n{named}{ko}"),
        en: format!("`{given}` means {total} of them; write more of it, or a number:\n{named}{en}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids (D5): short numbers, with or without their letter, and abbreviated ids are looked up; a complete id is not.
    /// Any other text is refused before a service is called.
    #[test]
    fn an_absent_number_is_told_with_its_year() {
        let number = |given: &str| absent(given, &Meant::Number("R-2026-0016".into()));
        assert_eq!(number("16").en, "there is no such review: R-2026-0016 (16)");
        assert_eq!(number("r-2026-0016").ko, "해당 검토를 찾을 수 없습니다: r-2026-0016");
    }

    /// Ids (D5): the numbers of as many reviews as are asked for together fit into one filter.
    #[test]
    fn ids_that_are_asked_for_together_fit_into_a_filter() {
        let filter = any_of(&["d86238b2-64a5-5f7e-b6f1-6e31a32e4f57"; TOGETHER]);
        assert!(filter.chars().count() <= 2_000 && filter.matches(" OR ").count() < 50, "{filter}");
    }

    #[test]
    fn numbers_within_a_review_need_no_letter() {
        for (given, id) in [("2", "F-2"), ("f-2", "F-2"), ("F-02", "F-2"), ("F2", "F-2"), ("E-2", "E-2"), ("x", "x")] {
            assert_eq!(numbered('F', given), id);
        }
        assert_eq!((version("v2"), version("2")), (Ok(2), Ok(2)));
        assert!(version("two").is_err_and(|said| said.en.contains("v2") && said.ko.contains("버전")));
    }

    #[test]
    fn a_checkpoint_is_found_by_a_part_of_its_key_when_only_one_is_meant() {
        let keys =
            ["web-service:APP-02:1", "web-service:APP-03:1", "web-service:APP-03:2", "ai:APP-020:1", "ai:GOV-01:1"];
        let list: Vec<_> =
            keys.iter().map(|key| Checkpoint { checkpoint: (*key).into(), ..Default::default() }).collect();
        let found = |given: &str| checkpoint(&list, given).map_err(|said| said.en);
        assert_eq!(found("APP-02").unwrap(), "web-service:APP-02:1", "not APP-020");
        assert_eq!(found("gov").unwrap(), "ai:GOV-01:1");
        assert_eq!(found("APP-03:2").unwrap(), "web-service:APP-03:2");
        assert_eq!(found("NET-09").unwrap(), "NET-09", "the service says that it is not there");
        let several = found("APP-03").unwrap_err();
        assert!(several.contains("means 2") && several.contains("\n  web-service:APP-03:1\n"), "{several}");
        for slip in ["g", "go", "w"] {
            let short = found(slip).unwrap_err();
            assert!(short.contains("too short") && short.contains("at least 3"), "{slip}: {short}");
        }
    }

    /// A whole name is short or in other letters; a beginning of one or two characters names nothing.
    #[test]
    fn a_slip_is_no_beginning_of_a_name() {
        let ids = ["ai", "ai-model", "web-service"].map(str::to_owned);
        let found = |given: &str| control(&ids, given);
        assert_eq!(found("AI").unwrap(), "ai", "the whole one, not how two begin");
        assert_eq!(found("web").unwrap(), "web-service");
        assert_eq!(found("xy").unwrap(), "xy", "the service says that it is not there");
        assert!(matches!(found("we"), Err(Failure::Usage(said)) if said.ko.contains("3자 이상")), "only one begins so");
    }
}
