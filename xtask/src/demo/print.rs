//! The facts as text.

use std::fmt::Write as _;

use super::{
    endpoints::Endpoints,
    knowledge,
    report::{Assessment, Checklist, Checkpoint, Count, Report, Review, Timeline},
    table::{Align, Table, shorten},
    words::Lang,
};

const TITLE: usize = 52;
const EXPLANATION: usize = 84;

/// The whole report in one language.
pub(crate) fn text(report: &Report, lang: Lang) -> String {
    let title = |id: &str| {
        let review = report.reviews.iter().find(|review| review.review_id == id);
        review.map_or(id, |review| review.title.as_str()).to_owned()
    };
    [
        reviews(&report.reviews, lang),
        assessment(&report.assessment, &title(&report.assessment.review_id), lang),
        knowledge::text(&report.knowledge, &title(&report.checklist.review_id), lang),
        checklist(&report.checklist, &title(&report.checklist.review_id), lang),
        counts(lang.pick("등급별", "By level"), &report.summary.by_level, lang),
        counts(lang.pick("상태별", "By status"), &report.summary.by_status, lang),
        timeline(&report.timeline, &title(&report.timeline.review_id), lang),
        endpoints(&report.endpoints, lang),
    ]
    .join("\n")
}

fn reviews(reviews: &[Review], lang: Lang) -> String {
    let mut table = Table::new([
        (lang.pick("점수", "score"), Align::Right),
        (lang.pick("등급", "level"), Align::Left),
        (lang.pick("상태", "status"), Align::Left),
        (lang.pick("검토 수준", "depth"), Align::Left),
        (lang.pick("판정", "judged"), Align::Right),
        (lang.pick("요청 부서", "team"), Align::Left),
        (lang.pick("제목", "title"), Align::Left),
    ]);
    for review in reviews {
        table.row([
            review.score.to_string(),
            review.level.say(lang).to_owned(),
            review.status.say(lang).to_owned(),
            review.depth.say(lang).to_owned(),
            format!("{}/{}", review.judged, review.checkpoints),
            review.team.clone(),
            shorten(&review.title, TITLE),
        ]);
    }
    format!("{} ({})\n{}", lang.pick("보안성 검토", "Reviews"), reviews.len(), table.render())
}

fn assessment(assessment: &Assessment, title: &str, lang: Lang) -> String {
    let mut table = Table::new([
        (lang.pick("점수", "points"), Align::Right),
        (lang.pick("항목", "input"), Align::Left),
        (lang.pick("이유", "why"), Align::Left),
    ]);
    for one in &assessment.contributions {
        let why = shorten(one.explanation.say(lang), EXPLANATION);
        table.row([one.points.to_string(), format!("{} / {}", one.section, one.item), why]);
    }
    let (score, level) = (assessment.score, assessment.level.say(lang));
    let head = match lang {
        Lang::Ko => format!("점수의 이유: {title}\n  {score}점, {level}"),
        Lang::En => format!("Why this score: {title}\n  {score} points, {level}"),
    };
    let policy = format!("{} v{}", assessment.policy.id, assessment.policy.version);
    let rest = match lang {
        Lang::Ko => format!("{} 검토, 기한 {}일, 정책 {policy}", assessment.depth.say(lang), assessment.target_days),
        Lang::En => {
            format!("{} review within {} days, policy {policy}", assessment.depth.say(lang), assessment.target_days)
        }
    };
    let mut out = format!("{head}, {rest}\n{}", table.render());
    for one in &assessment.escalators {
        let _ = writeln!(out, "  ≥ {}  {}", one.floor.say(lang), one.explanation.say(lang));
    }
    out
}

