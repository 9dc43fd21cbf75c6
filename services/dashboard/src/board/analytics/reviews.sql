CREATE OR REPLACE VIEW analytics_people.reviews AS
SELECT
    r.review_id, r.title, r.team, r.requester_subject, r.requester_name, r.status, s.ko AS status_ko, s.en AS status_en,
    r.level, l.ko AS level_ko, l.en AS level_en, l.rank AS level_rank,
    CASE WHEN r.level IS NULL THEN NULL ELSE r.score END AS score, r.depth, d.ko AS depth_ko, d.en AS depth_en,
    r.total AS checkpoints, r.mandatory AS mandatory_checkpoints, r.pass, r.fail, r.partial, r.not_applicable,
    r.mandatory_open, r.submitted_at, (r.submitted_at AT TIME ZONE 'Asia/Seoul')::date AS submitted_on, r.updated_at,
    (r.updated_at AT TIME ZONE 'Asia/Seoul')::date AS updated_on, r.seq AS position, r.assignee_subject, r.assignee_name,
    r.due_at, (r.due_at AT TIME ZONE 'Asia/Seoul')::date AS due_on, r.overdue, r.decision_stale, r.open_findings,
    r.accepted_findings, q.word AS closing, w.ko AS closing_ko, w.en AS closing_en,
    (a.facts ->> 'policy_version')::integer AS policy_version,
    CASE WHEN r.total IS NULL THEN NULL ELSE coalesce(o.round, 1) END AS round,
    (z.facts ->> 'score')::integer AS residual_score, z.facts ->> 'level' AS residual_level, y.ko AS residual_level_ko,
    y.en AS residual_level_en, p.stage, g.ko AS stage_ko, g.en AS stage_en, p.exposure, x.ko AS exposure_ko,
    x.en AS exposure_en, p.data_classes, p.user_scale, u.ko AS user_scale_ko, u.en AS user_scale_en, p.impact,
    i.ko AS impact_ko, i.en AS impact_en, p.financial AS impact_financial, p.reputation AS impact_reputation,
    p.legal_privacy AS impact_legal_privacy, p.safety AS impact_safety,
    'R-' || lpad((r.number / 1000000)::text, 4, '0') || '-'
        || lpad((r.number % 1000000)::text, greatest(4, length((r.number % 1000000)::text)), '0') AS number,
    fi.ko AS impact_financial_ko, fi.en AS impact_financial_en,
    re.ko AS impact_reputation_ko, re.en AS impact_reputation_en,
    le.ko AS impact_legal_privacy_ko, le.en AS impact_legal_privacy_en,
    sa.ko AS impact_safety_ko, sa.en AS impact_safety_en
FROM reviews r
LEFT JOIN analytics.words s ON s.kind = 'status' AND s.word = r.status
LEFT JOIN analytics.words l ON l.kind = 'level' AND l.word = r.level
LEFT JOIN analytics.words d ON d.kind = 'depth' AND d.word = r.depth
LEFT JOIN (SELECT DISTINCT ON (review_id) review_id, event, facts FROM timeline WHERE event IN ('RiskAssessed')
    ORDER BY review_id, seq DESC, ordinal DESC) a ON a.review_id = r.review_id
LEFT JOIN (SELECT DISTINCT ON (review_id) review_id, event, facts FROM timeline WHERE event IN ('RiskAssessed', 'ResidualAssessed')
    ORDER BY review_id, seq DESC, ordinal DESC) z ON z.review_id = r.review_id AND z.event = 'ResidualAssessed'
LEFT JOIN (SELECT DISTINCT ON (review_id) review_id, event, facts FROM timeline WHERE event IN ('ReviewTriaged', 'ReviewDecided')
    ORDER BY review_id, seq DESC, ordinal DESC) e ON e.review_id = r.review_id
LEFT JOIN (SELECT review_id, max((facts ->> 'round')::integer) AS round FROM timeline WHERE event = 'DiagnosisReopened'
    GROUP BY review_id) o ON o.review_id = r.review_id
