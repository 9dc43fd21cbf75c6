//! Read models and how they are kept.

use std::fmt::Write as _;

use haetae_proto::{
    dashboard::v1::{
        Comparison, Generation, GenerationState, ListProjectionsResponse, ParkedCause, ParkedCommit, ProjectionState,
        Rebuild, RebuildKind, RebuildStage, RebuildState,
    },
    words::label,
};

use super::Look;
use crate::table::Table;

/// Every projection with its generations, and whether heads are not signed.
#[must_use]
pub fn projections(answer: &ListProjectionsResponse, look: &Look) -> String {
    let mut table = Table::new([
        look.column_of(label::PROJECTION).whole(),
        look.column("상태", "state"),
        look.figures("반영 위치", "position").rank(4),
        look.figures("로그 위치", "head").rank(5),
        look.figures("지연 건수", "lag"),
        look.figures("지연 시간", "lag time").rank(2),
        look.figures("보류", "parked"),
        look.column("세대", "generations").rank(3),
    ]);
    for one in &answer.projections {
        table.row([
            one.name.clone(),
            look.word::<ProjectionState>(one.state),
            one.position.to_string(),
            one.head.map_or_else(|| "-".to_owned(), |head| head.to_string()),
            one.lag_commits.map_or_else(|| "-".to_owned(), |lag| lag.to_string()),
            one.lag.as_ref().map_or_else(|| "-".to_owned(), |lag| seconds(lag, look)),
            one.parked_units.to_string(),
            one.generations.iter().map(|generation| shown(generation, look)).collect::<Vec<_>>().join(", "),
        ]);
    }
    let mut shown = look.table(&table);
    for one in &answer.projections {
        let running = one.latest_rebuild.as_ref().filter(|rebuild| rebuild.state() == RebuildState::Running);
        if let Some(rebuild) = running.filter(|rebuild| !rebuild.outcome.is_empty()) {
            let _ = writeln!(shown, "{}: {}", one.name, rebuilding(rebuild, look));
        }
    }
    if answer.heads_stand_still {
        shown += look.pick(
            "서명된 헤드가 30초 넘게 갱신되지 않고 있습니다.\n",
            "The log's heads have not been signed for more than 30 seconds.\n",
        );
    }
    shown
}

fn shown(of: &Generation, look: &Look) -> String {
    format!("{} ({})", of.generation, look.word::<GenerationState>(of.state))
}

/// Shows one rebuild with all its details.
#[must_use]
pub fn rebuild(of: &Rebuild, look: &Look) -> String {
    let pick = |ko, en| look.pick(ko, en);
    let moved = match (of.generation, of.retired_generation) {
        (0, _) => String::new(),
        (new, old) => format!("{old} → {new}"),
    };
    let mended = if of.mended_commits > 0 { of.mended_commits.to_string() } else { String::new() };
    look.facts([
        (pick("작업", "rebuild"), of.rebuild_id.clone()),
        (look.name(label::PROJECTION), of.projection.clone()),
        (pick("종류", "kind"), look.word::<RebuildKind>(of.kind)),
        (pick("상태", "state"), look.word::<RebuildState>(of.state)),
        (pick("재생", "replayed"), format!("{} / {}", of.done, of.target)),
        (pick("속도", "rate"), rate(of, look)),
        (look.name(label::GENERATION), moved),
        (pick("비교", "comparison"), look.word::<Comparison>(of.comparison)),
        (pick("반영된 보류 커밋", "taken in"), mended),
        (pick("내용", "outcome"), of.outcome.clone()),
        (pick("함께 삭제된 객체", "dropped"), of.dropped.join(", ")),
        (pick("시작한 사람", "started by"), of.started_by.clone()),
        (pick("시작", "started"), look.when(of.started_at.as_ref())),
        (pick("종료", "finished"), look.when(of.finished_at.as_ref())),
    ])
}

/// The current stage of a rebuild, beside its progress bar.
#[must_use]
pub fn rebuilding(of: &Rebuild, look: &Look) -> String {
    let stage = look.word::<RebuildStage>(of.stage);
    let left = of.remaining.as_ref().filter(|_| of.stage() == RebuildStage::Loading).map(|left| seconds(left, look));
    match left {
        None if !of.outcome.is_empty() => format!("{stage}, {}", of.outcome),
        Some(left) => format!("{stage}, {}, {} {left}", rate(of, look), look.pick("남은 시간", "left")),
        None => stage,
    }
}

fn rate(of: &Rebuild, look: &Look) -> String {
    format!("{:.0}{}", of.commits_per_second, look.pick("건/초", "/s"))
}

fn seconds(of: &prost_types::Duration, look: &Look) -> String {
    format!("{}.{}{}", of.seconds, of.nanos / 100_000_000, look.pick("초", " s"))
}

/// Parked commits.
#[must_use]
pub fn parked(commits: &[ParkedCommit], look: &Look) -> String {
    if commits.is_empty() {
        return look.pick("보류된 커밋이 없습니다.\n", "Nothing is parked.\n").to_owned();
    }
    let mut table = Table::new([
        look.column_of(label::PROJECTION).whole(),
        look.figures_of(label::SEQUENCE),
        look.column("주제", "subject").whole().rank(1),
        look.column("사유", "cause").rank(3),
        look.column("보류 시각", "since").whole().rank(2),
        look.column("상세", "reason").at_least(16),
    ]);
    for one in commits {
        table.row([
            one.projection.clone(),
            one.sequence.to_string(),
            one.subject.clone(),
            look.word::<ParkedCause>(one.cause),
            look.when(one.since.as_ref()),
            one.reason.clone(),
        ]);
    }
    look.table(&table)
}

#[cfg(test)]
mod tests {
    use haetae_proto::dashboard::v1::Projection;

    use super::*;
    use crate::words::Lang;

    /// The list names the sessions that a rebuild waits for, while it runs.
    #[test]
    fn the_list_says_who_blocks_a_rebuild() {
        let told = |state: RebuildState| {
            let outcome = "waits for session 4711 of kim".to_owned();
            let rebuild = Rebuild { state: state.into(), outcome, ..Rebuild::default() };
            let board = Projection { name: "board".into(), latest_rebuild: Some(rebuild), ..Projection::default() };
            let answer = ListProjectionsResponse { projections: vec![board], ..ListProjectionsResponse::default() };
            projections(&answer, &Look::here(Lang::En))
        };
        assert!(told(RebuildState::Running).contains("waits for session 4711 of kim"));
        assert!(!told(RebuildState::Succeeded).contains("4711"));
    }
}
