-- More views of analysts, by the rules of those of the board. They show no table of the board, whose generations come and go by
-- themselves; its words are over no table.

CREATE OR REPLACE VIEW analytics_people.findings AS
SELECT
    f.review_id, 'F-' || f.number AS finding, f.team, f.owner, f.status, s.ko AS status_ko, s.en AS status_en, f.severity,
    l.ko AS severity_ko, l.en AS severity_en, f.severity_rank, f.checkpoint,
    split_part(f.checkpoint, ':', 1) AS catalog_id, split_part(f.checkpoint, ':', 2) AS control_id,
    nullif(o.title_ko, '') AS control_ko, nullif(o.title_en, '') AS control_en, f.layer, y.ko AS layer_ko,
    y.en AS layer_en, o.reason, f.round, 'F-' || f.previous AS previous, f.assignee_subject, f.assignee_name, f.opened_at,
    (f.opened_at AT TIME ZONE 'Asia/Seoul')::date AS opened_on, f.due_at,
    (f.due_at AT TIME ZONE 'Asia/Seoul')::date AS due_on, f.overdue, f.acceptance, f.acceptance_ends_at,
    (f.acceptance_ends_at AT TIME ZONE 'Asia/Seoul')::date AS acceptance_ends_on, f.acceptance_ending, f.conditions,
    f.closed_at, (f.closed_at AT TIME ZONE 'Asia/Seoul')::date AS closed_on,
    extract(epoch FROM f.closed_at - f.opened_at)::double precision / 86400 AS days_to_close, f.updated_at,
    f.seq AS position, a.ko AS acceptance_ko, a.en AS acceptance_en
FROM findings f JOIN openings o USING (review_id, number)
LEFT JOIN analytics.words s ON s.kind = 'finding_status' AND s.word = f.status
LEFT JOIN analytics.words l ON l.kind = 'level' AND l.word = f.severity
LEFT JOIN analytics.words y ON y.kind = 'layer' AND y.word = f.layer
LEFT JOIN analytics.words a ON a.kind = 'acceptance' AND a.word = f.acceptance
WHERE f.until = 9223372036854775807;
COMMENT ON VIEW analytics_people.findings IS '조치 항목 1건당 1행, 현재 상태, 철회된 검토에서 완료되지 않은 것은 제외; 개인정보 포함 / One row per finding, as it is now, without those of withdrawn reviews that were not closed; contains personal data';
COMMENT ON COLUMN analytics_people.findings.review_id IS '검토 식별자 / Id of the review';
COMMENT ON COLUMN analytics_people.findings.finding IS '조치 항목 번호(F-1 등) / Number of the finding, such as F-1';
COMMENT ON COLUMN analytics_people.findings.team IS '검토 요청 부서 / Team of the review';
COMMENT ON COLUMN analytics_people.findings.owner IS '조치 담당 부서 / Team that has to fix it';
COMMENT ON COLUMN analytics_people.findings.status IS '조치 상태 코드 / Status';
COMMENT ON COLUMN analytics_people.findings.status_ko IS '조치 상태(한국어) / Status in Korean';
COMMENT ON COLUMN analytics_people.findings.status_en IS '조치 상태(영어) / Status in English';
COMMENT ON COLUMN analytics_people.findings.severity IS '심각도 코드 / Severity';
COMMENT ON COLUMN analytics_people.findings.severity_ko IS '심각도(한국어) / Severity in Korean';
COMMENT ON COLUMN analytics_people.findings.severity_en IS '심각도(영어) / Severity in English';
COMMENT ON COLUMN analytics_people.findings.severity_rank IS '심각도 순서, 1(낮음)~4(심각) / Order of the severity, from 1, low, to 4, critical';
COMMENT ON COLUMN analytics_people.findings.checkpoint IS '점검 항목 키(카탈로그:항목:점검) / Key of the checkpoint: catalogue, control and check';
COMMENT ON COLUMN analytics_people.findings.catalog_id IS '카탈로그 식별자 / Catalogue it is from';
COMMENT ON COLUMN analytics_people.findings.control_id IS '보안요구사항 항목 번호 / Control within the catalogue';
COMMENT ON COLUMN analytics_people.findings.control_ko IS '보안요구사항 항목명(한국어), 로그에 카탈로그가 없으면 NULL / Title of the control in Korean; NULL when the log does not hold the catalogue';
COMMENT ON COLUMN analytics_people.findings.control_en IS '보안요구사항 항목명(영어), 로그에 카탈로그가 없으면 NULL / Title of the control in English; NULL when the log does not hold the catalogue';
COMMENT ON COLUMN analytics_people.findings.layer IS '정보 흐름 코드, 로그에 카탈로그가 없으면 NULL / Flow layer; NULL when the log does not hold the catalogue';
COMMENT ON COLUMN analytics_people.findings.layer_ko IS '정보 흐름(한국어) / Flow layer in Korean';
COMMENT ON COLUMN analytics_people.findings.layer_en IS '정보 흐름(영어) / Flow layer in English';
COMMENT ON COLUMN analytics_people.findings.reason IS '발견 내용(개인정보) / What was found (personal data)';
COMMENT ON COLUMN analytics_people.findings.round IS '발견한 진단(N차) / Round of the diagnosis in which it was opened';
COMMENT ON COLUMN analytics_people.findings.previous IS '같은 점검 항목의 이전 조치 항목, 없으면 NULL / Finding of the same checkpoint before; NULL without one';
COMMENT ON COLUMN analytics_people.findings.assignee_subject IS '조치 담당자 계정 식별자, 지정 전이면 NULL(개인정보) / Account of the assignee; NULL until assigned (personal data)';
COMMENT ON COLUMN analytics_people.findings.assignee_name IS '조치 담당자 이름(개인정보) / Name of the assignee (personal data)';
COMMENT ON COLUMN analytics_people.findings.opened_at IS '등록 일시 / When it was opened';
COMMENT ON COLUMN analytics_people.findings.opened_on IS '등록일(한국 날짜) / Day it was opened, in Korea';
COMMENT ON COLUMN analytics_people.findings.due_at IS '조치 기한 / When the fix is due';
COMMENT ON COLUMN analytics_people.findings.due_on IS '조치 기한일(한국 날짜) / Day the fix is due, in Korea';
COMMENT ON COLUMN analytics_people.findings.overdue IS '조치 보고 없이 기한이 지났는지 / Whether the due date passed without a claimed fix';
COMMENT ON COLUMN analytics_people.findings.acceptance IS '위험 수용 상태 코드(신청이 만료되면 lapsed), 없으면 NULL / Acceptance of the risk: requested, granted or lapsed (asked for, and not decided in time); NULL without one';
COMMENT ON COLUMN analytics_people.findings.acceptance_ends_at IS '위험 수용 종료 일시 / When the acceptance ends';
COMMENT ON COLUMN analytics_people.findings.acceptance_ends_on IS '위험 수용 종료일(한국 날짜) / Day the acceptance ends, in Korea';
COMMENT ON COLUMN analytics_people.findings.acceptance_ending IS '위험 수용 중이며 30일 이내에 끝나는지 / Whether it is accepted and that ends within 30 days';
COMMENT ON COLUMN analytics_people.findings.conditions IS '위험 수용 조건 수 / Conditions of the acceptance';
COMMENT ON COLUMN analytics_people.findings.closed_at IS '조치 완료 일시, 완료 전이면 NULL / When it was verified as fixed; NULL until then';
COMMENT ON COLUMN analytics_people.findings.closed_on IS '조치 완료일(한국 날짜), 완료 전이면 NULL / Day it was verified as fixed, in Korea; NULL until then';
COMMENT ON COLUMN analytics_people.findings.days_to_close IS '등록부터 조치 완료까지 걸린 일수, 완료 전이면 NULL / Days from its opening until then; NULL until then';
COMMENT ON COLUMN analytics_people.findings.updated_at IS '최종 변경 일시 / When something last happened to it';
COMMENT ON COLUMN analytics_people.findings.position IS '마지막 변경의 로그 위치 / Position of the last change in the log';
COMMENT ON COLUMN analytics_people.findings.acceptance_ko IS '위험 수용 상태(한국어) / Acceptance of the risk in Korean';
COMMENT ON COLUMN analytics_people.findings.acceptance_en IS '위험 수용 상태(영어) / Acceptance of the risk in English';

