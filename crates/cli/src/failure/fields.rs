//! What people call the fields of requests.

use haetae_proto::words::request_field;

use super::names::Known;
use crate::words::Lang;

/// Fields of commands and lists, by their names; those of a request for a review are named in the contract.
const FIELDS: &[Known] = &[
    ("answer", "답변", "answer"),
    ("as_of", "기준 시점", "moment"),
    ("asked_at", "질문 시각", "asked at"),
    ("asked_by", "질문자", "asked by"),
    ("assessment_etag", "위험 평가의 버전", "version of the assessment"),
    ("assignee", "담당자", "assignee"),
    ("byte_order_mark", "바이트 순서 표시", "byte order mark"),
    ("catalog_id", "카탈로그", "catalogue"),
    ("checkpoint", "점검 항목", "checkpoint"),
    ("chunk", "파일 내용", "content"),
    ("collected_at", "수집 시각", "collected at"),
    ("compensating_control", "보완 통제", "compensating control"),
    ("component", "구성요소", "component"),
    ("conditions", "조건", "conditions"),
    ("consistency_token", "읽기 시점 토큰", "consistency token"),
    ("control_id", "보안요구사항", "control"),
    ("decision", "판단", "decision"),
    ("diagnosis_etag", "진단의 버전", "version of the diagnosis"),
    ("document", "문서", "document"),
    ("drop_dependents", "종속 객체 삭제", "drop dependents"),
    ("duplicate_of", "먼저 접수된 검토", "duplicate of"),
    ("ends_at", "종료 시각", "ends at"),
    ("etag", "버전", "version"),
    ("evidence", "증적", "evidence"),
    ("evidence_id", "증적 번호", "evidence"),
    ("evidence_ids", "증적 번호", "evidence files"),
    ("filter", "조건식", "filter"),
    ("finding_id", "조치 항목", "finding"),
    ("first_day", "첫날", "first day"),
    ("first_size", "이전 로그 크기", "earlier size of the log"),
    ("format", "형식", "format"),
    ("from", "비교 시작 시점", "from"),
    ("from_sequence", "첫 순번", "first sequence"),
    ("generation", "세대", "generation"),
    ("include_closed", "종료된 검토 포함", "closed reviews"),
    ("include_document", "문서 포함", "document"),
    ("interval", "기간 단위", "interval"),
    ("language", "언어", "language"),
    ("last_day", "마지막 날", "last day"),
    ("layer", "정보 흐름", "layer"),
    ("level", "위험 등급", "level"),
    ("max_listed", "표시 건수", "most listed"),
    ("media_type", "파일 형식", "kind of file"),
    ("method", "점검 방법", "method"),
    ("name", "이름", "name"),
    ("order_by", "정렬", "order"),
    ("outcome", "결과", "outcome"),
    ("page_size", "쪽 크기", "page size"),
    ("page_token", "쪽 토큰", "page token"),
    ("position", "로그 위치", "position"),
    ("profile", "서비스 정보", "profile"),
    ("projection", "프로젝션", "projection"),
    ("question", "질문", "question"),
    ("reason", "사유", "reason"),
    ("rebuild_id", "재구축 식별자", "rebuild id"),
    ("recorded_before", "기록 시각(이전)", "recorded before"),
    ("recorded_from", "기록 시각(이후)", "recorded from"),
    ("replace_differing", "다른 행 교체", "replace what differs"),
    ("request_id", "요청 식별자", "request id"),
    ("result", "점검 결과", "result"),
    ("review_id", "검토", "review"),
    ("scope", "범위", "scope"),
    ("second_size", "이후 로그 크기", "later size of the log"),
    ("sequence", "순번", "sequence"),
    ("service_type", "서비스 유형", "service type"),
    ("sha256", "SHA-256", "SHA-256"),
    ("size", "크기", "size"),
    ("statuses", "상태", "statuses"),
    ("subject", "계정", "account"),
    ("summary", "요약", "summary"),
    ("team", "부서", "team"),
    ("text", "내용", "text"),
    ("threat_id", "위협", "threat"),
    ("time", "시각", "time"),
    ("to", "비교 끝 시점", "to"),
    ("to_sequence", "마지막 순번", "last sequence"),
    ("tree_size", "로그 크기", "size of the log"),
    ("validate_only", "확인만", "check only"),
    ("verdicts", "점검 결과", "results"),
    ("version", "버전", "version"),
    ("visibility", "공개 대상", "visible to"),
    ("metadata", "메타데이터", "metadata"),
    ("title", "제목", "title"),
    ("description", "설명", "description"),
];

/// A field as people call it, with its place in the request: `사유 (verdicts[2].reason)`. The place alone where a build does
/// not know the field.
pub(super) fn said(path: &str, lang: Lang) -> String {
    match known(path, lang) {
        Some(name) if name != path => format!("{name} ({path})"),
        Some(_) | None => path.to_owned(),
    }
}

fn known(path: &str, lang: Lang) -> Option<&'static str> {
    let names: Vec<&str> = path.split('.').filter_map(|part| part.split('[').next()).collect();
    let leaf = names.last()?;
    // Lists take some fields of the profile by themselves.
    let field = request_field(&names.join(".")).or_else(|| request_field(&format!("profile.{leaf}")));
    if let Some(field) = field {
        return Some(lang.pick(field.name.ko, field.name.en));
    }
    FIELDS.iter().find(|(name, ..)| name == leaf).map(|(_, ko, en)| lang.pick(ko, en))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use prost_reflect::{Kind, MessageDescriptor};

    use super::*;
    use crate::dynamic::CONTRACTS;

    fn collect(message: &MessageDescriptor, path: &str, unknown: &mut BTreeSet<String>) {
        for field in message.fields() {
            let here = if path.is_empty() { field.name().to_owned() } else { format!("{path}.{}", field.name()) };
            if known(&here, Lang::Ko).is_none() || known(&here, Lang::En).is_none() {
                unknown.insert(here.clone());
            }
            if let Kind::Message(inner) = field.kind()
                && inner.full_name().starts_with("haetae.")
            {
                collect(&inner, &here, unknown);
            }
        }
    }

    /// Every field that a refusal can name has a name for people.
    #[test]
    fn every_field_of_a_request_has_a_name() {
        let methods: Vec<_> = CONTRACTS.services().flat_map(|service| service.methods().collect::<Vec<_>>()).collect();
        assert!(methods.len() > 60, "only {}", methods.len());
        let mut unknown = BTreeSet::new();
        methods.iter().for_each(|method| collect(&method.input(), "", &mut unknown));
        assert!(unknown.is_empty(), "{unknown:#?}");
        assert_eq!(said("verdicts[2].reason", Lang::Ko), "사유 (verdicts[2].reason)");
        assert_eq!(said("profile.impact.safety", Lang::En), "impact on safety (profile.impact.safety)");
        assert_eq!(said("new_field", Lang::En), "new_field");
    }
}
