//! The words that calls are made of.

pub(crate) const REVIEW_FILTERS: [&str; 19] = [
    "",
    "score < 50",
    "score = 0",
    "score:*",
    "NOT score > 10",
    "level >= HIGH",
    "level:*",
    "-level:*",
    "status = IN_DIAGNOSIS",
    "team = team-b",
    "team != team-a",
    "가 OR 나",
    "title:결제",
    "fail > 0",
    "open_findings >= 1",
    "updated_at >= 2026-01-01",
    "overdue = false",
    "requester = choi",
    "number:R",
];
pub(crate) const FINDING_FILTERS: [&str; 8] = [
    "",
    "severity >= MEDIUM",
    "status = OPEN",
    "fix_claimed = true",
    "team = team-b",
    "owner != team-a",
    "-closed_at:*",
    "round = 1",
];
pub(crate) const REVIEW_ORDERS: [&str; 8] =
    ["", "title", "title desc", "score", "score desc, title", "updated_at desc", "submitted_at", "due_at"];
pub(crate) const FINDING_ORDERS: [&str; 4] = ["", "severity desc", "opened_at", "due_at desc"];
/// What no list takes.
pub(crate) const WRONG: [&str; 4] = ["(", "x", "severity desc, x", "score < x"];
pub(crate) const TEXTS: [&str; 7] = ["결제", "team-a", "team-b", "choi", "scoring", "web-service", "x"];