fn checklist(checklist: &Checklist, title: &str, lang: Lang) -> String {
    let catalogs: Vec<String> = checklist.catalogs.iter().map(|one| format!("{} v{}", one.id, one.version)).collect();
    let mut out = format!("{}: {title}\n  {}\n", lang.pick("점검 목록", "Checklist"), catalogs.join(", "));
    for layer in &checklist.layers {
        let required = layer.checkpoints.iter().filter(|one| one.mandatory).count();
        let (name, total) = (layer.layer.say(lang), layer.checkpoints.len());
        let _ = match lang {
            Lang::Ko => writeln!(out, "\n  {name}: {total}개, 필수 {required}개"),
            Lang::En => writeln!(out, "\n  {name}: {total}, {required} of them mandatory"),
        };
        let mut table = Table::new([
            (lang.pick("항목", "control"), Align::Left),
            (lang.pick("판정", "verdicts"), Align::Left),
            (lang.pick("내용", "title"), Align::Left),
            (lang.pick("선정 이유", "why it is here"), Align::Left),
        ]);
        for checks in layer.checkpoints.chunk_by(|a, b| control(a) == control(b)) {
            table.row(row(checks, lang));
        }
        out.push_str(&table.render());
        for one in layer.checkpoints.iter().filter(|one| !one.reason.is_empty()) {
            let _ = writeln!(out, "  → {} {}: {}", one.checkpoint, one.verdict.say(lang), one.reason);
        }
    }
    out
}

/// `<catalog>:<control>` of `<catalog>:<control>:<check>`.
fn control(one: &Checkpoint) -> &str {
    one.checkpoint.rsplit_once(':').map_or(&one.checkpoint, |(control, _)| control)
}

/// The checks of one control in one line.
fn row(checks: &[Checkpoint], lang: Lang) -> [String; 4] {
    let verdicts: Vec<&str> = checks.iter().map(|one| one.verdict.say(lang)).collect();
    let [name, title, why] = checks.first().map_or([""; 3], |one| {
        let why = one.selected_by.first().map_or("", |selection| selection.reason.say(lang));
        [control(one), one.title.say(lang), why]
    });
    [name.to_owned(), verdicts.join(" · "), shorten(title, TITLE), shorten(why, TITLE)]
}

fn counts(heading: &str, counts: &[Count], lang: Lang) -> String {
    let shown: Vec<String> = counts.iter().map(|one| format!("{} {}", one.of.say(lang), one.count)).collect();
    format!("{heading}\n  {}\n", shown.join(" · "))
}

fn timeline(timeline: &Timeline, title: &str, lang: Lang) -> String {
    let mut table = Table::new([
        (lang.pick("시각", "when"), Align::Left),
        (lang.pick("주체", "who"), Align::Left),
        (lang.pick("이벤트", "event"), Align::Left),
        (lang.pick("내용", "what"), Align::Left),
    ]);
    for entry in &timeline.entries {
        let what = shorten(entry.summary.say(lang), EXPLANATION);
        table.row([entry.occurred_at.clone(), entry.actor.clone(), entry.event.clone(), what]);
    }
    format!("{}: {title}\n{}", lang.pick("이력", "Timeline"), table.render())
}

fn endpoints(endpoints: &Endpoints, lang: Lang) -> String {
    let mut table = Table::new([
        (lang.pick("서버", "server"), Align::Left),
        ("pid", Align::Right),
        (lang.pick("주소", "address"), Align::Left),
    ]);
    for server in &endpoints.servers {
        let pid = server.pid.map_or_else(|| "-".to_owned(), |pid| pid.to_string());
        table.row([server.name.clone(), pid, server.address.clone()]);
    }
    let mut out = format!("{}\n{}", lang.pick("접속 정보", "Where everything listens"), table.render());
    for (what, line) in [
        (lang.pick("API 호출", "Call an API"), &endpoints.call),
        (lang.pick("API 호출 (grpcurl)", "Call an API (grpcurl)"), &endpoints.grpcurl),
        (lang.pick("조회 모델", "Read models"), &endpoints.psql),
        (lang.pick("검토자 토큰", "A reviewer's token"), &endpoints.token),
        (lang.pick("로그", "Logs"), &endpoints.logs),
    ] {
        let _ = write!(out, "\n{what}\n  {line}\n");
    }
    out
}
