CREATE OR REPLACE VIEW analytics_people.checkpoint_verdicts AS
SELECT
    v.review_id, j.team, v.checkpoint, split_part(v.checkpoint, ':', 1) AS catalog_id,
    split_part(v.checkpoint, ':', 2) AS control_id, v.layer, y.ko AS layer_ko, y.en AS layer_en, v.result,
    r.ko AS result_ko, r.en AS result_en, v.method, m.ko AS method_ko, m.en AS method_en, v.round, j.judge_subject,
    j.judge_name, j.at AS judged_at, (j.at AT TIME ZONE 'Asia/Seoul')::date AS judged_on, j.fix AS verified_fix,
    v.until = 9223372036854775807 AND EXISTS (SELECT FROM items i WHERE i.review_id = v.review_id AND i.checkpoint = v.checkpoint AND i.until = 9223372036854775807) AS holds,
    v.corrected = 9223372036854775807 AND NOT j.fix AS counts, v.seq AS position, v.evidence, v.files AS evidence_files
FROM verdicts v JOIN judgements j USING (review_id, seq)
LEFT JOIN analytics.words y ON y.kind = 'layer' AND y.word = v.layer
LEFT JOIN analytics.words r ON r.kind = 'result' AND r.word = v.result
LEFT JOIN analytics.words m ON m.kind = 'method' AND m.word = v.method;
COMMENT ON VIEW analytics_people.checkpoint_verdicts IS '점검 항목의 점검 결과 1건당 1행, 재점검 이력 포함; 개인정보 포함 / One row per result of a checkpoint, also those judged again since; contains personal data';
COMMENT ON COLUMN analytics_people.checkpoint_verdicts.review_id IS '검토 식별자 / Id of the review';
COMMENT ON COLUMN analytics_people.checkpoint_verdicts.team IS '검토 요청 부서 / Team of the review';
COMMENT ON COLUMN analytics_people.checkpoint_verdicts.checkpoint IS '점검 항목 키(카탈로그:항목:점검) / Key of the checkpoint: catalogue, control and check';
COMMENT ON COLUMN analytics_people.checkpoint_verdicts.catalog_id IS '카탈로그 식별자 / Catalogue it is from';
COMMENT ON COLUMN analytics_people.checkpoint_verdicts.control_id IS '보안요구사항 항목 번호 / Control within the catalogue';
COMMENT ON COLUMN analytics_people.checkpoint_verdicts.layer IS '정보 흐름 코드, 로그에 카탈로그가 없으면 NULL / Flow layer; NULL when the log does not hold the catalogue';
COMMENT ON COLUMN analytics_people.checkpoint_verdicts.layer_ko IS '정보 흐름(한국어) / Flow layer in Korean';
COMMENT ON COLUMN analytics_people.checkpoint_verdicts.layer_en IS '정보 흐름(영어) / Flow layer in English';
COMMENT ON COLUMN analytics_people.checkpoint_verdicts.result IS '점검 결과 코드 / Result';
COMMENT ON COLUMN analytics_people.checkpoint_verdicts.result_ko IS '점검 결과(한국어) / Result in Korean';
COMMENT ON COLUMN analytics_people.checkpoint_verdicts.result_en IS '점검 결과(영어) / Result in English';
COMMENT ON COLUMN analytics_people.checkpoint_verdicts.method IS '점검 방법 코드 / How it was judged';
COMMENT ON COLUMN analytics_people.checkpoint_verdicts.method_ko IS '점검 방법(한국어) / Method in Korean';
COMMENT ON COLUMN analytics_people.checkpoint_verdicts.method_en IS '점검 방법(영어) / Method in English';
COMMENT ON COLUMN analytics_people.checkpoint_verdicts.round IS '점검한 진단(N차) / Round of the diagnosis in which it was given';
COMMENT ON COLUMN analytics_people.checkpoint_verdicts.judge_subject IS '점검자 계정 식별자(개인정보) / Account of the reviewer (personal data)';
COMMENT ON COLUMN analytics_people.checkpoint_verdicts.judge_name IS '점검자 이름(개인정보) / Name of the reviewer (personal data)';
COMMENT ON COLUMN analytics_people.checkpoint_verdicts.judged_at IS '점검 일시 / When it was judged';
COMMENT ON COLUMN analytics_people.checkpoint_verdicts.judged_on IS '점검일(한국 날짜) / Day it was judged, in Korea';
COMMENT ON COLUMN analytics_people.checkpoint_verdicts.verified_fix IS '조치 확인으로 내린 결과인지 / Whether a fix was verified by it';
COMMENT ON COLUMN analytics_people.checkpoint_verdicts.holds IS '현재 점검표에서 유효한 결과인지 / Whether it is the result that holds now, of a checkpoint that is on the checklist';
COMMENT ON COLUMN analytics_people.checkpoint_verdicts.counts IS '집계 대상인지(같은 진단에서 정정되지 않았고 조치 확인이 아닌 결과) / Whether rates count it: not corrected in its round, and no fix was verified by it';
COMMENT ON COLUMN analytics_people.checkpoint_verdicts.position IS '로그 위치 / Position in the log';
COMMENT ON COLUMN analytics_people.checkpoint_verdicts.evidence IS '근거로 든 증적 수(파일과 링크) / Pieces of evidence it names, files and links';
COMMENT ON COLUMN analytics_people.checkpoint_verdicts.evidence_files IS '그중 등록된 파일 수 / Uploaded files among them';

