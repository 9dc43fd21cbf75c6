//! The command line, run as people run it.

mod refusals;
mod scripts;
mod story;

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

/// `2026-11-22 17:48:27 +09:00` as `<time>`.
fn timeless(line: &str) -> String {
    const SHAPE: &str = "0000-00-00 00:00:00 +00:00";
    let digit = |character: char| if character.is_ascii_digit() { '0' } else { character };
    let shape: String = line.chars().map(digit).collect();
    let (line, shape): (Vec<char>, Vec<char>) = (line.chars().collect(), shape.chars().collect());
    let (mut out, mut at) = (String::new(), 0);
    while at < line.len() {
        let end = at + SHAPE.len();
        if end <= line.len() && shape[at..end].iter().collect::<String>() == SHAPE {
            out.push_str("<time>                    ");
            at = end;
        } else {
            out.push(line[at]);
            at += 1;
        }
    }
    out.trim_end().to_owned()
}
