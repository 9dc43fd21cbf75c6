-- Where every generation of every projection stands. The tables of a generation live in a schema of their own,
-- <name>_g<generation>; readers use the views in schema <name>, which point at the live one.
CREATE SCHEMA projection;

CREATE TABLE projection.positions (
    name       text    NOT NULL,
    generation integer NOT NULL CHECK (generation > 0),
    state      text    NOT NULL CHECK (state IN ('building', 'live', 'retired')),
    -- What the rows depend on beside the log: version of the projection and digest of its tables.
    shape      text    NOT NULL,
    -- Sequence of the last commit in the rows. Written in the same transaction as they are.
    seq        bigint  NOT NULL CHECK (seq >= 0),
    PRIMARY KEY (name, generation)
) WITH (fillfactor = 10); -- updated with every batch: room for it on the same page

CREATE UNIQUE INDEX positions_one_live ON projection.positions (name) WHERE state = 'live';

COMMENT ON SCHEMA projection IS '프로젝션의 세대와 위치 / Generations of projections and where they stand';
COMMENT ON TABLE projection.positions IS '프로젝션 세대별 반영 위치 / How far each generation of a projection has come';
