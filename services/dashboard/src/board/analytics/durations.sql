CREATE OR REPLACE VIEW analytics.assessments AS
SELECT
    t.review_id, t.occurred_at AS assessed_at, (t.occurred_at AT TIME ZONE 'Asia/Seoul')::date AS assessed_on,
    (t.facts ->> 'score')::integer AS score, t.facts ->> 'level' AS level, l.ko AS level_ko, l.en AS level_en,
    t.facts ->> 'depth' AS depth, d.ko AS depth_ko, d.en AS depth_en,
    (t.facts ->> 'policy_version')::integer AS policy_version, (t.facts ->> 'target_days')::integer AS target_days,
    t.seq AS position
FROM timeline t
LEFT JOIN analytics.words l ON l.kind = 'level' AND l.word = t.facts ->> 'level'
LEFT JOIN analytics.words d ON d.kind = 'depth' AND d.word = t.facts ->> 'depth'
WHERE t.event = 'RiskAssessed';
COMMENT ON VIEW analytics.assessments IS '위험 평가 1회당 1행, 재평가 포함; 개인정보 없음 / One row per risk assessment, also for those made again; no personal data';
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
COMMENT ON COLUMN analytics.assessments.policy_version IS '적용한 평가 정책 버전 / Version of the scoring policy';
COMMENT ON COLUMN analytics.assessments.target_days IS '처리 기한(영업일) / Business days allowed';
COMMENT ON COLUMN analytics.assessments.position IS '로그 위치 / Position in the log';

CREATE OR REPLACE VIEW analytics_people.verdicts AS
SELECT
    t.review_id, t.occurred_at AS recorded_at, (t.occurred_at AT TIME ZONE 'Asia/Seoul')::date AS recorded_on,
    t.actor_subject AS reviewer_subject, t.actor_name AS reviewer_name, (t.facts ->> 'pass')::integer AS pass,
    (t.facts ->> 'fail')::integer AS fail, (t.facts ->> 'partial')::integer AS partial,
    (t.facts ->> 'not_applicable')::integer AS not_applicable, (t.facts ->> 'mandatory_open')::integer AS mandatory_open,
    t.seq AS position
FROM timeline t WHERE t.event = 'VerdictsRecorded';
COMMENT ON VIEW analytics_people.verdicts IS '점검 결과 기록 1회당 1행, 정정·조치 확인 포함; 개인정보 포함 / One row each time results were recorded, also corrections and verified fixes; contains personal data';
COMMENT ON COLUMN analytics_people.verdicts.review_id IS '검토 식별자 / Id of the review';
COMMENT ON COLUMN analytics_people.verdicts.recorded_at IS '기록 일시 / When they were recorded';
COMMENT ON COLUMN analytics_people.verdicts.recorded_on IS '기록일(한국 날짜) / Day they were recorded, in Korea';
COMMENT ON COLUMN analytics_people.verdicts.reviewer_subject IS '검토자 계정 식별자(개인정보) / Account of the reviewer (personal data)';
COMMENT ON COLUMN analytics_people.verdicts.reviewer_name IS '검토자 이름(개인정보) / Name of the reviewer (personal data)';
COMMENT ON COLUMN analytics_people.verdicts.pass IS '이 기록의 양호 수 / Results among them: pass';
COMMENT ON COLUMN analytics_people.verdicts.fail IS '이 기록의 취약 수 / Results among them: fail';
COMMENT ON COLUMN analytics_people.verdicts.partial IS '이 기록의 부분 이행 수 / Results among them: partial';
COMMENT ON COLUMN analytics_people.verdicts.not_applicable IS '이 기록의 해당 없음 수 / Results among them: N/A';
COMMENT ON COLUMN analytics_people.verdicts.mandatory_open IS '기록 후 남은 필수 항목 수 / Mandatory checkpoints left afterwards';
COMMENT ON COLUMN analytics_people.verdicts.position IS '로그 위치 / Position in the log';

CREATE OR REPLACE VIEW analytics.verdicts AS
SELECT
    review_id, recorded_at, recorded_on,
    'p-' || left(encode(sha256((SELECT key FROM projection.pseudonym) || convert_to(reviewer_subject, 'UTF8')), 'hex'), 16) AS reviewer_subject,
    'p-' || left(encode(sha256((SELECT key FROM projection.pseudonym) || convert_to(reviewer_subject, 'UTF8')), 'hex'), 16) AS reviewer_name,
    pass, fail, partial, not_applicable, mandatory_open, position
FROM analytics_people.verdicts;
COMMENT ON VIEW analytics.verdicts IS '점검 결과 기록 1회당 1행, 정정·조치 확인 포함; 이름·계정 대신 가명 / One row each time results were recorded, also corrections and verified fixes; pseudonyms instead of names and accounts';
{COMMENTS verdicts}
COMMENT ON COLUMN analytics.verdicts.reviewer_subject IS '검토자의 가명 / Pseudonym of the reviewer';
COMMENT ON COLUMN analytics.verdicts.reviewer_name IS '검토자의 가명 / Pseudonym of the reviewer';

-- Time in which the review waits for the requesting team does not count as the time of reviewers.
CREATE OR REPLACE VIEW analytics.status_intervals AS
SELECT
    i.review_id, i.team, i.status, s.ko AS status_ko, s.en AS status_en, i.began_at, i.ended_at,
    (i.began_at AT TIME ZONE 'Asia/Seoul')::date AS began_on, (i.ended_at AT TIME ZONE 'Asia/Seoul')::date AS ended_on,
    extract(epoch FROM i.ended_at - i.began_at)::double precision AS seconds, i.seq AS position,
    i.status IN ({WAITING}) AS waiting