CREATE OR REPLACE VIEW analytics.checkpoint_verdicts AS
SELECT
    review_id, team, checkpoint, catalog_id, control_id, layer, layer_ko, layer_en, result, result_ko, result_en, method,
    method_ko, method_en, round,
    'p-' || left(encode(sha256((SELECT key FROM projection.pseudonym) || convert_to(judge_subject, 'UTF8')), 'hex'), 16) AS judge_subject,
    'p-' || left(encode(sha256((SELECT key FROM projection.pseudonym) || convert_to(judge_subject, 'UTF8')), 'hex'), 16) AS judge_name,
    judged_at, judged_on, verified_fix, holds, counts, position, evidence, evidence_files
FROM analytics_people.checkpoint_verdicts;
COMMENT ON VIEW analytics.checkpoint_verdicts IS '점검 항목의 점검 결과 1건당 1행, 재점검 이력 포함; 이름·계정 대신 가명 / One row per result of a checkpoint, also those judged again since; pseudonyms instead of names and accounts';
{COMMENTS checkpoint_verdicts}
COMMENT ON COLUMN analytics.checkpoint_verdicts.judge_subject IS '점검자의 가명 / Pseudonym of the reviewer';
COMMENT ON COLUMN analytics.checkpoint_verdicts.judge_name IS '점검자의 가명 / Pseudonym of the reviewer';

CREATE OR REPLACE VIEW analytics_people.checklist_items AS
SELECT
    i.review_id, c.team, i.checkpoint, split_part(i.checkpoint, ':', 1) AS catalog_id,
    split_part(i.checkpoint, ':', 2) AS control_id, k.title_ko AS control_ko, k.title_en AS control_en, i.layer,
    y.ko AS layer_ko, y.en AS layer_en, i.mandatory, v.result IS NOT NULL AS judged, v.result,
    r.ko AS result_ko, r.en AS result_en, v.method, m.ko AS method_ko,
    m.en AS method_en, v.round, j.at AS judged_at, (j.at AT TIME ZONE 'Asia/Seoul')::date AS judged_on, j.judge_subject,
    j.judge_name, v.evidence, v.files AS evidence_files, i.seq AS position
FROM items i JOIN checklists c USING (review_id)
LEFT JOIN verdicts v ON v.review_id = i.review_id AND v.checkpoint = i.checkpoint AND v.until = 9223372036854775807
LEFT JOIN judgements j ON j.review_id = v.review_id AND j.seq = v.seq
LEFT JOIN controls k ON k.catalog_id = split_part(i.checkpoint, ':', 1) AND k.control_id = split_part(i.checkpoint, ':', 2)
    AND k.catalog_id || '@' || k.version = ANY (c.catalogs)