LEFT JOIN (SELECT DISTINCT ON (review_id) * FROM profiles ORDER BY review_id, seq DESC) p ON p.review_id = r.review_id
LEFT JOIN analytics.words y ON y.kind = 'level' AND y.word = z.facts ->> 'level'
LEFT JOIN analytics.words g ON g.kind = 'stage' AND g.word = p.stage
LEFT JOIN analytics.words x ON x.kind = 'exposure' AND x.word = p.exposure
LEFT JOIN analytics.words u ON u.kind = 'user_scale' AND u.word = p.user_scale
LEFT JOIN analytics.words i ON i.kind = 'impact' AND i.word = p.impact
LEFT JOIN analytics.words fi ON fi.kind = 'impact' AND fi.word = p.financial
LEFT JOIN analytics.words re ON re.kind = 'impact' AND re.word = p.reputation
LEFT JOIN analytics.words le ON le.kind = 'impact' AND le.word = p.legal_privacy
LEFT JOIN analytics.words sa ON sa.kind = 'impact' AND sa.word = p.safety
CROSS JOIN LATERAL (SELECT CASE WHEN r.status NOT IN ({CLOSED})
        THEN NULL WHEN r.status <> 'rejected' OR e.event <> 'ReviewTriaged' THEN r.status
        WHEN e.facts ->> 'outcome' = 'duplicate' THEN 'duplicate' ELSE 'rejected_at_triage' END AS word) q
