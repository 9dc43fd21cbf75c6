//! `haetae checklist not-applicable`.

use haetae_proto::{
    checkpoint::v1::{Checkpoint, VerdictInput},
    common::v1::{CheckMethod, FlowLayer, VerdictResult},
};
use haetae_sheet::{At, Filled, mark};

use super::record::{Bulk, Source};
use crate::{
    commands::{find, read},
    failure::{Done, Failure},
    session::Session,
    words::{self, Said, Vocabulary as _},
};

/// Set every open checkpoint of a section to N/A: shows them and asks
#[derive(Debug, clap::Args)]
pub(crate) struct NotApplicable {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    /// A layer, e.g. gateway; a catalogue, e.g. iot; or a control, e.g. APP-02
    section: String,
    /// Why it does not apply
    #[arg(long)]
    reason: String,
    /// How it was checked: examine, interview or test [default: as the catalogue proposes]
    #[arg(long, value_parser = words::Words::<CheckMethod>::new())]
    method: Option<CheckMethod>,
    #[command(flatten)]
    bulk: Bulk,
}

impl NotApplicable {
    pub(super) async fn run(self, session: &Session) -> Done {
        let review = find::review(session, &self.review).await?;
        let list = read::checklist(session, &review).await?;
        let checkpoints = list.checklist.as_ref().map(|list| list.checkpoints.as_slice()).unwrap_or_default();
        let section = section(checkpoints, &self.section);
        if section.is_empty() {
            return Err(no_section(&self.section, checkpoints));
        }
        let open = section.into_iter().filter(|one| one.verdict.is_none());
        let filled = open.map(|one| Filled {
            at: At::Keys,
            input: VerdictInput {
                checkpoint: one.checkpoint.clone(),
                result: VerdictResult::NotApplicable.into(),
                method: self.method.unwrap_or_default().into(),
                reason: self.reason.clone(),
                ..Default::default()
            },
            base: Some(mark(None)),
        });
        let source = Source { filled: filled.collect(), faults: Vec::new(), name: None, seed: b"not-applicable" };
        self.bulk.record(session, &list, source).await
    }
}

/// The checkpoints of a layer, a catalogue or a control.
fn section<'a>(checkpoints: &'a [Checkpoint], given: &str) -> Vec<&'a Checkpoint> {
    let layer = words::read::<FlowLayer>(given).ok().map(i32::from);
    let within = |one: &&Checkpoint| match layer {
        Some(layer) => one.layer == layer,
        None => find::within(&one.checkpoint, given, true),
    };
    checkpoints.iter().filter(within).collect()
}

/// Names the layers that the list has.
fn no_section(given: &str, checkpoints: &[Checkpoint]) -> Failure {
    let mut layers: Vec<FlowLayer> = checkpoints.iter().filter_map(|one| FlowLayer::try_from(one.layer).ok()).collect();
    layers.dedup();
    let named = |show: fn(&FlowLayer) -> String| layers.iter().map(show).collect::<Vec<_>>().join(", ");
    let (ko, en) = (
        named(|layer| format!("{}({})", layer.word().written(), layer.say(words::Lang::Ko))),
        named(|layer| layer.word().written()),
    );
    Failure::Usage(Said {
        ko: format!(
            "점검표에 `{given}` 구분이 없습니다. 정보 흐름({ko}), 카탈로그, 보안요구사항 번호 중 하나를 쓰십시오."
        ),
        en: format!("the checklist has no section `{given}`; name a layer ({en}), a catalogue or a control"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A section is a group of the list: a layer, by its word in either language, a catalogue or a control.
    #[test]
    fn a_section_is_a_layer_a_catalogue_or_a_control() {
        let one = |key: &str, layer: FlowLayer| Checkpoint {
            checkpoint: key.into(),
            layer: layer.into(),
            ..Default::default()
        };
        let list = [
            one("web:APP-02:1", FlowLayer::Application),
            one("web:APP-02:2", FlowLayer::Application),
            one("web:APP-020:1", FlowLayer::Application),
            one("iot:GW-01:1", FlowLayer::Gateway),
        ];
        let found = |given: &str| section(&list, given).len();
        assert_eq!(
            ["application", "게이트웨이", "web", "APP-02", "web:APP-02", "data", "APP"].map(found),
            [3, 1, 3, 2, 2, 0, 0]
        );
        let told = no_section("APP", &list).lines(words::Lang::Ko).join("\n");
        assert!(told.contains("gateway(게이트웨이)"), "{told}");
    }
}
