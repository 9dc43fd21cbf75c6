-- The last number given to a generation of each projection. A number is not given again after its generation was dropped: what
-- people noted about a generation, and the records of rebuilds, would otherwise mean two.
CREATE TABLE projection.numbers (
    name text    PRIMARY KEY,
    last integer NOT NULL CHECK (last > 0)
);

INSERT INTO projection.numbers (name, last)
SELECT name, max(number) FROM (
    SELECT name, generation AS number FROM projection.positions
    UNION ALL SELECT name, generation FROM projection.rebuilds
    UNION ALL SELECT name, retired FROM projection.rebuilds
    UNION ALL SELECT name, wanted FROM projection.rebuilds
) given WHERE number > 0 GROUP BY name;

COMMENT ON TABLE projection.numbers IS '프로젝션별 마지막 세대 번호 / The last generation number of each projection';
