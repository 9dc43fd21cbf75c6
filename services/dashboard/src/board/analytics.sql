-- The views of analysts, over the tables of the live generation. Names and types of columns never change; new columns come at
-- the end. Every view and column has a comment in both languages. Dates are those of Korea.

CREATE OR REPLACE VIEW analytics.words AS
SELECT * FROM (VALUES
    ('status', 'received', 1, '접수', 'Received'),
    ('status', 'needs_info', 2, '보완 요청', 'Needs information'),
    ('status', 'in_diagnosis', 3, '진행 중', 'In diagnosis'),
    ('status', 'awaiting_remediation', 4, '조치 대기', 'Awaiting remediation'),
    ('status', 'awaiting_decision', 5, '판정 대기', 'Awaiting decision'),
    ('status', 'approved', 6, '승인', 'Approved'),
    ('status', 'approved_with_conditions', 7, '조건부 승인', 'Approved with conditions'),
    ('status', 'rejected', 8, '반려', 'Rejected'),
    ('status', 'waived', 9, '진단 생략', 'Waived'),
    ('status', 'withdrawn', 10, '철회', 'Withdrawn'),
    ('level', 'low', 1, '낮음', 'Low'),
    ('level', 'medium', 2, '보통', 'Medium'),
    ('level', 'high', 3, '높음', 'High'),
    ('level', 'critical', 4, '심각', 'Critical'),
    ('depth', 'waivable', 1, '생략 가능', 'Waivable'),
    ('depth', 'simplified', 2, '간소화', 'Simplified'),
    ('depth', 'full', 3, '일반', 'Full'),
    ('service_type', 'payment', 1, '결제', 'Payment'),
    ('service_type', 'authentication', 2, '인증', 'Authentication'),
    ('service_type', 'personal_data', 3, '개인정보', 'Personal data'),
    ('service_type', 'external_integration', 4, '외부 연동', 'External integration'),
    ('service_type', 'administration', 5, '관리자 기능', 'Administration'),
    ('service_type', 'file_exchange', 6, '파일 송수신', 'File exchange'),
    ('service_type', 'mobile_app', 7, '모바일 앱', 'Mobile app'),
    ('service_type', 'public_web', 8, '대국민 웹', 'Public web'),
    ('service_type', 'ai_feature', 9, '인공지능 기능', 'AI feature'),
    ('service_type', 'iot_device', 10, 'IoT 기기', 'IoT device'),
    ('component', 'management', 1, '보안 관리', 'Management'),
    ('component', 'infrastructure', 2, '인프라', 'Infrastructure'),
    ('component', 'platform_software', 3, '플랫폼 소프트웨어', 'Platform software'),
    ('component', 'device', 4, '디바이스', 'Device'),
    ('component', 'service', 5, '서비스', 'Service'),
    ('component', 'interconnection', 6, '연계', 'Interconnection'),
    ('layer', 'client', 1, '클라이언트', 'Client'),
    ('layer', 'network', 2, '네트워크', 'Network'),
    ('layer', 'gateway', 3, '게이트웨이', 'Gateway'),
    ('layer', 'application', 4, '애플리케이션', 'Application'),
    ('layer', 'data', 5, '데이터', 'Data'),
    ('layer', 'governance', 6, '거버넌스', 'Governance'),
    ('result', 'pass', 1, '양호', 'Pass'),
    ('result', 'fail', 2, '취약', 'Fail'),
    ('result', 'partial', 3, '부분', 'Partial'),
    ('result', 'not_applicable', 4, '해당없음', 'Not applicable'),
    ('method', 'examine', 1, '문서·설정 확인', 'Examine'),
    ('method', 'interview', 2, '면담', 'Interview'),
    ('method', 'test', 3, '시험', 'Test'),
    ('finding_status', 'open', 1, '조치 필요', 'Open'),
    ('finding_status', 'fix_claimed', 2, '조치 확인 대기', 'Fix claimed'),
    ('finding_status', 'accepted', 3, '위험 수용', 'Accepted'),
    ('finding_status', 'closed', 4, '조치 완료', 'Closed'),
    ('finding_status', 'void', 5, '취소', 'Void')
) AS words (kind, word, rank, ko, en);
COMMENT ON VIEW analytics.words IS '코드값과 한국어·영어 명칭 / Words with their names in Korean and English';
COMMENT ON COLUMN analytics.words.kind IS '코드 종류(status, level 등) / Kind of word: status, level, …';
COMMENT ON COLUMN analytics.words.word IS '코드값 / The word as other views hold it';
COMMENT ON COLUMN analytics.words.rank IS '종류 안에서의 순서 / Its place in the order of its kind';
COMMENT ON COLUMN analytics.words.ko IS '한국어 명칭 / Korean name';
COMMENT ON COLUMN analytics.words.en IS '영어 명칭 / English name';