LEFT JOIN analytics.words w ON w.kind = 'closing' AND w.word = q.word;
COMMENT ON VIEW analytics_people.reviews IS '보안성 검토 1건당 1행, 현재 상태; 개인정보 포함 / One row per review, as it is now; contains personal data';
COMMENT ON COLUMN analytics_people.reviews.review_id IS '검토 식별자 / Id of the review';
COMMENT ON COLUMN analytics_people.reviews.title IS '제목(개인정보) / Title (personal data)';
COMMENT ON COLUMN analytics_people.reviews.team IS '요청 부서 / Team of the requester';
COMMENT ON COLUMN analytics_people.reviews.requester_subject IS '요청자 계정 식별자(개인정보) / Account of the requester (personal data)';
COMMENT ON COLUMN analytics_people.reviews.requester_name IS '요청자 이름(개인정보) / Name of the requester (personal data)';
COMMENT ON COLUMN analytics_people.reviews.status IS '진행 상태 코드 / Status';
COMMENT ON COLUMN analytics_people.reviews.status_ko IS '진행 상태(한국어) / Status in Korean';
COMMENT ON COLUMN analytics_people.reviews.status_en IS '진행 상태(영어) / Status in English';
COMMENT ON COLUMN analytics_people.reviews.level IS '위험 등급 코드, 평가 전이면 NULL / Risk level; NULL until scored';
COMMENT ON COLUMN analytics_people.reviews.level_ko IS '위험 등급(한국어) / Risk level in Korean';
COMMENT ON COLUMN analytics_people.reviews.level_en IS '위험 등급(영어) / Risk level in English';
COMMENT ON COLUMN analytics_people.reviews.level_rank IS '위험 등급 순서, 1(낮음)~4(심각) / Order of the risk level, from 1, low, to 4, critical';
COMMENT ON COLUMN analytics_people.reviews.score IS '위험 점수 0~100, 평가 전이면 NULL / Risk score from 0 to 100; NULL until scored';
COMMENT ON COLUMN analytics_people.reviews.depth IS '검토 수준 코드, 평가 전이면 NULL / How thorough the review is; NULL until scored';
COMMENT ON COLUMN analytics_people.reviews.depth_ko IS '검토 수준(한국어) / Depth in Korean';
COMMENT ON COLUMN analytics_people.reviews.depth_en IS '검토 수준(영어) / Depth in English';
COMMENT ON COLUMN analytics_people.reviews.checkpoints IS '점검 항목 수, 점검표 생성 전이면 NULL / Checkpoints; this and the following are NULL until there is a checklist';
COMMENT ON COLUMN analytics_people.reviews.mandatory_checkpoints IS '필수 점검 항목 수 / Mandatory checkpoints';
COMMENT ON COLUMN analytics_people.reviews.pass IS '현재 양호인 점검 항목 수 / Checkpoints that pass now';
COMMENT ON COLUMN analytics_people.reviews.fail IS '현재 취약인 점검 항목 수(조치된 것은 제외, 발견 건수는 checkpoint_verdicts) / Checkpoints that fail now; those fixed since are not among them, checkpoint_verdicts has what was found';
COMMENT ON COLUMN analytics_people.reviews.partial IS '현재 부분 이행인 점검 항목 수 / Checkpoints that are partial now';
COMMENT ON COLUMN analytics_people.reviews.not_applicable IS '현재 해당 없음인 점검 항목 수 / Checkpoints that do not apply now';
COMMENT ON COLUMN analytics_people.reviews.mandatory_open IS '미점검 필수 항목 수 / Mandatory checkpoints not judged yet';
COMMENT ON COLUMN analytics_people.reviews.submitted_at IS '요청 일시 / When it was requested';
COMMENT ON COLUMN analytics_people.reviews.submitted_on IS '요청일(한국 날짜) / Day of the request, in Korea';
COMMENT ON COLUMN analytics_people.reviews.updated_at IS '최종 변경 일시 / When something last happened to it';
COMMENT ON COLUMN analytics_people.reviews.updated_on IS '최종 변경일(한국 날짜) / Day of the last change, in Korea';
COMMENT ON COLUMN analytics_people.reviews.position IS '마지막 변경의 로그 위치 / Position of the last change in the log';
COMMENT ON COLUMN analytics_people.reviews.assignee_subject IS '담당자 계정 식별자, 없으면 NULL(개인정보) / Account of the assignee; NULL without one (personal data)';
COMMENT ON COLUMN analytics_people.reviews.assignee_name IS '담당자 이름(개인정보) / Name of the assignee (personal data)';
COMMENT ON COLUMN analytics_people.reviews.due_at IS '처리 기한, 없으면 NULL / Due date; NULL without one';
COMMENT ON COLUMN analytics_people.reviews.due_on IS '처리 기한(한국 날짜) / Target day, in Korea';
COMMENT ON COLUMN analytics_people.reviews.overdue IS '처리 기한 초과 여부 / Whether it is open past its due date';
COMMENT ON COLUMN analytics_people.reviews.decision_stale IS '재검토 필요 여부 / Whether its decision is out of date';
COMMENT ON COLUMN analytics_people.reviews.open_findings IS '조치할 항목 수 / Findings that have to be fixed';
COMMENT ON COLUMN analytics_people.reviews.accepted_findings IS '위험 수용 중인 항목 수 / Findings whose risk is accepted for now';
COMMENT ON COLUMN analytics_people.reviews.closing IS '완료 구분 코드, 진행 중이면 NULL / How it ended, with duplicates and rejections at triage apart from rejections by decision; NULL while it is open';
COMMENT ON COLUMN analytics_people.reviews.closing_ko IS '완료 구분(한국어) / How it ended in Korean';
COMMENT ON COLUMN analytics_people.reviews.closing_en IS '완료 구분(영어) / How it ended in English';
COMMENT ON COLUMN analytics_people.reviews.policy_version IS '마지막 위험 평가에 적용한 평가 정책 버전, 평가 전이면 NULL / Version of the scoring policy of its latest assessment; NULL until scored';
COMMENT ON COLUMN analytics_people.reviews.round IS '현재 진단(N차), 점검표 생성 전이면 NULL / Round of the diagnosis; NULL until there is a checklist';
COMMENT ON COLUMN analytics_people.reviews.residual_score IS '현재 위험 점수에 대한 잔여 위험 점수 0~100, 진단이 종료되어 평가될 때까지 NULL / Residual risk from 0 to 100 of the present score; NULL until a round is concluded on it';
COMMENT ON COLUMN analytics_people.reviews.residual_level IS '잔여 위험 등급 코드 / Level of the residual risk';
COMMENT ON COLUMN analytics_people.reviews.residual_level_ko IS '잔여 위험 등급(한국어) / Level of the residual risk in Korean';
COMMENT ON COLUMN analytics_people.reviews.residual_level_en IS '잔여 위험 등급(영어) / Level of the residual risk in English';
COMMENT ON COLUMN analytics_people.reviews.stage IS '단계 코드 / Stage';
COMMENT ON COLUMN analytics_people.reviews.stage_ko IS '단계(한국어) / Stage in Korean';
COMMENT ON COLUMN analytics_people.reviews.stage_en IS '단계(영어) / Stage in English';
COMMENT ON COLUMN analytics_people.reviews.exposure IS '노출 범위 코드 / Exposure';
COMMENT ON COLUMN analytics_people.reviews.exposure_ko IS '노출 범위(한국어) / Exposure in Korean';
COMMENT ON COLUMN analytics_people.reviews.exposure_en IS '노출 범위(영어) / Exposure in English';
COMMENT ON COLUMN analytics_people.reviews.data_classes IS '데이터 등급 코드 목록 / Classes of data';
COMMENT ON COLUMN analytics_people.reviews.user_scale IS '이용자 규모 코드 / Number of users';
COMMENT ON COLUMN analytics_people.reviews.user_scale_ko IS '이용자 규모(한국어) / Number of users in Korean';
COMMENT ON COLUMN analytics_people.reviews.user_scale_en IS '이용자 규모(영어) / Number of users in English';
COMMENT ON COLUMN analytics_people.reviews.impact IS '영향도 코드(네 가지 중 가장 높은 것) / Worst of the four impacts';
COMMENT ON COLUMN analytics_people.reviews.impact_ko IS '영향도(한국어) / Worst impact in Korean';
COMMENT ON COLUMN analytics_people.reviews.impact_en IS '영향도(영어) / Worst impact in English';
COMMENT ON COLUMN analytics_people.reviews.impact_financial IS '금전 영향도 코드 / Impact on money';
COMMENT ON COLUMN analytics_people.reviews.impact_reputation IS '평판 영향도 코드 / Impact on reputation';
COMMENT ON COLUMN analytics_people.reviews.impact_legal_privacy IS '법·개인정보 영향도 코드 / Impact on law and privacy';
COMMENT ON COLUMN analytics_people.reviews.impact_safety IS '안전 영향도 코드 / Impact on safety';
COMMENT ON COLUMN analytics_people.reviews.number IS '짧은 검토 번호, 예: R-2026-0142 / Short number, e.g. R-2026-0142';
COMMENT ON COLUMN analytics_people.reviews.impact_financial_ko IS '금전 영향도(한국어) / Impact on money in Korean';
COMMENT ON COLUMN analytics_people.reviews.impact_financial_en IS '금전 영향도(영어) / Impact on money in English';
COMMENT ON COLUMN analytics_people.reviews.impact_reputation_ko IS '평판 영향도(한국어) / Impact on reputation in Korean';
COMMENT ON COLUMN analytics_people.reviews.impact_reputation_en IS '평판 영향도(영어) / Impact on reputation in English';
COMMENT ON COLUMN analytics_people.reviews.impact_legal_privacy_ko IS '법·개인정보 영향도(한국어) / Impact on law and privacy in Korean';
COMMENT ON COLUMN analytics_people.reviews.impact_legal_privacy_en IS '법·개인정보 영향도(영어) / Impact on law and privacy in English';
COMMENT ON COLUMN analytics_people.reviews.impact_safety_ko IS '안전 영향도(한국어) / Impact on safety in Korean';
COMMENT ON COLUMN analytics_people.reviews.impact_safety_en IS '안전 영향도(영어) / Impact on safety in English';

