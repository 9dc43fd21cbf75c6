//! A checklist along the information flow.

use std::fmt::Write as _;

use haetae_proto::{
    checkpoint::v1::{Checklist, Checkpoint, Selection},
    common::v1::{FlowLayer, VerdictResult},
};

use super::{Look, look::documents};
use crate::{
    table::{Align, Table},
    words::Lang,
};

/// The checklist by layer: a line per control with the verdicts on its checks, and the reasons given.
#[must_use]
pub fn checklist(checklist: &Checklist, title: &str, look: &Look) -> String {
    let catalogs = documents(&checklist.catalogs);
    let mut out = format!("{}: {title}\n  {catalogs}\n", look.pick("점검표", "Checklist"));
    for layer in checklist.checkpoints.chunk_by(|a, b| a.layer == b.layer) {
        out.push_str(&layer_head(layer, look));
        let mut table = Table::new([
            (look.pick("항목", "control"), Align::Left),
            (look.pick("점검 결과", "results"), Align::Left),
            (look.pick("내용", "title"), Align::Left),
            (look.pick("선정 이유", "why it is here"), Align::Left),
        ]);
        for checks in layer.chunk_by(|a, b| control(a) == control(b)) {
            table.row(row(checks, look));
        }
        out.push_str(&look.table(&table));
        for one in layer {
            let Some(verdict) = one.verdict.as_ref().filter(|verdict| !verdict.reason.is_empty()) else { continue };
            let result = look.word::<VerdictResult>(verdict.result);
            let _ = writeln!(out, "  → {} {result}: {}", one.checkpoint, verdict.reason);
        }
    }
    out
}

fn layer_head(layer: &[Checkpoint], look: &Look) -> String {
    let name = layer.first().map(|one| look.word::<FlowLayer>(one.layer)).unwrap_or_default();
    let (total, required) = (layer.len(), layer.iter().filter(|one| one.mandatory).count());
    match look.lang {
        Lang::Ko => format!("\n  {name}: {total}개, 필수 {required}개\n"),
        Lang::En => format!("\n  {name}: {total}, {required} of them mandatory\n"),
    }
}

/// `<catalog>:<control>` of `<catalog>:<control>:<check>`.
fn control(one: &Checkpoint) -> &str {
    one.checkpoint.rsplit_once(':').map_or(&one.checkpoint, |(control, _)| control)
}

/// The checks of one control in one line.
fn row(checks: &[Checkpoint], look: &Look) -> [String; 4] {
    let verdicts: Vec<String> = checks.iter().map(|one| look.word::<VerdictResult>(result(one))).collect();
    let [name, title, why] = checks
        .first()
        .map_or([""; 3], |one| [control(one), look.text(one.title.as_ref()), why(&one.selected_by, look)]);
    [name.to_owned(), verdicts.join(" · "), title.to_owned(), why.to_owned()]
}

/// The verdict on a checkpoint; UNSPECIFIED until judged.
fn result(one: &Checkpoint) -> i32 {
    one.verdict.as_ref().map_or(0, |verdict| verdict.result)
}

/// The first reason something is on a list.
pub(super) fn why<'a>(selected_by: &'a [Selection], look: &Look) -> &'a str {
    selected_by.first().map_or("", |selection| look.text(selection.reason.as_ref()))
}

#[cfg(test)]
mod tests {
    use haetae_proto::{
        checkpoint::v1::Verdict,
        common::v1::{DocumentVersion, Text},
    };
    use jiff::tz::TimeZone;

    use super::*;

    fn checkpoint(key: &str, layer: FlowLayer, verdict: Option<(VerdictResult, &str)>) -> Checkpoint {
        let verdict = verdict.map(|(result, reason)| Verdict {
            result: result.into(),
            reason: reason.into(),
            ..Default::default()
        });
        let title = Some(Text { ko: format!("제목 {key}"), en: format!("title {key}") });
        let reason = Some(Text { ko: "결제 서비스".into(), en: "payment service".into() });
        let selected_by = vec![Selection { rule_id: "r".into(), reason }];
        Checkpoint {
            checkpoint: key.into(),
            layer: layer.into(),
            mandatory: verdict.is_none(),
            title,
            selected_by,
            verdict,
            ..Default::default()
        }
    }

    fn sample() -> Checklist {
        let catalog = DocumentVersion { document_id: "web-service".into(), version: 2, ..Default::default() };
        Checklist {
            catalogs: vec![catalog],
            checkpoints: vec![
                checkpoint("web:CLI-01:1", FlowLayer::Client, Some((VerdictResult::Fail, "기본 비밀번호"))),
                checkpoint("web:CLI-01:2", FlowLayer::Client, None),
                checkpoint("web:GOV-01:1", FlowLayer::Governance, Some((VerdictResult::Pass, ""))),
            ],
            ..Default::default()
        }
    }

    #[test]
    fn checks_of_a_control_share_a_line_and_layers_their_table() {
        let look = |lang| Look::new(lang, TimeZone::UTC);
        let korean = "점검표: 주차장
  web-service v2

  클라이언트: 2개, 필수 1개
  항목        점검 결과      내용               선정 이유
  ──────────  ─────────────  ─────────────────  ───────────
  web:CLI-01  취약 · 미점검  제목 web:CLI-01:1  결제 서비스
  → web:CLI-01:1 취약: 기본 비밀번호

  거버넌스: 1개, 필수 0개
  항목        점검 결과  내용               선정 이유
  ──────────  ─────────  ─────────────────  ───────────
  web:GOV-01  양호       제목 web:GOV-01:1  결제 서비스
";
        assert_eq!(checklist(&sample(), "주차장", &look(Lang::Ko)), korean);
        let english = "Checklist: parking
  web-service v2

  Client: 2, 1 of them mandatory
  control     results            title               why it is here
  ──────────  ─────────────────  ──────────────────  ───────────────
  web:CLI-01  Fail · not judged  title web:CLI-01:1  payment service
  → web:CLI-01:1 Fail: 기본 비밀번호

  Governance: 1, 0 of them mandatory
  control     results  title               why it is here
  ──────────  ───────  ──────────────────  ───────────────
  web:GOV-01  Pass     title web:GOV-01:1  payment service
";
        assert_eq!(checklist(&sample(), "parking", &look(Lang::En)), english);
    }
}
