CREATE OR REPLACE VIEW analytics.daily_counts AS
SELECT
    (t.occurred_at AT TIME ZONE 'Asia/Seoul')::date AS day, r.team,
    count(*) FILTER (WHERE t.event = 'ReviewSubmitted') AS submitted,
    count(*) FILTER (WHERE t.event = 'RiskAssessed') AS assessed,
    count(*) FILTER (WHERE t.event = 'ReviewDiagnosisStarted') AS diagnoses_started,
    count(*) FILTER (WHERE t.event = 'VerdictsRecorded') AS verdict_records, count(*) AS events
FROM timeline t JOIN reviews r USING (review_id)
GROUP BY 1, 2;
COMMENT ON VIEW analytics.daily_counts IS '일자·부서별 처리 건수; 개인정보 없음 / What happened on each day, by team; no personal data';
COMMENT ON COLUMN analytics.daily_counts.day IS '일자(한국 날짜) / The day, in Korea';
COMMENT ON COLUMN analytics.daily_counts.team IS '요청 부서 / Team of the requester';
COMMENT ON COLUMN analytics.daily_counts.submitted IS '요청 건수 / Reviews requested';
COMMENT ON COLUMN analytics.daily_counts.assessed IS '위험 평가 횟수 / Assessments made';
COMMENT ON COLUMN analytics.daily_counts.diagnoses_started IS '진단 시작 건수 / Diagnoses started';
COMMENT ON COLUMN analytics.daily_counts.verdict_records IS '점검 결과 기록 횟수 / Times results were recorded';
COMMENT ON COLUMN analytics.daily_counts.events IS '전체 사건 수 / All events';

-- The position that all views have reached. It is read from the register: a view over another projection would be dropped
-- with that projection.
CREATE OR REPLACE VIEW analytics.freshness AS
SELECT
    p.seq AS position, c.at AS latest_at, (c.at AT TIME ZONE 'Asia/Seoul')::date AS latest_on,
    greatest(extract(epoch FROM now() - c.at), 0)::double precision AS seconds_ago, p.heard_at,
    coalesce(p.heard_at < now() - interval '1 minute', true) AS stuck, p.parked
FROM (SELECT min(seq) AS seq, min(heard_at) AS heard_at, sum(parked) AS parked
    FROM projection.positions WHERE state = 'live' AND name IN ('board', 'diagnosis')) p
LEFT JOIN LATERAL (SELECT at FROM clock WHERE seq <= p.seq ORDER BY seq DESC LIMIT 1) c ON true;
COMMENT ON VIEW analytics.freshness IS '뷰에 반영된 시점, 1행; 개인정보 없음 / How far the views have come; one row; no personal data';
COMMENT ON COLUMN analytics.freshness.position IS '반영된 로그 위치 / Position of the log up to which they show everything';
COMMENT ON COLUMN analytics.freshness.latest_at IS '반영된 가장 늦은 기록 일시 / Latest time recorded up to there';
COMMENT ON COLUMN analytics.freshness.latest_on IS '반영된 가장 늦은 기록일(한국 날짜) / Day of it, in Korea';
COMMENT ON COLUMN analytics.freshness.seconds_ago IS '그 후 지난 시간(초) / Seconds since then';
COMMENT ON COLUMN analytics.freshness.heard_at IS '로그에 더 없음을 마지막으로 확인하거나 반영한 일시 / When the projections last wrote, or found that the log holds nothing more';
COMMENT ON COLUMN analytics.freshness.stuck IS '반영이 멈췄는지(1분 넘게 확인되지 않음); 거짓이면 새 기록이 없는 것 / Whether the projector has not reported for a minute; false while there is only nothing new';
COMMENT ON COLUMN analytics.freshness.parked IS '반영하지 못하고 보류한 검토·문서 수 / Reviews and documents that could not be projected and are parked';

-- The person behind a pseudonym.
CREATE OR REPLACE VIEW analytics_people.people AS
SELECT DISTINCT ON (t.actor_subject) 'p-' || left(encode(sha256((SELECT key FROM projection.pseudonym) || convert_to(t.actor_subject, 'UTF8')), 'hex'), 16) AS person,
    t.actor_subject AS subject, t.actor_name AS name
FROM timeline t ORDER BY t.actor_subject, t.seq DESC;
COMMENT ON VIEW analytics_people.people IS '가명과 사람, 사람마다 1행; 개인정보 포함 / Pseudonyms and people, one row per person who did something; contains personal data';
COMMENT ON COLUMN analytics_people.people.person IS '가명 / Pseudonym';
COMMENT ON COLUMN analytics_people.people.subject IS '계정 식별자(개인정보) / Account (personal data)';
COMMENT ON COLUMN analytics_people.people.name IS '마지막 이름(개인정보) / Latest name (personal data)';