CREATE OR REPLACE VIEW analytics.reviews AS
SELECT
    review_id, NULL::text AS title, team,
    'p-' || left(encode(sha256((SELECT key FROM projection.pseudonym) || convert_to(requester_subject, 'UTF8')), 'hex'), 16) AS requester_subject,
    'p-' || left(encode(sha256((SELECT key FROM projection.pseudonym) || convert_to(requester_subject, 'UTF8')), 'hex'), 16) AS requester_name,
    status, status_ko, status_en, level, level_ko, level_en, level_rank, score, depth, depth_ko, depth_en, checkpoints,
    mandatory_checkpoints, pass, fail, partial, not_applicable, mandatory_open, submitted_at, submitted_on, updated_at,
    updated_on, position,
    'p-' || left(encode(sha256((SELECT key FROM projection.pseudonym) || convert_to(assignee_subject, 'UTF8')), 'hex'), 16) AS assignee_subject,
    'p-' || left(encode(sha256((SELECT key FROM projection.pseudonym) || convert_to(assignee_subject, 'UTF8')), 'hex'), 16) AS assignee_name,
    due_at, due_on, overdue, decision_stale, open_findings, accepted_findings, closing, closing_ko, closing_en,
    policy_version, round, residual_score, residual_level, residual_level_ko, residual_level_en, stage, stage_ko, stage_en,
    exposure, exposure_ko, exposure_en, data_classes, user_scale, user_scale_ko, user_scale_en, impact, impact_ko,
    impact_en, impact_financial, impact_reputation, impact_legal_privacy, impact_safety, number,
    impact_financial_ko, impact_financial_en, impact_reputation_ko, impact_reputation_en,
    impact_legal_privacy_ko, impact_legal_privacy_en, impact_safety_ko, impact_safety_en
