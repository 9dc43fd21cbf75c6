-- Analysts read the views of schema `analytics`, and with a further role those of `analytics_people`, which have personal data.
-- Takes the place of 20260301000100, which gave a role rights that only an administrator can give: a database owned by an
-- ordinary role could not run it. Roles and rights are no part of a migration any more: every `migrate` looks after them.
CREATE SCHEMA IF NOT EXISTS analytics;
COMMENT ON SCHEMA analytics IS '분석가를 위한 조회용 뷰, 개인정보 없음 / Views for analysts, without personal data';
CREATE SCHEMA analytics_people;
COMMENT ON SCHEMA analytics_people IS '개인정보가 포함된 조회용 뷰 / Views for analysts with personal data';

-- The key of the pseudonyms in schema `analytics`: without it, nobody finds out whose one is by trying accounts. One row, made
-- once; another key gives everybody another pseudonym.
CREATE TABLE projection.pseudonym (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    key bytea NOT NULL CHECK (octet_length(key) = 32)
);
INSERT INTO projection.pseudonym (key)
VALUES (sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')));
COMMENT ON TABLE projection.pseudonym IS '가명을 만드는 키 / The key that pseudonyms are made with';

-- When the writer of a generation last wrote, or found that the log holds nothing more.
ALTER TABLE projection.positions ADD COLUMN heard_at timestamptz;
-- The digest of the views for analysts that show it.
ALTER TABLE projection.positions ADD COLUMN views text NOT NULL DEFAULT '';
