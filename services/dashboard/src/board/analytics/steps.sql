CREATE OR REPLACE VIEW analytics_people.triage AS
SELECT
    t.review_id, r.team, t.occurred_at AS triaged_at, (t.occurred_at AT TIME ZONE 'Asia/Seoul')::date AS triaged_on,
    t.facts ->> 'outcome' AS outcome, w.ko AS outcome_ko, w.en AS outcome_en,
    (t.facts ->> 'automatic')::boolean AS automatic, t.facts ->> 'duplicate_of' AS duplicate_of,
    t.actor_subject AS triager_subject, t.actor_name AS triager_name, t.facts ->> 'reason' AS reason, t.seq AS position
FROM timeline t JOIN reviews r USING (review_id)
LEFT JOIN analytics.words w ON w.kind = 'triage' AND w.word = t.facts ->> 'outcome'
WHERE t.event = 'ReviewTriaged';
COMMENT ON VIEW analytics_people.triage IS '사전 검토 1회당 1행; 개인정보 포함 / One row per triage; contains personal data';
COMMENT ON COLUMN analytics_people.triage.review_id IS '검토 식별자 / Id of the review';
COMMENT ON COLUMN analytics_people.triage.team IS '요청 부서 / Team of the requester';
COMMENT ON COLUMN analytics_people.triage.triaged_at IS '사전 검토 일시 / When it was triaged';
COMMENT ON COLUMN analytics_people.triage.triaged_on IS '사전 검토일(한국 날짜) / Day it was triaged, in Korea';
COMMENT ON COLUMN analytics_people.triage.outcome IS '사전 검토 결과 코드 / Outcome';
COMMENT ON COLUMN analytics_people.triage.outcome_ko IS '사전 검토 결과(한국어) / Outcome in Korean';
COMMENT ON COLUMN analytics_people.triage.outcome_en IS '사전 검토 결과(영어) / Outcome in English';
COMMENT ON COLUMN analytics_people.triage.automatic IS '평가 정책에 따른 자동 처리인지 / Whether the policy did it';
COMMENT ON COLUMN analytics_people.triage.duplicate_of IS '중복인 경우 기존 검토 식별자 / Id of the review that it duplicates; NULL otherwise';
COMMENT ON COLUMN analytics_people.triage.triager_subject IS '처리자 계정 식별자(개인정보) / Account of the person who triaged (personal data)';
COMMENT ON COLUMN analytics_people.triage.triager_name IS '처리자 이름(개인정보) / Name of the person who triaged (personal data)';
COMMENT ON COLUMN analytics_people.triage.reason IS '사유(개인정보) / Reason (personal data)';
COMMENT ON COLUMN analytics_people.triage.position IS '로그 위치 / Position in the log';

CREATE OR REPLACE VIEW analytics.triage AS
SELECT
    review_id, team, triaged_at, triaged_on, outcome, outcome_ko, outcome_en, automatic, duplicate_of,
    'p-' || left(encode(sha256((SELECT key FROM projection.pseudonym) || convert_to(triager_subject, 'UTF8')), 'hex'), 16) AS triager_subject,
    position
FROM analytics_people.triage;
COMMENT ON VIEW analytics.triage IS '사전 검토 1회당 1행; 이름·계정 대신 가명 / One row per triage; pseudonyms instead of names and accounts';
{COMMENTS triage EXCEPT reason, triager_name}
COMMENT ON COLUMN analytics.triage.triager_subject IS '처리자의 가명 / Pseudonym of the person who triaged';

CREATE OR REPLACE VIEW analytics_people.decisions AS
SELECT
    t.review_id, r.team, row_number() OVER (PARTITION BY t.review_id ORDER BY t.seq)::integer AS number,
    t.occurred_at AS decided_at, (t.occurred_at AT TIME ZONE 'Asia/Seoul')::date AS decided_on,
    t.facts ->> 'outcome' AS outcome, w.ko AS outcome_ko, w.en AS outcome_en, t.facts ->> 'level' AS level,
    l.ko AS level_ko, l.en AS level_en, (a.facts ->> 'score')::integer AS score, (t.facts ->> 'round')::integer AS round,
    (t.facts ->> 'policy_version')::integer AS policy_version, jsonb_array_length(t.facts -> 'conditions') AS conditions,
    s.at IS NOT NULL AS stale, s.at AS stale_at, e.at IS NULL AS holds, t.actor_subject AS decider_subject,
    t.actor_name AS decider_name, t.facts ->> 'reason' AS reason,
    ARRAY(SELECT jsonb_array_elements_text(t.facts -> 'conditions')) AS condition_texts, t.seq AS position
