//! What the timeline keeps of evidence, and its sentence.

use haetae_domain::text::Text;
use haetae_proto::event::v1 as pb;
use serde::{Deserialize, Serialize};

use crate::text::clean;

/// A file was added as evidence; `evidence` is its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EvidenceAdded {
    evidence: String,
    name: String,
    checkpoint: String,
}

impl From<pb::EvidenceAdded> for EvidenceAdded {
    fn from(e: pb::EvidenceAdded) -> Self {
        Self { evidence: e.evidence, name: clean(e.name), checkpoint: clean(e.checkpoint) }
    }
}

impl EvidenceAdded {
    pub(super) fn sentence(&self) -> Text {
        let Self { evidence, name, checkpoint } = self;
        Text::new(
            format!("점검 항목 {checkpoint}의 증적을 등록했습니다: {evidence} {name}"),
            format!("Added evidence for checkpoint {checkpoint}: {evidence} {name}"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::Facts;
    use super::*;

    #[test]
    fn a_stored_line_is_told_in_both_languages() {
        let (evidence, name) = ("E-1".to_owned(), "..\\설정.png".to_owned());
        let added = pb::EvidenceAdded { evidence, name, checkpoint: "web:C1:1".into(), ..Default::default() };
        let stored = serde_json::to_value(Facts::Evidence(added.into())).unwrap();
        let told = Facts::parse("EvidenceAdded", stored).unwrap().sentence();
        assert_eq!(told.ko, "점검 항목 web:C1:1의 증적을 등록했습니다: E-1 ..\\설정.png");
        assert_eq!(told.en, "Added evidence for checkpoint web:C1:1: E-1 ..\\설정.png");
    }
}
