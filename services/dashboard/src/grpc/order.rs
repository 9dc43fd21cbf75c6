//! `order_by` of a list.

use haetae_service_kit::error::Violations;

use crate::store::{Order, OrderBy, ReviewOrder};

/// Fields at most.
const MOST: usize = 3;

/// The latest requests first.
pub(super) const NEWEST: Order<ReviewOrder> = Order { by: ReviewOrder::SubmittedAt, descending: true };

/// Fields that the list allows, each with ` desc` for descending, separated by commas; `usual` for an empty text.
pub(super) fn parse<B: OrderBy>(v: &mut Violations, field: &str, text: &str, usual: Order<B>) -> Vec<Order<B>> {
    if text.is_empty() {
        return vec![usual];
    }
    // One more than allowed is sufficient to detect that there are too many.
    let parts: Option<Vec<_>> = text.split(',').take(MOST + 1).map(|part| one(part.trim_matches(' '))).collect();
    let distinct =
        |parts: &[Order<B>]| (1..parts.len()).all(|n| parts[..n].iter().all(|other| other.by != parts[n].by));
    match parts {
        Some(parts) if parts.len() <= MOST && distinct(&parts) => parts,
        _ => {
            let names: Vec<_> = B::ALL.iter().map(|by| by.name()).collect();
            let names = names.join(", ");
            v.add(
                field,
                format!("{names} 중에서 서로 다른 {MOST}개까지 쉼표로 이어 쓰며, 내림차순이면 필드 뒤에 ` desc`를 붙입니다."),
                format!("Must be up to {MOST} different ones of {names}, separated by commas, each followed by ` desc` for descending."),
            );
            vec![usual]
        }
    }
}

fn one<B: OrderBy>(text: &str) -> Option<Order<B>> {
    let (name, descending) = match text.split_once(' ') {
        None => (text, false),
        Some((name, rest)) => (name, rest.trim_start_matches(' ') == "desc"),
    };
    let plain = !text.contains(' ');
    let by = B::ALL.iter().copied().find(|by| by.name() == name)?;
    (plain || descending).then_some(Order { by, descending })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Vec<(&'static str, bool)>> {
        let mut v = Violations::new();
        let order = parse(&mut v, "order_by", text, NEWEST);
        v.is_empty().then(|| order.iter().map(|order| (order.by.name(), order.descending)).collect())
    }

    #[test]
    fn several_fields_each_with_a_direction() {
        assert_eq!(read(""), Some(vec![("submitted_at", true)]));
        assert_eq!(read("score"), Some(vec![("score", false)]));
        let three = vec![("team", false), ("score", true), ("submitted_at", false)];
        assert_eq!(read("team, score desc,submitted_at"), Some(three));
        for wrong in [
            "status",
            "score asc",
            "score desc desc",
            ",",
            "score,",
            ",score",
            "score, score desc",
            "desc",
            "SCORE",
            "team,title,score,submitted_at",
            "score desc ",
            "score\tdesc",
            "score;",
        ] {
            let tolerated = wrong.ends_with("desc ");
            assert_eq!(read(wrong).is_some(), tolerated, "{wrong:?}");
        }
    }
}
