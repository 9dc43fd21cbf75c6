//! Ids as people give them: whole, the beginning of one, or a short number such as `R-2026-0142`.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use haetae_proto::{
    checkpoint::v1::{Checkpoint, ListCatalogsRequest},
    dashboard::v1::{ListReviewsRequest, ReviewRow},
};
use tokio::time::timeout;
use uuid::Uuid;

use super::filter::quoted;
use crate::{
    failure::Failure,
    session::Session,
    words::{Said, bare, numbered},
};

/// Candidates that an ambiguous id names.
const NAMED: usize = 10;
/// The same as a page.
const PAGE: i32 = 10;
/// How long a row may take that is only shown beside what was asked for.
const BESIDE: Duration = Duration::from_secs(5);

/// The id of a review. A whole one is not looked up; the others are looked for among those the caller may see, so that
/// a foreign review answers like an absent one.
///
/// # Errors
/// When the text names no review in any of these ways; when there is none or more than one, which are named.
pub(super) async fn review(session: &Session, given: &str) -> Result<String, Failure> {
    let filter = match meant(&bare(given)) {
        Some(Meant::Id(id)) => return Ok(id),
        Some(Meant::Filter(filter)) => filter,
        None => return Err(no_review(given)),
    };
    let request = ListReviewsRequest { filter, page_size: PAGE, ..Default::default() };
    let answer = session.dashboard().await?.list_reviews(request).await?.into_inner();
    match answer.reviews.as_slice() {
        [] => Err(Failure::Absent(Said {
            ko: format!("해당 검토를 찾을 수 없습니다: {given}"),
            en: format!("there is no such review: {given}"),
        })),
        [one] => Ok(one.review_id.clone()),
        several => {
            let named = several.iter().map(|row| format!("  {}  {}  {}", row.number, row.review_id, row.title));
            Err(Failure::Usage(ambiguous(given, named, answer.total_size)))
        }
    }
}

/// What a text means that names a review.
#[derive(Debug, PartialEq, Eq)]
enum Meant {
    /// A whole id.
    Id(String),
    /// What finds it in the lists.
    Filter(String),
}

/// What is meant; none for what is neither a number, nor an id, nor how one begins.
fn meant(given: &str) -> Option<Meant> {
    if let Some(number) = number(given) {
        return Some(Meant::Filter(format!("number = {}", quoted(&number))));
    }
    if let Ok(id) = Uuid::try_parse(given) {
        return Some(Meant::Id(id.to_string()));
    }
    let fits = |(place, byte): (usize, u8)| match place {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    let part = !given.is_empty() && given.len() < 36 && given.bytes().enumerate().all(fits);
    part.then(|| Meant::Filter(format!("review_id:{}", quoted(&given.to_ascii_lowercase()))))
}

/// A short number with its letter: `R-2026-0142` for `r-2026-142` and for `2026-142`.
fn number(given: &str) -> Option<String> {
    let rest = given.strip_prefix(['R', 'r']).and_then(|rest| rest.strip_prefix('-')).unwrap_or(given);
    let (year, place) = rest.split_once('-')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (year.len() == 4 && digits(year) && digits(place)).then(|| format!("R-{year}-{place}"))
}

fn no_review(given: &str) -> Failure {
    Failure::Usage(Said {
        ko: format!(
            "`{given}`은(는) 검토를 가리키지 않습니다. 검토 번호(예: R-2026-0142), ID 또는 ID의 앞부분을 쓰십시오."
        ),
        en: format!("`{given}` names no review; write its number, e.g. R-2026-0142, its id, or how the id begins"),
    })
}

/// The row of a review as lists show it, up to date with the token; none when it cannot be had now, which is said: what
/// was asked for does not depend on it.
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

/// The rows of reviews by their ids, as far as lists show them to the caller, who may be one that reads no lists; without
/// them when they cannot be had now, which is said: what was asked for does not depend on it.
pub(super) async fn rows(session: &Session, ids: impl Iterator<Item = &str>) -> BTreeMap<String, ReviewRow> {
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

/// What finds these reviews in the lists.
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
/// When it is neither.
pub(super) fn version(given: &str) -> Result<u32, Said> {
    bare(given).trim_start_matches('v').parse().map_err(|_| Said {
        ko: "버전 번호를 쓰십시오. 예: 2, v2".to_owned(),
        en: "write the number of a version, e.g. 2 or v2".to_owned(),
    })
}

/// The id of a catalogue: a whole one, or how only one begins. What is neither goes to the service as it is.
///
/// # Errors
/// When several begin so, which are named.
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
/// When several begin so, which are named.
pub(super) fn control(ids: &[String], given: &str) -> Result<String, Failure> {
    chosen(given, ids.iter().map(String::as_str), |id| begins(id, given)).map_err(Failure::Usage)
}

/// Whether a key of a checkpoint has all its parts.
pub(super) fn is_whole(key: &str) -> bool {
    key.split(':').count() == 3
}

/// The key of a checkpoint of a checklist: whole, without its catalogue, or without its check where there is only one.
/// What is none of them goes to the service as it is.
///
/// # Errors
/// When several are meant, which are named.
pub(super) fn checkpoint(checkpoints: &[Checkpoint], given: &str) -> Result<String, Said> {
    let keys = || checkpoints.iter().map(|one| one.checkpoint.as_str());
    // Whole parts first: APP-1 is not APP-10.
    if keys().any(|key| within(key, given, true)) {
        return chosen(given, keys(), |key| within(key, given, true));
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

/// The only id that is meant; the given text itself when it is one, or when none is.
fn chosen<'a>(given: &str, ids: impl Iterator<Item = &'a str>, meant: impl Fn(&str) -> bool) -> Result<String, Said> {
    let ids: Vec<&str> = ids.collect();
    if ids.contains(&given) {
        return Ok(given.to_owned());
    }
    let found: Vec<&str> = ids.into_iter().filter(|id| meant(id)).collect();
    match found.as_slice() {
        [] => Ok(given.to_owned()),
        [one] => Ok((*one).to_owned()),
        several => {
            let named = several.iter().take(NAMED).map(|id| format!("  {id}"));
            Err(ambiguous(given, named, several.len() as u64))
        }
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

    /// Ids (D5): a short number, with or without its letter, and the beginning of an id are looked up; a whole id is not.
    /// A text that is none of them is reported before any service is called.
    #[test]
    fn what_is_looked_up() {
        let looked_up = |filter: &str| Some(Meant::Filter(filter.to_owned()));
        for (given, number) in
            [("R-2026-0142", "R-2026-0142"), ("r-2026-142", "R-2026-142"), ("2026-0142", "R-2026-0142")]
        {
            assert_eq!(meant(given), looked_up(&format!("number = \"{number}\"")), "{given}");
        }
        assert_eq!(meant("D86238b2"), looked_up("review_id:\"d86238b2\""));
        assert_eq!(meant("d86238b2-64"), looked_up("review_id:\"d86238b2-64\""));
        let id = "d86238b2-64a5-5f7e-b6f1-6e31a32e4f57";
        for given in [id, &id.to_ascii_uppercase(), &id.replace('-', "")] {
            assert_eq!(meant(given), Some(Meant::Id(id.to_owned())), "{given}");
        }
        for given in ["no-uuid", "", "R-26-1", "R-2026-", "d86238b-264", "R-2026-0142x"] {
            assert_eq!(meant(given), None, "{given}");
        }
        let told = no_review("nope");
        assert!(matches!(&told, Failure::Usage(said) if said.en.contains("R-2026-0142")), "{told:?}");
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
    }
}