CREATE OR REPLACE VIEW analytics.reviews AS
SELECT r.review_id, r.title, r.team, r.requester_subject, r.requester_name,
    r.status, s.ko AS status_ko, s.en AS status_en,
    r.level, l.ko AS level_ko, l.en AS level_en, l.rank AS level_rank,
    CASE WHEN r.level IS NULL THEN NULL ELSE r.score END AS score,
    r.depth, d.ko AS depth_ko, d.en AS depth_en,
    r.total AS checkpoints, r.mandatory AS mandatory_checkpoints, r.pass, r.fail, r.partial, r.not_applicable,
    r.mandatory_open,
    r.submitted_at, (r.submitted_at AT TIME ZONE 'Asia/Seoul')::date AS submitted_on,
    r.updated_at, (r.updated_at AT TIME ZONE 'Asia/Seoul')::date AS updated_on,
    r.seq AS position,
    r.assignee_subject, r.assignee_name, r.due_at, (r.due_at AT TIME ZONE 'Asia/Seoul')::date AS due_on, r.overdue,
    r.decision_stale, r.open_findings, r.accepted_findings
FROM reviews r
LEFT JOIN analytics.words s ON s.kind = 'status' AND s.word = r.status
LEFT JOIN analytics.words l ON l.kind = 'level' AND l.word = r.level
LEFT JOIN analytics.words d ON d.kind = 'depth' AND d.word = r.depth;
COMMENT ON VIEW analytics.reviews IS '보안성 검토 1건당 1행, 현재 상태 / One row per review, as it is now';
COMMENT ON COLUMN analytics.reviews.review_id IS '검토 식별자 / Id of the review';
COMMENT ON COLUMN analytics.reviews.title IS '제목 / Title';
COMMENT ON COLUMN analytics.reviews.team IS '요청 부서 / Team of the requester';
COMMENT ON COLUMN analytics.reviews.requester_subject IS '요청자 계정 식별자 / Account of the requester';
COMMENT ON COLUMN analytics.reviews.requester_name IS '요청자 이름 / Name of the requester';
COMMENT ON COLUMN analytics.reviews.status IS '진행 상태 코드 / Status';
COMMENT ON COLUMN analytics.reviews.status_ko IS '진행 상태(한국어) / Status in Korean';
COMMENT ON COLUMN analytics.reviews.status_en IS '진행 상태(영어) / Status in English';
COMMENT ON COLUMN analytics.reviews.level IS '위험 등급 코드, 평가 전이면 NULL / Risk level; NULL until scored';
COMMENT ON COLUMN analytics.reviews.level_ko IS '위험 등급(한국어) / Risk level in Korean';
COMMENT ON COLUMN analytics.reviews.level_en IS '위험 등급(영어) / Risk level in English';
COMMENT ON COLUMN analytics.reviews.level_rank IS '위험 등급 순서, 1(낮음)~4(심각) / Order of the risk level, from 1, low, to 4, critical';
COMMENT ON COLUMN analytics.reviews.score IS '위험 점수 0~100, 평가 전이면 NULL / Risk score from 0 to 100; NULL until scored';
COMMENT ON COLUMN analytics.reviews.depth IS '검토 수준 코드, 평가 전이면 NULL / How thorough the review is; NULL until scored';
COMMENT ON COLUMN analytics.reviews.depth_ko IS '검토 수준(한국어) / Depth in Korean';
COMMENT ON COLUMN analytics.reviews.depth_en IS '검토 수준(영어) / Depth in English';
COMMENT ON COLUMN analytics.reviews.checkpoints IS '점검 항목 수, 점검표 생성 전이면 NULL / Checkpoints; this and the following are NULL until there is a checklist';
COMMENT ON COLUMN analytics.reviews.mandatory_checkpoints IS '필수 점검 항목 수 / Mandatory checkpoints';
COMMENT ON COLUMN analytics.reviews.pass IS '양호 판정 수 / Judged pass';
COMMENT ON COLUMN analytics.reviews.fail IS '취약 판정 수 / Judged fail';
COMMENT ON COLUMN analytics.reviews.partial IS '부분 판정 수 / Judged partial';
COMMENT ON COLUMN analytics.reviews.not_applicable IS '해당없음 판정 수 / Judged not applicable';
COMMENT ON COLUMN analytics.reviews.mandatory_open IS '미판정 필수 항목 수 / Mandatory checkpoints not judged yet';
COMMENT ON COLUMN analytics.reviews.submitted_at IS '요청 일시 / When it was requested';
COMMENT ON COLUMN analytics.reviews.submitted_on IS '요청일(한국 날짜) / Day of the request, in Korea';
COMMENT ON COLUMN analytics.reviews.updated_at IS '최종 변경 일시 / When something last happened to it';
COMMENT ON COLUMN analytics.reviews.updated_on IS '최종 변경일(한국 날짜) / Day of the last change, in Korea';
COMMENT ON COLUMN analytics.reviews.position IS '마지막 변경의 로그 위치 / Position of the last change in the log';
COMMENT ON COLUMN analytics.reviews.assignee_subject IS '담당자 계정 식별자, 없으면 NULL / Account of who works on it; NULL while nobody does';
COMMENT ON COLUMN analytics.reviews.assignee_name IS '담당자 이름 / Name of who works on it';
COMMENT ON COLUMN analytics.reviews.due_at IS '처리 기한, 없으면 NULL / Target date; NULL without one';
COMMENT ON COLUMN analytics.reviews.due_on IS '처리 기한(한국 날짜) / Target day, in Korea';
COMMENT ON COLUMN analytics.reviews.overdue IS '처리 기한 초과 여부 / Whether it is open past its target date';
COMMENT ON COLUMN analytics.reviews.decision_stale IS '판정 후 근거가 바뀌었는지 여부 / Whether something moved under its decision';
COMMENT ON COLUMN analytics.reviews.open_findings IS '조치할 항목 수 / Findings that somebody has to fix';
COMMENT ON COLUMN analytics.reviews.accepted_findings IS '위험을 수용한 항목 수 / Findings whose risk is accepted for now';