FROM analytics_people.reviews;
COMMENT ON VIEW analytics.reviews IS '보안성 검토 1건당 1행, 현재 상태; 이름·계정 대신 가명 / One row per review, as it is now; pseudonyms instead of names and accounts';
{COMMENTS reviews}
COMMENT ON COLUMN analytics.reviews.title IS '제목은 개인정보이므로 항상 NULL, analytics_people에서 조회 / Always NULL: free text is personal data, see analytics_people';
COMMENT ON COLUMN analytics.reviews.requester_subject IS '요청자의 가명 / Pseudonym of the requester';
COMMENT ON COLUMN analytics.reviews.requester_name IS '요청자의 가명 / Pseudonym of the requester';
COMMENT ON COLUMN analytics.reviews.assignee_subject IS '담당자의 가명 / Pseudonym of the assignee';
COMMENT ON COLUMN analytics.reviews.assignee_name IS '담당자의 가명 / Pseudonym of the assignee';

CREATE OR REPLACE VIEW analytics.review_service_types AS
SELECT
    r.review_id, t.word AS service_type, w.ko AS service_type_ko, w.en AS service_type_en
FROM reviews r CROSS JOIN LATERAL unnest(r.service_types) AS t (word)
LEFT JOIN analytics.words w ON w.kind = 'service_type' AND w.word = t.word;
COMMENT ON VIEW analytics.review_service_types IS '검토별 서비스 유형, 유형마다 1행; 개인정보 없음 / Service types of each review, a row each; no personal data';
COMMENT ON COLUMN analytics.review_service_types.review_id IS '검토 식별자 / Id of the review';
COMMENT ON COLUMN analytics.review_service_types.service_type IS '서비스 유형 코드 / Service type';
COMMENT ON COLUMN analytics.review_service_types.service_type_ko IS '서비스 유형(한국어) / Service type in Korean';
COMMENT ON COLUMN analytics.review_service_types.service_type_en IS '서비스 유형(영어) / Service type in English';

CREATE OR REPLACE VIEW analytics.review_components AS
SELECT
    r.review_id, t.word AS component, w.ko AS component_ko, w.en AS component_en
FROM reviews r CROSS JOIN LATERAL unnest(r.components) AS t (word)
LEFT JOIN analytics.words w ON w.kind = 'component' AND w.word = t.word;
COMMENT ON VIEW analytics.review_components IS '검토별 스마트시티 구성요소, 구성요소마다 1행; 개인정보 없음 / Smart-city parts of each review, a row each; no personal data';
COMMENT ON COLUMN analytics.review_components.review_id IS '검토 식별자 / Id of the review';
COMMENT ON COLUMN analytics.review_components.component IS '구성요소 코드 / Component';
COMMENT ON COLUMN analytics.review_components.component_ko IS '구성요소(한국어) / Component in Korean';
COMMENT ON COLUMN analytics.review_components.component_en IS '구성요소(영어) / Component in English';

CREATE OR REPLACE VIEW analytics.review_data_classes AS
SELECT
    p.review_id, t.word AS data_class, w.ko AS data_class_ko, w.en AS data_class_en
FROM (SELECT DISTINCT ON (review_id) * FROM profiles ORDER BY review_id, seq DESC) p CROSS JOIN LATERAL unnest(p.data_classes) AS t (word)
LEFT JOIN analytics.words w ON w.kind = 'data_class' AND w.word = t.word;
COMMENT ON VIEW analytics.review_data_classes IS '검토별 데이터 등급, 등급마다 1행; 개인정보 없음 / Classes of data of each review, a row each; no personal data';
COMMENT ON COLUMN analytics.review_data_classes.review_id IS '검토 식별자 / Id of the review';
COMMENT ON COLUMN analytics.review_data_classes.data_class IS '데이터 등급 코드 / Class of data';
COMMENT ON COLUMN analytics.review_data_classes.data_class_ko IS '데이터 등급(한국어) / Class of data in Korean';
COMMENT ON COLUMN analytics.review_data_classes.data_class_en IS '데이터 등급(영어) / Class of data in English';