FROM timeline t JOIN reviews r USING (review_id)
LEFT JOIN LATERAL (SELECT facts FROM timeline b WHERE b.review_id = t.review_id AND b.seq < t.seq AND b.event = 'RiskAssessed'
    ORDER BY b.seq DESC LIMIT 1) a ON true
LEFT JOIN LATERAL (SELECT b.seq, b.occurred_at AS at FROM timeline b WHERE b.review_id = t.review_id AND b.seq > t.seq
    AND b.event IN ('ReviewReopened', 'ReviewDecided') ORDER BY b.seq LIMIT 1) e ON true
LEFT JOIN LATERAL (SELECT b.occurred_at AS at FROM timeline b WHERE b.review_id = t.review_id AND b.seq > t.seq
    AND b.event = 'ReviewDecisionStaled' AND (e.seq IS NULL OR b.seq <= e.seq) ORDER BY b.seq LIMIT 1) s ON true
LEFT JOIN analytics.words w ON w.kind = 'decision' AND w.word = t.facts ->> 'outcome'
LEFT JOIN analytics.words l ON l.kind = 'level' AND l.word = t.facts ->> 'level'
WHERE t.event = 'ReviewDecided';
COMMENT ON VIEW analytics_people.decisions IS '최종 판정 1회당 1행, 재판정 포함; 개인정보 포함 / One row per decision, also those made again; contains personal data';
COMMENT ON COLUMN analytics_people.decisions.review_id IS '검토 식별자 / Id of the review';
COMMENT ON COLUMN analytics_people.decisions.team IS '요청 부서 / Team of the requester';
COMMENT ON COLUMN analytics_people.decisions.number IS '검토 안에서의 최종 판정 순번 / Its number within the review';
COMMENT ON COLUMN analytics_people.decisions.decided_at IS '최종 판정 일시 / When it was made';
COMMENT ON COLUMN analytics_people.decisions.decided_on IS '최종 판정일(한국 날짜) / Day it was made, in Korea';
COMMENT ON COLUMN analytics_people.decisions.outcome IS '최종 판정 코드 / Outcome';
COMMENT ON COLUMN analytics_people.decisions.outcome_ko IS '최종 판정(한국어) / Outcome in Korean';
COMMENT ON COLUMN analytics_people.decisions.outcome_en IS '최종 판정(영어) / Outcome in English';
COMMENT ON COLUMN analytics_people.decisions.level IS '최종 판정 당시 위험 등급 코드 / Risk level when it was made';
COMMENT ON COLUMN analytics_people.decisions.level_ko IS '최종 판정 당시 위험 등급(한국어) / Risk level when it was made in Korean';
COMMENT ON COLUMN analytics_people.decisions.level_en IS '최종 판정 당시 위험 등급(영어) / Risk level when it was made in English';
COMMENT ON COLUMN analytics_people.decisions.score IS '최종 판정 당시 위험 점수 / Risk score when it was made';
COMMENT ON COLUMN analytics_people.decisions.round IS '근거가 된 진단(N차) / Round of the diagnosis it is based on';
COMMENT ON COLUMN analytics_people.decisions.policy_version IS '근거가 된 평가 정책 버전 / Version of the scoring policy it is based on';
COMMENT ON COLUMN analytics_people.decisions.conditions IS '조건 수 / Conditions';
COMMENT ON COLUMN analytics_people.decisions.stale IS '이후 근거가 바뀌어 재검토가 필요해졌는지 / Whether it went out of date';
COMMENT ON COLUMN analytics_people.decisions.stale_at IS '재검토가 필요해진 일시 / When it went out of date; NULL otherwise';
COMMENT ON COLUMN analytics_people.decisions.holds IS '현재 유효한 최종 판정인지(재개되거나 다시 판정되지 않음) / Whether it is the decision now: not reopened and not decided again';
COMMENT ON COLUMN analytics_people.decisions.decider_subject IS '승인자 계정 식별자(개인정보) / Account of the person who decided (personal data)';
COMMENT ON COLUMN analytics_people.decisions.decider_name IS '승인자 이름(개인정보) / Name of the person who decided (personal data)';
COMMENT ON COLUMN analytics_people.decisions.reason IS '사유(개인정보) / Reason (personal data)';
COMMENT ON COLUMN analytics_people.decisions.condition_texts IS '조건 내용(개인정보) / The conditions (personal data)';
COMMENT ON COLUMN analytics_people.decisions.position IS '로그 위치 / Position in the log';