LEFT JOIN analytics.words y ON y.kind = 'layer' AND y.word = i.layer
LEFT JOIN analytics.words r ON r.kind = 'result' AND r.word = coalesce(v.result, 'not_judged')
LEFT JOIN analytics.words m ON m.kind = 'method' AND m.word = v.method
WHERE i.until = 9223372036854775807;
COMMENT ON VIEW analytics_people.checklist_items IS '현재 점검표의 점검 항목 1건당 1행, 미점검 포함; 개인정보 포함 / One row per checkpoint that is on a checklist now, judged or not; contains personal data';
COMMENT ON COLUMN analytics_people.checklist_items.review_id IS '검토 식별자 / Id of the review';
COMMENT ON COLUMN analytics_people.checklist_items.team IS '검토 요청 부서 / Team of the review';
COMMENT ON COLUMN analytics_people.checklist_items.checkpoint IS '점검 항목 키(카탈로그:항목:점검) / Key of the checkpoint: catalogue, control and check';
COMMENT ON COLUMN analytics_people.checklist_items.catalog_id IS '카탈로그 식별자 / Catalogue it is from';
COMMENT ON COLUMN analytics_people.checklist_items.control_id IS '보안요구사항 항목 번호 / Control within the catalogue';
COMMENT ON COLUMN analytics_people.checklist_items.control_ko IS '보안요구사항 항목명(한국어), 로그에 카탈로그가 없으면 NULL / Title of the control in Korean; NULL when the log does not hold the catalogue';
COMMENT ON COLUMN analytics_people.checklist_items.control_en IS '보안요구사항 항목명(영어), 로그에 카탈로그가 없으면 NULL / Title of the control in English; NULL when the log does not hold the catalogue';
COMMENT ON COLUMN analytics_people.checklist_items.layer IS '정보 흐름 코드 / Flow layer';
COMMENT ON COLUMN analytics_people.checklist_items.layer_ko IS '정보 흐름(한국어) / Flow layer in Korean';
COMMENT ON COLUMN analytics_people.checklist_items.layer_en IS '정보 흐름(영어) / Flow layer in English';
COMMENT ON COLUMN analytics_people.checklist_items.mandatory IS '필수 항목인지 / Whether it is mandatory';
COMMENT ON COLUMN analytics_people.checklist_items.judged IS '점검했는지 / Whether it is judged';
COMMENT ON COLUMN analytics_people.checklist_items.result IS '점검 결과 코드, 미점검이면 NULL / Result; NULL while it is not judged';
COMMENT ON COLUMN analytics_people.checklist_items.result_ko IS '점검 결과(한국어) / Result in Korean';
COMMENT ON COLUMN analytics_people.checklist_items.result_en IS '점검 결과(영어) / Result in English';
COMMENT ON COLUMN analytics_people.checklist_items.method IS '점검 방법 코드 / How it was judged';
COMMENT ON COLUMN analytics_people.checklist_items.method_ko IS '점검 방법(한국어) / Method in Korean';
COMMENT ON COLUMN analytics_people.checklist_items.method_en IS '점검 방법(영어) / Method in English';
COMMENT ON COLUMN analytics_people.checklist_items.round IS '점검한 진단(N차) / Round in which it was judged';
COMMENT ON COLUMN analytics_people.checklist_items.judged_at IS '점검 일시 / When it was judged';
COMMENT ON COLUMN analytics_people.checklist_items.judged_on IS '점검일(한국 날짜) / Day it was judged, in Korea';
COMMENT ON COLUMN analytics_people.checklist_items.judge_subject IS '점검자 계정 식별자(개인정보) / Account of the reviewer (personal data)';
COMMENT ON COLUMN analytics_people.checklist_items.judge_name IS '점검자 이름(개인정보) / Name of the reviewer (personal data)';
COMMENT ON COLUMN analytics_people.checklist_items.evidence IS '근거로 든 증적 수(파일과 링크), 미점검이면 NULL / Pieces of evidence the result names, files and links; NULL while it is not judged';
COMMENT ON COLUMN analytics_people.checklist_items.evidence_files IS '그중 등록된 파일 수 / Uploaded files among them';
COMMENT ON COLUMN analytics_people.checklist_items.position IS '점검표에 오른 로그 위치 / Position in the log at which it came on the checklist';

CREATE OR REPLACE VIEW analytics.checklist_items AS
SELECT
    review_id, team, checkpoint, catalog_id, control_id, control_ko, control_en, layer, layer_ko, layer_en, mandatory,
    judged, result, result_ko, result_en, method, method_ko, method_en, round, judged_at, judged_on,
    'p-' || left(encode(sha256((SELECT key FROM projection.pseudonym) || convert_to(judge_subject, 'UTF8')), 'hex'), 16) AS judge_subject,
    evidence, evidence_files, position
FROM analytics_people.checklist_items;
COMMENT ON VIEW analytics.checklist_items IS '현재 점검표의 점검 항목 1건당 1행, 미점검 포함; 이름·계정 대신 가명 / One row per checkpoint that is on a checklist now, judged or not; pseudonyms instead of names and accounts';
{COMMENTS checklist_items EXCEPT judge_name}
COMMENT ON COLUMN analytics.checklist_items.judge_subject IS '점검자의 가명 / Pseudonym of the reviewer';

CREATE OR REPLACE VIEW analytics.controls AS
SELECT
    k.catalog_id, k.version, k.control_id, k.title_ko AS control_ko, k.title_en AS control_en, k.layer, y.ko AS layer_ko,
    y.en AS layer_en, k.version = max(k.version) OVER (PARTITION BY k.catalog_id) AS latest, k.seq AS position
FROM controls k
LEFT JOIN analytics.words y ON y.kind = 'layer' AND y.word = k.layer;
COMMENT ON VIEW analytics.controls IS '공표된 카탈로그 버전별 보안요구사항; 개인정보 없음 / Controls of every published version of the catalogues; no personal data';
COMMENT ON COLUMN analytics.controls.catalog_id IS '카탈로그 식별자 / Catalogue';
COMMENT ON COLUMN analytics.controls.version IS '카탈로그 버전 / Version of the catalogue';
COMMENT ON COLUMN analytics.controls.control_id IS '보안요구사항 항목 번호 / Control within the catalogue';
COMMENT ON COLUMN analytics.controls.control_ko IS '보안요구사항 항목명(한국어) / Title in Korean';
COMMENT ON COLUMN analytics.controls.control_en IS '보안요구사항 항목명(영어) / Title in English';
COMMENT ON COLUMN analytics.controls.layer IS '정보 흐름 코드 / Flow layer';
COMMENT ON COLUMN analytics.controls.layer_ko IS '정보 흐름(한국어) / Flow layer in Korean';
COMMENT ON COLUMN analytics.controls.layer_en IS '정보 흐름(영어) / Flow layer in English';
COMMENT ON COLUMN analytics.controls.latest IS '가장 최근 버전인지 / Whether the version is the latest one published';
COMMENT ON COLUMN analytics.controls.position IS '공표된 로그 위치 / Position in the log at which it was published';