CREATE OR REPLACE VIEW analytics.review_service_types AS
SELECT r.review_id, t.word AS service_type, w.ko AS service_type_ko, w.en AS service_type_en
FROM reviews r CROSS JOIN LATERAL unnest(r.service_types) AS t (word)
LEFT JOIN analytics.words w ON w.kind = 'service_type' AND w.word = t.word;
COMMENT ON VIEW analytics.review_service_types IS '검토별 서비스 유형, 유형마다 1행 / Service types of each review, a row each';
COMMENT ON COLUMN analytics.review_service_types.review_id IS '검토 식별자 / Id of the review';
COMMENT ON COLUMN analytics.review_service_types.service_type IS '서비스 유형 코드 / Service type';
COMMENT ON COLUMN analytics.review_service_types.service_type_ko IS '서비스 유형(한국어) / Service type in Korean';
COMMENT ON COLUMN analytics.review_service_types.service_type_en IS '서비스 유형(영어) / Service type in English';

CREATE OR REPLACE VIEW analytics.review_components AS
SELECT r.review_id, c.word AS component, w.ko AS component_ko, w.en AS component_en
FROM reviews r CROSS JOIN LATERAL unnest(r.components) AS c (word)
LEFT JOIN analytics.words w ON w.kind = 'component' AND w.word = c.word;
COMMENT ON VIEW analytics.review_components IS '검토별 스마트시티 구성요소, 구성요소마다 1행 / Smart-city parts of each review, a row each';
COMMENT ON COLUMN analytics.review_components.review_id IS '검토 식별자 / Id of the review';
COMMENT ON COLUMN analytics.review_components.component IS '구성요소 코드 / Component';
COMMENT ON COLUMN analytics.review_components.component_ko IS '구성요소(한국어) / Component in Korean';
COMMENT ON COLUMN analytics.review_components.component_en IS '구성요소(영어) / Component in English';