CREATE OR REPLACE VIEW analytics.decisions AS
SELECT
    review_id, team, number, decided_at, decided_on, outcome, outcome_ko, outcome_en, level, level_ko, level_en, score,
    round, policy_version, conditions, stale, stale_at, holds,
    'p-' || left(encode(sha256((SELECT key FROM projection.pseudonym) || convert_to(decider_subject, 'UTF8')), 'hex'), 16) AS decider_subject,
    position
FROM analytics_people.decisions;
COMMENT ON VIEW analytics.decisions IS '최종 판정 1회당 1행, 재판정 포함; 이름·계정 대신 가명 / One row per decision, also those made again; pseudonyms instead of names and accounts';
{COMMENTS decisions EXCEPT reason, decider_name, condition_texts}
COMMENT ON COLUMN analytics.decisions.decider_subject IS '승인자의 가명 / Pseudonym of the person who decided';

CREATE OR REPLACE VIEW analytics.targets AS
SELECT
    t.review_id, r.team, t.occurred_at AS set_at, (t.occurred_at AT TIME ZONE 'Asia/Seoul')::date AS set_on,
    (t.facts ->> 'day')::date AS due_on, (t.facts ->> 'target_days')::integer AS target_days,
    (t.facts ->> 'paused_days')::integer AS paused_days, (t.facts ->> 'policy_version')::integer AS policy_version,
    t.facts ->> 'cause' AS cause, w.ko AS cause_ko, w.en AS cause_en, b.at IS NOT NULL AS breached, b.at AS breached_at,
    (b.at AT TIME ZONE 'Asia/Seoul')::date AS breached_on, n.seq IS NULL AS holds, t.seq AS position
FROM timeline t JOIN reviews r USING (review_id)
LEFT JOIN LATERAL (SELECT b.seq FROM timeline b WHERE b.review_id = t.review_id AND b.seq > t.seq AND b.event = 'ReviewTargetSet'
    ORDER BY b.seq LIMIT 1) n ON true
LEFT JOIN LATERAL (SELECT b.occurred_at AS at FROM timeline b WHERE b.review_id = t.review_id AND b.seq > t.seq
    AND b.event = 'ReviewTargetBreached' AND (n.seq IS NULL OR b.seq < n.seq) ORDER BY b.seq LIMIT 1) b ON true
LEFT JOIN analytics.words w ON w.kind = 'target_cause' AND w.word = t.facts ->> 'cause'
WHERE t.event = 'ReviewTargetSet';
COMMENT ON VIEW analytics.targets IS '처리 기한을 정하거나 바꿀 때마다 1행; 개인정보 없음 / One row each time a due date was set; no personal data';
COMMENT ON COLUMN analytics.targets.review_id IS '검토 식별자 / Id of the review';
COMMENT ON COLUMN analytics.targets.team IS '요청 부서 / Team of the requester';
COMMENT ON COLUMN analytics.targets.set_at IS '정한 일시 / When it was set';
COMMENT ON COLUMN analytics.targets.set_on IS '정한 날(한국 날짜) / Day it was set, in Korea';
COMMENT ON COLUMN analytics.targets.due_on IS '처리 기한(한국 날짜), 공휴일 정보가 없으면 NULL / Target day in Korea; NULL in a year without known holidays';
COMMENT ON COLUMN analytics.targets.target_days IS '처리 기한(영업일) / Business days allowed';
COMMENT ON COLUMN analytics.targets.paused_days IS '보완 대기로 더한 일수 / Days added for waiting';
COMMENT ON COLUMN analytics.targets.policy_version IS '적용한 평가 정책 버전 / Version of the scoring policy';
COMMENT ON COLUMN analytics.targets.cause IS '정한 이유 코드 / Why it was set';
COMMENT ON COLUMN analytics.targets.cause_ko IS '정한 이유(한국어) / Why it was set in Korean';
COMMENT ON COLUMN analytics.targets.cause_en IS '정한 이유(영어) / Why it was set in English';
COMMENT ON COLUMN analytics.targets.breached IS '이 기한을 지났는지 / Whether it passed while the review was open';
COMMENT ON COLUMN analytics.targets.breached_at IS '기한 경과가 기록된 일시 / When that was recorded; NULL otherwise';
COMMENT ON COLUMN analytics.targets.breached_on IS '기한 경과가 기록된 날(한국 날짜) / Day that was recorded, in Korea';
COMMENT ON COLUMN analytics.targets.holds IS '마지막으로 정한 기한인지 / Whether it is the last one set';
COMMENT ON COLUMN analytics.targets.position IS '로그 위치 / Position in the log';

