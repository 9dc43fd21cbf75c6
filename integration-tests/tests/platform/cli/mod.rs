//! The command line, run as people run it.

mod asking;
mod evidence;
mod numbers;
mod operating;
mod people;
mod refusals;
mod retract;
mod scripts;
mod sheet;
mod story;
mod watch;

use anyhow::Result;
use haetae_integration_tests::Tool;

/// A request as people write it.
const REQUEST: &str = r#"title = "공영주차장 통합결제 고도화"
description = """관제 서버와 결제 앱을 함께 바꿉니다.
오픈 전에 검토를 요청드립니다."""
service_types = ["payment", "mobile_app"]
stage = "planning"
exposure = "internet"
data_classes = ["internal", "personal"]
user_scale = "up_to_100k"
impact = { financial = "major", reputation = "moderate", legal_privacy = "major", safety = "none" }
"#;

/// Asks for a review and waits until it is scored and has its checklist; gives its id.
async fn submitted(requester: &Tool) -> Result<String> {
    let file = requester.file("request.toml", REQUEST)?;
    let answer = requester.json(&["review", "submit", &file, "--wait"]).await?;
    Ok(answer["review"]["reviewId"].as_str().unwrap_or_default().to_owned())
}

/// The same with ids and times replaced, so that it reads alike in every run.
fn steady(text: &str, ids: &[(&str, &str)]) -> String {
    let named = ids.iter().fold(text.to_owned(), |text, (id, name)| text.replace(id, name));
    named.lines().map(timeless).collect::<Vec<_>>().join("\n") + "\n"
}

/// `2026-11-22 17:48:27 +09:00` as `<time>`, which is as wide, and days as `<date>`.
fn timeless(line: &str) -> String {
    let shapes = [("0000-00-00 00:00:00 +00:00", "<time>                    "), ("0000-00-00", "<date>")];
    let mut line = line.to_owned();
    for (shape, name) in shapes {
        let digits = |text: &str| text.replace(|character: char| character.is_ascii_digit(), "0");
        // Digits are replaced one for one, so that places are the same in both.
        while let Some(at) = digits(&line).find(shape) {
            line.replace_range(at..at + shape.len(), name);
        }
    }
    without_named_days(line).trim_end().to_owned()
}

/// Days as sentences name them, `2026.11.22(일)` and `22 Nov 2026`, as `<date>`.
fn without_named_days(mut line: String) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let digits = |text: &str| text.replace(|character: char| character.is_ascii_digit(), "0");
    while let Some(at) = digits(&line).find("0000.00.00(") {
        let end = line[at..].find(')').map_or(line.len(), |end| at + end + 1);
        line.replace_range(at..end, "<date>");
    }
    for shape in MONTHS.map(|month| format!(" {month} 0000")) {
        while let Some(at) = digits(&line).find(&shape) {
            let start = line[..at].trim_end_matches(|character: char| character.is_ascii_digit()).len();
            line.replace_range(start..at + shape.len(), "<date>");
        }
    }
    line
}
