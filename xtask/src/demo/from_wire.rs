//! Converts responses of the services into the facts to show.

use haetae_cli::{views, words::Vocabulary as _};
use haetae_proto::{
    checkpoint::v1 as checkpoint,
    common::v1::{DocumentVersion, FlowLayer, Text as WireText},
    dashboard::v1 as dashboard,
    risk::v1 as risk,
};

use super::{
    answers::Answers,
    report::{
        Assessment, Checklist, Checkpoint, Contribution, Count, Document, Entry, Escalator, Layer, Report, Review,
        Summary, Timeline,
    },
    text::{Selection, Text},
};

impl From<Answers> for Report {
    fn from(answers: Answers) -> Self {
        let entries = answers.timeline.into_iter().map(Into::into).collect();
        Self {
            reviews: answers.rows.into_iter().map(Into::into).collect(),
            assessment: answers.assessment.into(),
            checklist: answers.checklist.into(),
            knowledge: answers.knowledge.into(),
            summary: answers.summary.into(),
            timeline: Timeline { review_id: answers.review_id, entries },
            endpoints: answers.endpoints,
        }
    }
}

impl From<Option<WireText>> for Text {
    fn from(text: Option<WireText>) -> Self {
        text.map_or_else(Self::default, |text| Self { ko: text.ko, en: text.en })
    }
}

fn time(at: Option<prost_types::Timestamp>) -> String {
    at.map(|at| at.to_string()).unwrap_or_default()
}

fn document(version: DocumentVersion) -> Document {
    Document { id: version.document_id, version: version.version }
}

impl From<dashboard::ReviewRow> for Review {
    fn from(row: dashboard::ReviewRow) -> Self {
        let tally = row.tally.unwrap_or_default();
        Self {
            score: row.score,
            level: row.level().word(),
            status: row.status().word(),
            depth: row.depth().word(),
            judged: views::judged(&tally),
            checkpoints: tally.total,
            submitted_at: time(row.submitted_at),
            review_id: row.review_id,
            title: row.title,
            team: row.team,
        }
    }
}

impl From<risk::Assessment> for Assessment {
    fn from(wire: risk::Assessment) -> Self {
        let (level, depth) = (wire.level().word(), wire.depth().word());
        let contribution = |one: risk::Contribution| Contribution {
            section: one.section,
            item: one.item,
            points: one.points,
            explanation: one.explanation.into(),
        };
        let escalator = |one: risk::Escalator| Escalator {
            floor: one.floor().word(),
            id: one.escalator_id,
            explanation: one.explanation.into(),
        };
        Self {
            review_id: wire.review_id,
            score: wire.score,
            level,
            depth,
            target_days: wire.target_days,
            policy: document(wire.policy.unwrap_or_default()),
            contributions: wire.contributions.into_iter().map(contribution).collect(),
            escalators: wire.escalators.into_iter().map(escalator).collect(),
        }
    }
}

impl From<checkpoint::Checklist> for Checklist {
    fn from(wire: checkpoint::Checklist) -> Self {
        let mut layers: Vec<Layer> = Vec::new();
        for checkpoint in wire.checkpoints {
            let layer = FlowLayer::try_from(checkpoint.layer).unwrap_or_default().word();
            match layers.iter_mut().find(|known| known.layer == layer) {
                Some(known) => known.checkpoints.push(checkpoint.into()),
                None => layers.push(Layer { layer, checkpoints: vec![checkpoint.into()] }),
            }
        }
        let catalogs = wire.catalogs.into_iter().map(document).collect();
        Self { review_id: wire.review_id, catalogs, layers }
    }
}

impl From<checkpoint::Checkpoint> for Checkpoint {
    fn from(wire: checkpoint::Checkpoint) -> Self {
        let method = wire.method().word();
        let verdict = wire.verdict.unwrap_or_default();
        Self {
            checkpoint: wire.checkpoint,
            mandatory: wire.mandatory,
            title: wire.title.into(),
            check: wire.check.into(),
            method,
            selected_by: wire.selected_by.into_iter().map(Into::into).collect(),
            verdict: verdict.result().word(),
            reason: verdict.reason,
        }
    }
}