CREATE OR REPLACE VIEW analytics.findings AS
SELECT
    review_id, finding, team, owner, status, status_ko, status_en, severity, severity_ko, severity_en, severity_rank,
    checkpoint, catalog_id, control_id, control_ko, control_en, layer, layer_ko, layer_en, NULL::text AS reason, round,
    previous,
    'p-' || left(encode(sha256((SELECT key FROM projection.pseudonym) || convert_to(assignee_subject, 'UTF8')), 'hex'), 16) AS assignee_subject,
    'p-' || left(encode(sha256((SELECT key FROM projection.pseudonym) || convert_to(assignee_subject, 'UTF8')), 'hex'), 16) AS assignee_name,
    opened_at, opened_on, due_at, due_on, overdue, acceptance, acceptance_ends_at, acceptance_ends_on, acceptance_ending,
    conditions, closed_at, closed_on, days_to_close, updated_at, position, acceptance_ko, acceptance_en
FROM analytics_people.findings;
COMMENT ON VIEW analytics.findings IS '조치 항목 1건당 1행, 현재 상태, 철회된 검토에서 완료되지 않은 것은 제외; 이름·계정 대신 가명 / One row per finding, as it is now, without those of withdrawn reviews that were not closed; pseudonyms instead of names and accounts';
{COMMENTS findings}
COMMENT ON COLUMN analytics.findings.reason IS '발견 내용은 개인정보이므로 항상 NULL, analytics_people에서 조회 / Always NULL: free text is personal data, see analytics_people';
COMMENT ON COLUMN analytics.findings.assignee_subject IS '조치 담당자의 가명 / Pseudonym of the assignee';
COMMENT ON COLUMN analytics.findings.assignee_name IS '조치 담당자의 가명 / Pseudonym of the assignee';