CREATE OR REPLACE VIEW analytics.assessments AS
SELECT t.review_id, t.occurred_at AS assessed_at, (t.occurred_at AT TIME ZONE 'Asia/Seoul')::date AS assessed_on,
    (t.facts ->> 'score')::integer AS score,
    t.facts ->> 'level' AS level, l.ko AS level_ko, l.en AS level_en,
    t.facts ->> 'depth' AS depth, d.ko AS depth_ko, d.en AS depth_en,
    (t.facts ->> 'policy_version')::integer AS policy_version,
    (t.facts ->> 'target_days')::integer AS target_days,
    t.seq AS position
FROM timeline t
LEFT JOIN analytics.words l ON l.kind = 'level' AND l.word = t.facts ->> 'level'
LEFT JOIN analytics.words d ON d.kind = 'depth' AND d.word = t.facts ->> 'depth'
WHERE t.event = 'RiskAssessed';
COMMENT ON VIEW analytics.assessments IS '위험 평가 1회당 1행, 재평가 포함 / One row per risk assessment, also for those made again';
COMMENT ON COLUMN analytics.assessments.review_id IS '검토 식별자 / Id of the review';
COMMENT ON COLUMN analytics.assessments.assessed_at IS '평가 일시 / When it was made';
COMMENT ON COLUMN analytics.assessments.assessed_on IS '평가일(한국 날짜) / Day it was made, in Korea';
COMMENT ON COLUMN analytics.assessments.score IS '위험 점수 0~100 / Risk score from 0 to 100';
COMMENT ON COLUMN analytics.assessments.level IS '위험 등급 코드 / Risk level';
COMMENT ON COLUMN analytics.assessments.level_ko IS '위험 등급(한국어) / Risk level in Korean';
COMMENT ON COLUMN analytics.assessments.level_en IS '위험 등급(영어) / Risk level in English';
COMMENT ON COLUMN analytics.assessments.depth IS '검토 수준 코드 / How thorough the review has to be';
COMMENT ON COLUMN analytics.assessments.depth_ko IS '검토 수준(한국어) / Depth in Korean';
COMMENT ON COLUMN analytics.assessments.depth_en IS '검토 수준(영어) / Depth in English';
COMMENT ON COLUMN analytics.assessments.policy_version IS '적용한 평가 정책 판 / Version of the scoring policy';
COMMENT ON COLUMN analytics.assessments.target_days IS '처리 기한(일) / Days allowed';
COMMENT ON COLUMN analytics.assessments.position IS '로그 위치 / Position in the log';