FROM (
    SELECT review_id, seq, team, status, updated_at AS began_at,
        lead(updated_at) OVER (PARTITION BY review_id ORDER BY seq) AS ended_at
    FROM (
        SELECT *, lag(status) OVER (PARTITION BY review_id ORDER BY seq) IS DISTINCT FROM status AS begins
        FROM (
            SELECT review_id, seq, team, status, updated_at FROM reviews
            UNION ALL SELECT review_id, seq, team, status, updated_at FROM past
        ) versions
    ) steps WHERE begins
) i
LEFT JOIN analytics.words s ON s.kind = 'status' AND s.word = i.status;
COMMENT ON VIEW analytics.status_intervals IS '검토가 각 진행 상태에 머문 기간; 개인정보 없음 / How long each review was in each status; no personal data';
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
COMMENT ON COLUMN analytics.status_intervals.waiting IS '요청 부서를 기다리는 상태인지 / Whether the review waits for the requesting team in it';

CREATE OR REPLACE VIEW analytics.lead_times AS
SELECT
    r.review_id, r.team, r.level, l.ko AS level_ko, l.en AS level_en, r.submitted_at,
    (r.submitted_at AT TIME ZONE 'Asia/Seoul')::date AS submitted_on, f.at AS first_response_at,
    extract(epoch FROM f.at - r.submitted_at)::double precision / 3600 AS hours_to_response,
    CASE WHEN q.closed THEN r.status_since END AS closed_at,
    CASE WHEN q.closed THEN o.total::double precision / 86400 END AS days_total,
    coalesce(v.waited, 0)::double precision / 86400 AS days_waiting,
    CASE WHEN q.closed THEN (o.total - coalesce(v.waited, 0))::double precision / 86400 END AS days_working
FROM reviews r
CROSS JOIN LATERAL (SELECT r.status IN ({CLOSED}) AS closed) q
LEFT JOIN (SELECT review_id,
        sum(stay) FILTER (WHERE before IN ({WAITING})) / 1000000.0 AS waited,
        sum(stay) FILTER (WHERE before IN ({CLOSED})) / 1000000.0 AS closed
    FROM moves GROUP BY review_id) v ON v.review_id = r.review_id
-- The time from an end to the reopening after it belongs to none of them.
CROSS JOIN LATERAL (SELECT extract(epoch FROM r.status_since - r.submitted_at) - coalesce(v.closed, 0) AS total) o
LEFT JOIN (SELECT t.review_id, min(t.occurred_at) AS at FROM timeline t JOIN reviews o USING (review_id)
    WHERE t.actor_subject <> o.requester_subject AND t.facts ->> 'automatic' IS DISTINCT FROM 'true' AND t.event IN
        ('ReviewTriaged', 'ReviewInfoRequested', 'ReviewAssigned', 'VerdictsRecorded', 'ReviewDecided')
    GROUP BY t.review_id) f ON f.review_id = r.review_id
LEFT JOIN analytics.words l ON l.kind = 'level' AND l.word = r.level;
COMMENT ON VIEW analytics.lead_times IS '검토별 소요 기간과 첫 응답; 개인정보 없음 / How long each review took, and when it was first answered; no personal data';
COMMENT ON COLUMN analytics.lead_times.review_id IS '검토 식별자 / Id of the review';
COMMENT ON COLUMN analytics.lead_times.team IS '요청 부서 / Team of the requester';
COMMENT ON COLUMN analytics.lead_times.level IS '위험 등급 코드, 평가 전이면 NULL / Risk level; NULL until scored';
COMMENT ON COLUMN analytics.lead_times.level_ko IS '위험 등급(한국어) / Risk level in Korean';
COMMENT ON COLUMN analytics.lead_times.level_en IS '위험 등급(영어) / Risk level in English';
COMMENT ON COLUMN analytics.lead_times.submitted_at IS '요청 일시 / When it was requested';
COMMENT ON COLUMN analytics.lead_times.submitted_on IS '요청일(한국 날짜) / Day of the request, in Korea';
COMMENT ON COLUMN analytics.lead_times.first_response_at IS '검토자의 첫 응답 일시(사전 검토, 보완 요청, 담당자 지정, 점검 결과, 판정 중 요청자가 아닌 사람이 처음 한 것), 없으면 NULL / When a person other than the requester first triaged it, asked for information, was assigned, judged or decided; NULL until then';
COMMENT ON COLUMN analytics.lead_times.hours_to_response IS '첫 응답까지 걸린 시간 / Hours from the request until then';
COMMENT ON COLUMN analytics.lead_times.closed_at IS '완료 일시, 진행 중이면 NULL / When it ended; NULL while it is open';
COMMENT ON COLUMN analytics.lead_times.days_total IS '요청부터 완료까지 걸린 일수(완료되었다가 다시 시작하기까지의 기간은 제외), 진행 중이면 NULL / Days from the request to its end, without those between an end and a reopening; NULL while it is open';
COMMENT ON COLUMN analytics.lead_times.days_waiting IS '요청 부서를 기다린 일수(보완 요청, 조치 대기) / Days in which it waited for the requesting team: for information or for fixes';
COMMENT ON COLUMN analytics.lead_times.days_working IS '기다린 기간을 뺀 소요 일수, 진행 중이면 NULL / Days without that waiting; NULL while it is open';
