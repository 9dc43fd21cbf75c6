//! The answers as text, as the command line shows them.

use std::fmt::Write as _;

use haetae_cli::{
    table::{Align, Table},
    views::{self, Look},
};

use super::{answers::Answers, endpoints::Endpoints, knowledge};

/// All of it in one language.
pub(super) fn text(answers: &Answers, look: &Look) -> String {
    let shown = answers.rows.iter().find(|row| row.review_id == answers.review_id);
    let title = shown.map_or(answers.review_id.as_str(), |row| row.title.as_str());
    [
        views::reviews(&answers.rows, false, look),
        views::assessment(&answers.assessment, title, look),
        views::focus(&answers.knowledge.guide, title, look),
        knowledge::requirements(&answers.knowledge, look),
        views::coverage(&answers.knowledge.coverage, title, look),
        views::checklist(&answers.checklist, title, look),
        views::summary(&answers.summary, look),
        views::timeline(&answers.timeline, title, look),
        endpoints(&answers.endpoints, look),
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
    let mut out = format!("{}\n{}", look.pick("접속 정보", "Where everything listens"), table.render());
    for (what, line) in [
        (look.pick("명령줄 도구", "The command line"), &endpoints.cli),
        (look.pick("API 호출", "Call an API"), &endpoints.call),
        (look.pick("API 호출 (grpcurl)", "Call an API (grpcurl)"), &endpoints.grpcurl),
        (look.pick("조회 모델", "Read models"), &endpoints.psql),
        (look.pick("검토자 토큰", "A reviewer's token"), &endpoints.token),
        (look.pick("로그", "Logs"), &endpoints.logs),
    ] {
        let _ = write!(out, "\n{what}\n  {line}\n");
    }
    out
}
