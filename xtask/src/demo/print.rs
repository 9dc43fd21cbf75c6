//! The answers as text, as the command line shows them.

use std::fmt::Write as _;

use haetae_cli::{
    table::{Align, Table},
    views::{self, Look},
};

use haetae_proto::{common::v1::ReviewStatus, words::label};

use super::{answers::Answers, endpoints::Endpoints, knowledge};

/// All of it in one language.
pub(super) fn text(answers: &Answers, look: &Look) -> String {
    let shown = answers.rows.iter().find(|row| row.review_id == answers.review_id);
    let title = shown.map_or(answers.review_id.as_str(), |row| row.title.as_str());
    [
        views::reviews(&answers.rows, 0, false, look),
        views::assessment(&answers.assessment, title, look),
        views::focus(&answers.knowledge.guide, title, look),
        knowledge::requirements(&answers.knowledge, look),
        views::coverage(&answers.knowledge.coverage, title, look),
        views::checklist(&answers.checklist, title, look),
        views::summary(&answers.summary, look),
        views::timeline(&answers.timeline, title, look),
        endpoints(&answers.endpoints, look),
        yourself(answers, look),
    ]
    .join("\n")
}

fn endpoints(endpoints: &Endpoints, look: &Look) -> String {
    let mut table = Table::new([
        (look.pick("서버", "server"), Align::Left),
        ("pid", Align::Right),
        (look.pick("주소", "address"), Align::Left),
    ]);
    for server in &endpoints.servers {
        let pid = server.pid.map_or_else(|| "-".to_owned(), |pid| pid.to_string());
        table.row([server.name.clone(), pid, server.address.clone()]);
    }
    let mut out = format!("{}\n{}", look.pick("접속 정보", "Where everything listens"), look.table(&table));
    for (what, line) in [
        (look.pick("API 호출", "Call an API"), &endpoints.call),
        (look.pick("API 호출 (grpcurl)", "Call an API (grpcurl)"), &endpoints.grpcurl),
        (look.pick("프로젝션", "Read models"), &endpoints.psql),
        (look.pick("로그", "Logs"), &endpoints.logs),
    ] {
        let _ = write!(out, "\n{what}\n  {line}\n");
    }
    out
}

/// Next steps by hand: the available accounts, and a request and an approval to begin with.
fn yourself(answers: &Answers, look: &Look) -> String {
    let Endpoints { console, config, haetae, profiles, .. } = &answers.endpoints;
    let mut table = Table::new([
        (look.pick("프로필", "profile"), Align::Left),
        (look.pick("역할", "role"), Align::Left),
        (look.name(label::TEAM), Align::Left),
        (look.pick("토큰 파일", "token file"), Align::Left),
    ]);
    for one in profiles {
        let team = one.team.unwrap_or("-").to_owned();
        table.row([one.profile.to_owned(), views::roles(&one.roles, look), team, one.token_file.clone()]);
    }
    let mut out = format!(
        "{}\n\n{}\n  {console}\n\n{}",
        look.pick("직접 해 보기", "Try it yourself"),
        look.pick("웹 브라우저로 열어 누구로든 로그인합니다", "Open this in a browser and sign in as anyone"),
        look.table(&table)
    );
    let waiting = answers.rows.iter().find(|row| row.status() == ReviewStatus::AwaitingDecision);
    let review = waiting.map_or("REVIEW", |row| row.number.as_str());
    let reason = look.pick("점검 결과를 확인했습니다.", "Every result was checked.");
    for (what, line) in [
        (
            look.pick("다른 터미널에 붙여 넣습니다", "Paste into another terminal"),
            format!("export HAETAE_CONFIG={config}; alias haetae={haetae}"),
        ),
        (
            look.pick("검토를 요청합니다", "Request a review"),
            "haetae --as requester review submit docs/examples/request.toml --wait".to_owned(),
        ),
        (
            look.pick("최종 판정을 기다리는 검토를 승인합니다", "Approve the review that waits for its decision"),
            format!("haetae --as approver review decide {review} --outcome approved --reason '{reason}'"),
        ),
        (look.pick("브라우저에서 로그인합니다", "Sign in with a browser"), "haetae login; haetae whoami".to_owned()),
        (
            look.pick("누구로든 볼 수 있습니다", "Look around as anyone"),
            "haetae --as auditor review timeline ".to_owned() + review,
        ),
    ] {
        let _ = write!(out, "\n{what}\n  {line}\n");
    }
    out
}