-- The timeline stores the facts of an event of a finding under the name of the event.
CREATE OR REPLACE VIEW analytics_people.finding_events AS
SELECT
    t.review_id, t.facts -> t.event ->> 'finding' AS finding, r.team, k.word AS event, w.ko AS event_ko, w.en AS event_en,
    t.occurred_at AS happened_at, (t.occurred_at AT TIME ZONE 'Asia/Seoul')::date AS happened_on, t.actor_subject,
    t.actor_name, coalesce(t.facts -> t.event ->> 'reason', t.facts -> t.event ->> 'description') AS detail,
    t.seq AS position
FROM timeline t JOIN reviews r USING (review_id)
CROSS JOIN LATERAL (SELECT lower(regexp_replace(t.event, '([a-z])([A-Z])', '\1_\2', 'g')) AS word) k
LEFT JOIN analytics.words w ON w.kind = 'finding_event' AND w.word = k.word
WHERE jsonb_exists(t.facts, t.event);
COMMENT ON VIEW analytics_people.finding_events IS '조치 항목의 사건 1건당 1행; 개인정보 포함 / One row for everything that happened to a finding; contains personal data';
COMMENT ON COLUMN analytics_people.finding_events.review_id IS '검토 식별자 / Id of the review';
COMMENT ON COLUMN analytics_people.finding_events.finding IS '조치 항목 번호(F-1 등) / Number of the finding, such as F-1';
COMMENT ON COLUMN analytics_people.finding_events.team IS '검토 요청 부서 / Team of the review';
COMMENT ON COLUMN analytics_people.finding_events.event IS '사건 코드 / What happened';
COMMENT ON COLUMN analytics_people.finding_events.event_ko IS '사건(한국어) / What happened in Korean';
COMMENT ON COLUMN analytics_people.finding_events.event_en IS '사건(영어) / What happened in English';
COMMENT ON COLUMN analytics_people.finding_events.happened_at IS '일시 / When it happened';
COMMENT ON COLUMN analytics_people.finding_events.happened_on IS '날짜(한국 날짜) / Day it happened, in Korea';
COMMENT ON COLUMN analytics_people.finding_events.actor_subject IS '행위자 계정 식별자(개인정보) / Account of the person who did it (personal data)';
COMMENT ON COLUMN analytics_people.finding_events.actor_name IS '행위자 이름(개인정보) / Name of the person who did it (personal data)';
COMMENT ON COLUMN analytics_people.finding_events.detail IS '사유 또는 조치 내용(개인정보) / Reason or what was done (personal data)';
COMMENT ON COLUMN analytics_people.finding_events.position IS '로그 위치 / Position in the log';

CREATE OR REPLACE VIEW analytics.finding_events AS
SELECT
    review_id, finding, team, event, event_ko, event_en, happened_at, happened_on,
    'p-' || left(encode(sha256((SELECT key FROM projection.pseudonym) || convert_to(actor_subject, 'UTF8')), 'hex'), 16) AS actor_subject,
    position
FROM analytics_people.finding_events;
COMMENT ON VIEW analytics.finding_events IS '조치 항목의 사건 1건당 1행; 이름·계정 대신 가명 / One row for everything that happened to a finding; pseudonyms instead of names and accounts';
{COMMENTS finding_events EXCEPT detail, actor_name}
COMMENT ON COLUMN analytics.finding_events.actor_subject IS '행위자의 가명 / Pseudonym of the person who did it';
