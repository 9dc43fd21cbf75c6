use askama::Template as _;
use haetae_proto::{
    checkpoint::v1::{Checklist, Checkpoint},
    common::v1::{Exposure, FlowLayer, ReviewDepth, RiskLevel, Text},
    dashboard::v1::ReviewRow,
    risk::v1::{Assessment, Contribution},
};
use haetae_service_kit::{
    auth::Role,
    error::{ApiError, Lang, Violations},
};

use super::*;
use crate::{
    api::Outlook,
    pages::{
        request::preview::Outlooks,
        visitor::tests::{readable, visitor},
    },
};

const FORM: &[u8] = b"title=a%26b&profile.service_types=payment&profile.exposure=internet&profile.components=device";

fn page(lang: Lang, role: Role, sent: Option<&Sent>, beside: Beside) -> String {
    let visitor = visitor(lang, role);
    let sections = sections(&visitor, sent, &Review::default());
    let page = RequestPage::new(&visitor, sections, beside).render().unwrap();
    readable(&page);
    page
}

fn refused(fields: &[(&'static str, &'static str)]) -> Problem {
    let mut wrong = Violations::new();
    for (field, what) in fields {
        wrong.add(field, *what, *what);
    }
    let error: ApiError = wrong.finish().unwrap_err();
    error.into_status(Lang::Ko).into()
}

fn outlook(score: u32, level: RiskLevel, count: usize) -> Outlook {
    let text = |ko: &str| Some(Text { ko: ko.into(), en: String::new() });
    let contribution = |points, ko| Contribution { points, explanation: text(ko), ..Default::default() };
    let line = Checkpoint { layer: FlowLayer::Gateway.into(), mandatory: true, ..Default::default() };
    let mut checkpoints = vec![line; count];
    checkpoints.push(Checkpoint { layer: FlowLayer::Data.into(), ..Default::default() });
    let assessment = Assessment {
        score,
        level: level.into(),
        depth: ReviewDepth::Full.into(),
        target_days: 20,
        contributions: vec![contribution(14, "인터넷에서 누구나 접속합니다."), contribution(0, "공개 자료입니다.")],
        ..Default::default()
    };
    Outlook { assessment, checklist: Checklist { checkpoints, ..Default::default() } }
}

#[test]
fn every_fault_is_listed_stands_at_its_field_and_what_was_typed_stays() {
    let sent = Sent::read(FORM);
    let problem = Some(refused(&[("profile.impact.safety", "필수 항목입니다."), ("title", "너무 깁니다.")]));
    let beside = Beside { problem, sent: true, ..Beside::default() };
    let korean = page(Lang::Ko, Role::Requester, Some(&sent), beside);
    for shown in [
        "<a class=\"link\" href=\"#i-profile.impact.safety\">안전 영향</a> 필수 항목입니다.",
        "<a class=\"link\" href=\"#i-title\">제목</a> 너무 깁니다.",
        "value=\"a&#38;b\" required autofocus aria-invalid=\"true\" aria-describedby=\"w-title\"",
        "<span class=\"need\" id=\"w-profile.impact.safety\">필수 항목입니다.</span>",
        "name=\"profile.service_types\" value=\"payment\" checked",
        "<details class=\"field\" open>",
        "data-sent",
    ] {
        assert!(korean.contains(shown), "{shown} is not in {korean}");
    }
    assert_eq!(korean.matches(" autofocus").count(), 1, "the first that is wrong");
}

#[test]
fn a_preview_says_what_a_request_would_get_or_what_is_open() {
    let visitor = visitor(Lang::Ko, Role::Requester);
    let sections = sections(&visitor, None, &Review::default());
    let part = |asked| {
        let preview = Preview::of(visitor.say(), asked, &sections).unwrap();
        let text = PreviewPart { t: visitor.say(), preview }.render().unwrap();
        readable(&text);
        text
    };
    let otherwise = Some((Exposure::Internal, outlook(48, RiskLevel::Medium, 44)));
    let known = part(Ok(Outlooks { here: outlook(60, RiskLevel::High, 53), otherwise }));
    for shown in [
        "높음 <b>60</b>",
        "일반 검토",
        "처리 기한: 접수 후 20영업일",
        "인터넷에서 누구나 접속합니다.",
        "예상 점검 항목 54개(필수 53개)",
        "<span>게이트웨이</span>",
        "<b>53</b>",
        "노출 범위가 내부망이라면 48점 보통, 점검 항목 45개입니다.",
    ] {
        assert!(known.contains(shown), "{shown} is not in {known}");
    }
    assert!(!known.contains("공개 자료입니다."), "no reason without points");
    let open = part(Err(refused(&[("profile.stage", "x"), ("profile.service_types", "x")])));
    assert!(
        open.contains("답하지 않은 항목이 2개")
            && open.contains("<a class=\"link\" href=\"#i-profile.stage\">단계</a>"),
        "{open}"
    );
    assert!(part(Err(ApiError::store_unavailable().into_status(Lang::Ko).into())).contains("지금은"));
}

#[test]
fn only_who_requests_for_a_team_gets_the_form() {
    let earlier = vec![ReviewRow { number: "R-2026-0003".into(), title: "앱 <개편>".into(), ..Default::default() }];
    let english = page(Lang::En, Role::Requester, None, Beside { earlier, ..Beside::default() });
    assert!(english.contains("<option value=\"R-2026-0003\">R-2026-0003 앱 &#60;개편&#62;</option>"), "{english}");
    assert!(english.contains("name=\"do\" value=\"send\"") && english.contains("href=\"/reviews/new\""), "{english}");
    let reviewer = page(Lang::En, Role::Reviewer, None, Beside::default());
    assert!(!reviewer.contains("action=\"/reviews/new\"") && !reviewer.contains("href=\"/reviews/new\""), "{reviewer}");
}