CREATE OR REPLACE VIEW analytics.verdicts AS
SELECT t.review_id, t.occurred_at AS recorded_at, (t.occurred_at AT TIME ZONE 'Asia/Seoul')::date AS recorded_on,
    t.actor_subject AS reviewer_subject, t.actor_name AS reviewer_name,
    (t.facts ->> 'pass')::integer AS pass, (t.facts ->> 'fail')::integer AS fail,
    (t.facts ->> 'partial')::integer AS partial, (t.facts ->> 'not_applicable')::integer AS not_applicable,
    (t.facts ->> 'mandatory_open')::integer AS mandatory_open,
    t.seq AS position
FROM timeline t
WHERE t.event = 'VerdictsRecorded';
COMMENT ON VIEW analytics.verdicts IS '판정 기록 1회당 1행 / One row each time verdicts were recorded';
COMMENT ON COLUMN analytics.verdicts.review_id IS '검토 식별자 / Id of the review';
COMMENT ON COLUMN analytics.verdicts.recorded_at IS '기록 일시 / When they were recorded';
COMMENT ON COLUMN analytics.verdicts.recorded_on IS '기록일(한국 날짜) / Day they were recorded, in Korea';
COMMENT ON COLUMN analytics.verdicts.reviewer_subject IS '검토자 계정 식별자 / Account of the reviewer';
COMMENT ON COLUMN analytics.verdicts.reviewer_name IS '검토자 이름 / Name of the reviewer';
COMMENT ON COLUMN analytics.verdicts.pass IS '이 기록의 양호 판정 수 / Pass verdicts among them';
COMMENT ON COLUMN analytics.verdicts.fail IS '이 기록의 취약 판정 수 / Fail verdicts among them';
COMMENT ON COLUMN analytics.verdicts.partial IS '이 기록의 부분 판정 수 / Partial verdicts among them';
COMMENT ON COLUMN analytics.verdicts.not_applicable IS '이 기록의 해당없음 판정 수 / Not applicable verdicts among them';
COMMENT ON COLUMN analytics.verdicts.mandatory_open IS '기록 후 남은 필수 항목 수 / Mandatory checkpoints left afterwards';
COMMENT ON COLUMN analytics.verdicts.position IS '로그 위치 / Position in the log';

CREATE OR REPLACE VIEW analytics.status_intervals AS
WITH versions AS (
    SELECT review_id, seq, team, status, updated_at FROM reviews
    UNION ALL SELECT review_id, seq, team, status, updated_at FROM past
), begins AS (
    SELECT *, lag(status) OVER (PARTITION BY review_id ORDER BY seq) IS DISTINCT FROM status AS begins FROM versions
), intervals AS (
    SELECT review_id, seq, team, status, updated_at AS began_at,
        lead(updated_at) OVER (PARTITION BY review_id ORDER BY seq) AS ended_at
    FROM begins WHERE begins
)
SELECT i.review_id, i.team, i.status, s.ko AS status_ko, s.en AS status_en, i.began_at, i.ended_at,
    (i.began_at AT TIME ZONE 'Asia/Seoul')::date AS began_on, (i.ended_at AT TIME ZONE 'Asia/Seoul')::date AS ended_on,
    extract(epoch FROM i.ended_at - i.began_at)::double precision AS seconds,
    i.seq AS position
FROM intervals i LEFT JOIN analytics.words s ON s.kind = 'status' AND s.word = i.status;
COMMENT ON VIEW analytics.status_intervals IS '검토가 각 진행 상태에 머문 기간 / How long each review was in each status';
COMMENT ON COLUMN analytics.status_intervals.review_id IS '검토 식별자 / Id of the review';
COMMENT ON COLUMN analytics.status_intervals.team IS '요청 부서 / Team of the requester';
COMMENT ON COLUMN analytics.status_intervals.status IS '진행 상태 코드 / Status';
COMMENT ON COLUMN analytics.status_intervals.status_ko IS '진행 상태(한국어) / Status in Korean';
COMMENT ON COLUMN analytics.status_intervals.status_en IS '진행 상태(영어) / Status in English';
COMMENT ON COLUMN analytics.status_intervals.began_at IS '시작 일시 / When it began';
COMMENT ON COLUMN analytics.status_intervals.ended_at IS '종료 일시, 지속 중이면 NULL / When it ended; NULL while it lasts';
COMMENT ON COLUMN analytics.status_intervals.began_on IS '시작일(한국 날짜) / Day it began, in Korea';
COMMENT ON COLUMN analytics.status_intervals.ended_on IS '종료일(한국 날짜), 지속 중이면 NULL / Day it ended, in Korea; NULL while it lasts';
COMMENT ON COLUMN analytics.status_intervals.seconds IS '머문 시간(초), 지속 중이면 NULL / Length in seconds; NULL while it lasts';
COMMENT ON COLUMN analytics.status_intervals.position IS '시작한 변경의 로그 위치 / Position in the log at which it began';

