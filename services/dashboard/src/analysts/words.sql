-- The views of analysts, over the tables of the live generation. Names and types of columns never change; new columns come at
-- the end. Every view and column has a comment in both languages. Dates are those of Korea.
--
-- Names, accounts and free text are personal data: they are in the views of schema analytics_people. The view of the same name in
-- schema analytics has a pseudonym where that one has a name or an account, and NULL where it has free text. A pseudonym is
-- made with a key that analysts cannot read, so that they cannot try accounts until one fits.

-- Over no table and with columns that never change: the views of every projection are made with it.
CREATE OR REPLACE VIEW analytics.words AS
SELECT * FROM (VALUES
    {WORDS}
) AS words (kind, word, rank, ko, en);
COMMENT ON VIEW analytics.words IS '코드값과 한국어·영어 명칭; 개인정보 없음 / Words with their names in Korean and English; no personal data';
COMMENT ON COLUMN analytics.words.kind IS '코드 종류(status, level 등) / Kind of word: status, level, …';
COMMENT ON COLUMN analytics.words.word IS '코드값 / The word as other views hold it';
COMMENT ON COLUMN analytics.words.rank IS '종류 안에서의 순서 / Its place in the order of its kind';
COMMENT ON COLUMN analytics.words.ko IS '한국어 명칭 / Korean name';
COMMENT ON COLUMN analytics.words.en IS '영어 명칭 / English name';
