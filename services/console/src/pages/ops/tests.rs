//! The page of one read model.

use askama::Template as _;
use haetae_proto::dashboard::v1::{
    Generation, GenerationState, Projection, ProjectionState, Rebuild, RebuildKind, RebuildState,
};
use haetae_service_kit::{auth::Role, error::Lang};

use super::{
    model::{ModelPage, Refused},
    step::Step,
};
use crate::pages::{
    sent::Sent,
    visitor::tests::{readable, visitor},
};

fn board(state: RebuildState) -> Projection {
    let generation = |generation, state: GenerationState, writable| Generation {
        generation,
        state: state.into(),
        writable,
        ..Generation::default()
    };
    let (live, old) = (GenerationState::Live, GenerationState::Retired);
    let rebuild = Rebuild {
        kind: RebuildKind::Rebuild.into(),
        state: state.into(),
        done: 3,
        target: 9,
        outcome: "reviews: row 1".into(),
        ..Rebuild::default()
    };
    Projection {
        name: "board".into(),
        state: ProjectionState::Following.into(),
        parked_units: 1,
        generations: vec![generation(3, live, true), generation(2, old, true), generation(1, old, false)],
        latest_rebuild: Some(rebuild),
        ..Projection::default()
    }
}

fn page(state: RebuildState, refused: Option<Refused<'_>>) -> String {
    let now = "2026-12-02T03:00:00Z".parse().unwrap();
    let page = ModelPage::new(&visitor(Lang::Ko, Role::Operator), &board(state), refused, now).render().unwrap();
    readable(&page);
    page
}

#[test]
fn a_running_rebuild_shows_how_far_it_is_and_offers_nothing_else() {
    let page = page(RebuildState::Running, None);
    assert!(page.contains("data-going") && page.contains("max=\"9\" value=\"3\""), "{page}");
    assert!(!page.contains("method=\"post\" action=\"/ops/"), "{page}");
}

#[test]
fn what_can_be_put_back_or_dropped_is_offered_and_the_rows_that_differ_are_shown() {
    let page = page(RebuildState::Differs, None);
    assert!(!page.contains("data-going") && page.contains("reviews: row 1"), "{page}");
    assert_eq!(page.matches("/ops/board/drop").count(), 2, "not the live one");
    assert_eq!(page.matches("/ops/board/switch").count(), 1, "only what this build can write");
    assert_eq!(page.matches("/ops/board/retry").count(), 1);
}

#[test]
fn a_wrong_name_is_said_at_its_generation_and_kept() {
    let sent = Sent::read(b"generation=2&name=boards");
    let page = page(RebuildState::Succeeded, Some(Refused { step: Step::Drop, sent: &sent, problem: None }));
    assert_eq!(page.matches("aria-invalid").count(), 1);
    assert!(page.contains("value=\"boards\"") && page.contains("id=\"w-drop-2\""), "{page}");
}