CREATE OR REPLACE VIEW analytics.daily_counts AS
SELECT (t.occurred_at AT TIME ZONE 'Asia/Seoul')::date AS day, r.team,
    count(*) FILTER (WHERE t.event = 'ReviewSubmitted') AS submitted,
    count(*) FILTER (WHERE t.event = 'RiskAssessed') AS assessed,
    count(*) FILTER (WHERE t.event = 'ReviewDiagnosisStarted') AS diagnoses_started,
    count(*) FILTER (WHERE t.event = 'VerdictsRecorded') AS verdict_records,
    count(*) AS events
FROM timeline t JOIN reviews r USING (review_id)
GROUP BY 1, 2;
COMMENT ON VIEW analytics.daily_counts IS '일자·부서별 처리 건수 / What happened on each day, by team';
COMMENT ON COLUMN analytics.daily_counts.day IS '일자(한국 날짜) / The day, in Korea';
COMMENT ON COLUMN analytics.daily_counts.team IS '요청 부서 / Team of the requester';
COMMENT ON COLUMN analytics.daily_counts.submitted IS '요청 건수 / Reviews requested';
COMMENT ON COLUMN analytics.daily_counts.assessed IS '위험 평가 횟수 / Assessments made';
COMMENT ON COLUMN analytics.daily_counts.diagnoses_started IS '진단 시작 건수 / Diagnoses started';
COMMENT ON COLUMN analytics.daily_counts.verdict_records IS '판정 기록 횟수 / Times verdicts were recorded';
COMMENT ON COLUMN analytics.daily_counts.events IS '전체 사건 수 / All events';

-- As far as all views have come. The positions are read where they are kept: a view of another projection would end with it.
CREATE OR REPLACE VIEW analytics.freshness AS
SELECT p.seq AS position, c.at AS latest_at, (c.at AT TIME ZONE 'Asia/Seoul')::date AS latest_on,
    extract(epoch FROM now() - c.at)::double precision AS seconds_ago
FROM (SELECT min(seq) AS seq FROM projection.positions WHERE state = 'live' AND name IN ('board', 'diagnosis')) p
LEFT JOIN LATERAL (SELECT at FROM clock WHERE seq <= p.seq ORDER BY seq DESC LIMIT 1) c ON true;
COMMENT ON VIEW analytics.freshness IS '뷰에 반영된 시점, 1행 / How far the views have come; one row';
COMMENT ON COLUMN analytics.freshness.position IS '반영된 로그 위치 / Position of the log up to which they show everything';
COMMENT ON COLUMN analytics.freshness.latest_at IS '반영된 가장 늦은 기록 일시 / Latest time recorded up to there';
COMMENT ON COLUMN analytics.freshness.latest_on IS '반영된 가장 늦은 기록일(한국 날짜) / Day of it, in Korea';
COMMENT ON COLUMN analytics.freshness.seconds_ago IS '그 후 지난 시간(초) / Seconds since then';

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'haetae_analyst') THEN
        GRANT SELECT ON ALL TABLES IN SCHEMA analytics TO haetae_analyst;
    END IF;
END
$$;
