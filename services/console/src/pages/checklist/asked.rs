//! Query parameters of the checklist: they select the displayed lines.

use haetae_proto::{
    checkpoint::v1::Checkpoint,
    common::v1::{FlowLayer, VerdictResult},
    words::Named as _,
};
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use crate::pages::sent::Sent;

/// Query parameters. An empty one counts as absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct ChecklistQuery {
    /// A layer as the contract writes it, in small letters.
    pub(super) layer: String,
    /// One of [`SHOWS`].
    pub(super) show: String,
    /// Words to search for, or how a key begins.
    pub(super) q: String,
    /// Only the panel of a line.
    pub(super) part: String,
}

/// The filters of lines by result: those without a result first.
pub(super) const SHOWS: [&str; 7] = ["", "open", "fail", "partial", "pass", "not_applicable", "changed"];

impl ChecklistQuery {
    /// The filters of the list that a form was sent from.
    pub(super) fn sent(sent: &Sent) -> Self {
        let field = |name| sent.one(name).to_owned();
        Self { layer: field("layer"), show: field("show"), q: field("q"), ..Self::default() }
    }

    /// The address of the list with these filters.
    pub(super) fn address(&self, number: &str, layer: &str, show: &str) -> String {
        let pairs = [("layer", layer), ("show", show), ("q", self.q.as_str())];
        let given: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let query = Serializer::new(String::new()).extend_pairs(&given).finish();
        if query.is_empty() { format!("/r/{number}/checklist") } else { format!("/r/{number}/checklist?{query}") }
    }

    /// Whether anything narrows the list.
    pub(super) fn narrows(&self) -> bool {
        [&self.layer, &self.show, &self.q].iter().any(|given| !given.is_empty())
    }

    /// Whether a line is shown.
    pub(super) fn has(&self, one: &Checkpoint) -> bool {
        self.in_layer(one) && shows(&self.show, one) && self.finds(one)
    }

    /// Whether a line belongs to the requested layer and matches the search.
    pub(super) fn in_layer(&self, one: &Checkpoint) -> bool {
        self.layer.is_empty()
            || FlowLayer::VALUES
                .get(usize::try_from(one.layer).unwrap_or_default())
                .is_some_and(|value| value.is(&self.layer))
    }

    /// Whether a line has every word that is searched for.
    pub(super) fn finds(&self, one: &Checkpoint) -> bool {
        let texts =
            [&one.title, &one.check].into_iter().flatten().flat_map(|text| [text.ko.as_str(), text.en.as_str()]);
        let all: String = texts.chain([one.checkpoint.as_str()]).collect::<Vec<_>>().join(" ").to_lowercase();
        self.q.to_lowercase().split_whitespace().all(|word| all.contains(word))
    }
}

/// Whether a line matches this filter.
pub(super) fn shows(show: &str, one: &Checkpoint) -> bool {
    let result = one.verdict.as_ref().map(|verdict| verdict.result());
    match show {
        "open" => result.is_none(),
        "changed" => one.changed,
        "" => true,
        word => result.is_some_and(|result: VerdictResult| result.value().is(word)),
    }
}

#[cfg(test)]
mod tests {
    use haetae_proto::{checkpoint::v1::Verdict, common::v1::Text};

    use super::*;

    #[test]
    fn an_address_narrows_the_lines() {
        let one = Checkpoint {
            checkpoint: "web:APP-02:1".into(),
            layer: FlowLayer::Application.into(),
            title: Some(Text { ko: "접근권한 검증".into(), en: "Access control".into() }),
            verdict: Some(Verdict { result: VerdictResult::Fail.into(), ..Verdict::default() }),
            ..Checkpoint::default()
        };
        let has = |layer: &str, show: &str, q: &str| {
            ChecklistQuery { layer: layer.into(), show: show.into(), q: q.into(), ..ChecklistQuery::default() }
                .has(&one)
        };
        assert!(has("", "", "") && has("application", "fail", "app-02") && has("", "", "검증 access"));
        assert!(!has("data", "", "") && !has("", "open", "") && !has("", "pass", "") && !has("", "", "없는 말"));
        let asked = ChecklistQuery { q: "a b".into(), ..ChecklistQuery::default() };
        assert_eq!(asked.address("R-2026-0001", "data", ""), "/r/R-2026-0001/checklist?layer=data&q=a+b");
        assert_eq!(ChecklistQuery::default().address("R-2026-0001", "", ""), "/r/R-2026-0001/checklist");
    }
}
