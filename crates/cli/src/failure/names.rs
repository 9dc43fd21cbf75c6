//! Display names of the facts and duties in refusals. Steps and roles have theirs in the contract.

use crate::words::Lang;

/// An API name with its display names in both languages.
pub(super) type Known = (&'static str, &'static str, &'static str);

/// The facts.
pub(super) const FACTS: &[Known] = &[
    ("ahead_seconds", "시계 차이(초)", "clock difference in seconds"),
    ("allowed", "지금 가능한 작업", "possible now"),
    ("any_of_roles", "필요한 역할(하나)", "needs one of the roles"),
    ("changes", "그 사이의 변경", "changed meanwhile"),
    ("changes_total", "그 사이의 변경 건수", "changes meanwhile"),
    ("checkpoints", "점검 항목", "checkpoints"),
    ("damage", "손상", "damage"),
    ("dependents", "이것을 쓰는 객체", "used by"),
    ("document_id", "문서", "document"),
    ("end", "로그의 끝", "end of the log"),
    ("evidence_id", "증적", "evidence"),
    ("faults_total", "결함 수", "faults"),
    ("field", "항목", "field"),
    ("limit", "한도", "limit"),
    ("limit_bytes", "한도(바이트)", "limit in bytes"),
    ("mandatory_open", "남은 필수 점검 항목", "mandatory checkpoints left"),
    ("method", "호출", "call"),
    ("missing_claim", "토큰에 없는 정보", "missing in the token"),
    ("moved", "바뀐 것", "moved"),
    ("of", "한도의 대상", "limit of"),
    ("own_team", "본인 부서", "own team"),
    ("person", "사람", "a person"),
    ("projections", "프로젝션", "projections"),
    ("requested_at", "요청 시각", "requested at"),
    ("review_id", "검토 식별자", "review id"),
    ("rules", "직무 분리", "separated duties"),
    ("state", "세대의 상태", "state of the generation"),
    ("status", "현재 상태", "status"),
    ("trace_id", "추적 식별자", "trace id"),
    ("violations_total", "잘못된 항목 수", "wrong fields"),
    ("waiting", "대기 중인 호출", "calls that wait"),
];

/// The separated duties, by the ids of their policies.
pub(super) const DUTIES: &[Known] = &[
    ("own-review", "본인이 요청한 검토", "your own review"),
    ("own-fix", "본인이 조치한 항목", "your own fix"),
    ("own-verdicts", "본인이 점검한 검토", "your own results"),
    ("own-acceptance-request", "본인의 위험 수용 신청", "your own request for acceptance"),
    (
        "second-approver-is-another",
        "첫 번째 승인자는 두 번째 승인자가 될 수 없음",
        "the second approver is another person",
    ),
    ("own-fail", "본인이 기록한 취약", "your own Fail"),
    ("own-team-internal", "다른 부서의 내부 의견", "internal comments of another team"),
    ("only-people-approve", "사람만 할 수 있는 작업", "a person has to do this"),
];

/// Other values.
pub(super) const VALUES: &[Known] = &[
    ("required", "필요", "required"),
    ("team", "소속 부서", "team"),
    ("review", "검토", "review"),
    ("assessment", "위험 평가", "assessment"),
    ("diagnosis", "진단", "diagnosis"),
    ("caller", "호출한 계정", "caller"),
    ("connection", "연결", "connection"),
    ("peer", "주소", "address"),
    ("missing", "파일 없음", "missing"),
    ("cut", "잘림", "cut off"),
    ("altered", "변조", "altered"),
    ("undescribed", "설명 없음", "not described"),
];

/// Returns the display name; an unknown API name is returned unchanged.
pub(super) fn word(known: &[Known], name: &str, lang: Lang) -> String {
    let found = known.iter().find(|(one, ..)| *one == name);
    found.map_or(name, |(_, ko, en)| lang.pick(ko, en)).to_owned()
}