impl From<checkpoint::Selection> for Selection {
    fn from(wire: checkpoint::Selection) -> Self {
        Self { rule: wire.rule_id, reason: wire.reason.into() }
    }
}

impl From<dashboard::GetSummaryResponse> for Summary {
    fn from(wire: dashboard::GetSummaryResponse) -> Self {
        let level = |one: &dashboard::LevelCount| Count { of: one.level().word(), count: one.count };
        let status = |one: &dashboard::StatusCount| Count { of: one.status().word(), count: one.count };
        Self {
            by_level: wire.by_level.iter().map(level).collect(),
            by_status: wire.by_status.iter().map(status).collect(),
        }
    }
}

impl From<dashboard::TimelineEntry> for Entry {
    fn from(wire: dashboard::TimelineEntry) -> Self {
        let actor = wire.actor.unwrap_or_default();
        Self {
            sequence: wire.sequence,
            occurred_at: time(wire.occurred_at),
            actor: if actor.name.is_empty() { actor.subject } else { actor.name },
            event: wire.event,
            summary: wire.summary.into(),
            trace_id: wire.trace_id,
        }
    }
}

#[cfg(test)]
mod tests {
    use haetae_cli::words::Lang;
    use haetae_proto::common::v1::{ReviewStatus, RiskLevel, Tally, VerdictResult};

    use super::*;

    fn checkpoint(key: &str, layer: FlowLayer, verdict: Option<VerdictResult>) -> checkpoint::Checkpoint {
        let verdict = verdict.map(|result| checkpoint::Verdict { result: result.into(), ..Default::default() });
        checkpoint::Checkpoint { checkpoint: key.into(), layer: layer.into(), verdict, ..Default::default() }
    }

    #[test]
    fn a_checklist_is_grouped_by_layer_in_the_order_it_came() {
        let checkpoints = vec![
            checkpoint("a", FlowLayer::Client, Some(VerdictResult::Fail)),
            checkpoint("b", FlowLayer::Client, None),
            checkpoint("c", FlowLayer::Governance, None),
        ];
        let shown = Checklist::from(checkpoint::Checklist { checkpoints, ..Default::default() });
        let groups: Vec<_> = shown.layers.iter().map(|one| (one.layer.name, one.checkpoints.len())).collect();
        assert_eq!(groups, [("CLIENT", 2), ("GOVERNANCE", 1)]);
        assert_eq!(shown.layers[0].checkpoints[0].verdict.say(Lang::Ko), "취약");
        assert_eq!(shown.layers[0].checkpoints[1].verdict.name, "UNSPECIFIED");
    }

    #[test]
    fn a_row_shows_how_many_checkpoints_were_judged() {
        let tally = Tally { total: 9, pass: 2, fail: 1, partial: 1, not_applicable: 1, ..Default::default() };
        let mut row = dashboard::ReviewRow { score: 71, tally: Some(tally), ..Default::default() };
        row.set_level(RiskLevel::High);
        row.set_status(ReviewStatus::InDiagnosis);
        let shown = Review::from(row);
        assert_eq!((shown.judged, shown.checkpoints, shown.score), (5, 9, 71));
        assert_eq!((shown.level.name, shown.status.name), ("HIGH", "IN_DIAGNOSIS"));
    }

    #[test]
    fn a_reason_for_a_score_keeps_its_points_and_both_languages() {
        let explanation = Some(WireText { ko: "결제".into(), en: "payment".into() });
        let contributions = vec![risk::Contribution { points: 12, explanation, ..Default::default() }];
        let shown = Assessment::from(risk::Assessment { score: 12, contributions, ..Default::default() });
        assert_eq!(shown.contributions[0].points, 12);
        assert_eq!(serde_json::to_value(&shown.contributions[0].explanation).unwrap()["ko"], "결제");
    }

    #[test]
    fn an_actor_without_a_name_is_shown_by_subject() {
        let actor = Some(haetae_proto::common::v1::Person { subject: "haetae-risk".into(), name: String::new() });
        assert_eq!(Entry::from(dashboard::TimelineEntry { actor, ..Default::default() }).actor, "haetae-risk");
    }
}
