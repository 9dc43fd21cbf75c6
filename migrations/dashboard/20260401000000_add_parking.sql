-- Commits that a projection could not take in, and the later ones of the same unit, which wait behind them. Written in
-- the same transaction as the position that goes past them.
CREATE TABLE projection.parked (
    name       text        NOT NULL,
    generation integer     NOT NULL,
    seq        bigint      NOT NULL,
    -- What is parked together: for reviews all commits about one of them.
    unit       text        NOT NULL,
    subject    text        NOT NULL,
    -- Why; NULL for a commit that only waits behind another.
    reason     text,
    since      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (name, generation, seq),
    FOREIGN KEY (name, generation) REFERENCES projection.positions ON DELETE CASCADE
);

-- How many units are parked, so that readers learn it together with the position.
ALTER TABLE projection.positions ADD COLUMN parked integer NOT NULL DEFAULT 0 CHECK (parked >= 0);

-- Rebuilds, and generations that were put back: what runs, what came of it.
CREATE TABLE projection.rebuilds (
    rebuild_id  uuid        PRIMARY KEY,
    name        text        NOT NULL,
    kind        text        NOT NULL CHECK (kind IN ('rebuild', 'retry', 'switch')),
    -- Who asked for it.
    started_by  text        NOT NULL,
    started_at  timestamptz NOT NULL DEFAULT now(),
    -- Whoever is killed leaves `running` behind without the lease that goes with it.
    state       text        NOT NULL DEFAULT 'running'
                CHECK (state IN ('running', 'succeeded', 'differs', 'failed', 'interrupted')),
    stage       text        NOT NULL DEFAULT 'loading' CHECK (stage IN ('loading', 'indexing', 'comparing', 'swapping')),
    done        bigint      NOT NULL DEFAULT 0,
    target      bigint      NOT NULL DEFAULT 0,
    finished_at timestamptz,
    -- The generation that is live since, and the one that was.
    generation  integer,
    retired     integer,
    -- Whether the rows were compared and found equal; NULL when there was nothing to compare.
    equal       boolean,
    -- Why it ended otherwise: the first difference, or the error.
    outcome     text
);
CREATE INDEX rebuilds_by_name ON projection.rebuilds (name, started_at);

-- Readers' views made before this know the position only.
DO $$
DECLARE
    live record;
BEGIN
    FOR live IN SELECT name, generation FROM projection.positions WHERE state = 'live' LOOP
        EXECUTE format('CREATE OR REPLACE VIEW %I.position AS SELECT seq, parked FROM projection.positions '
            'WHERE name = %L AND generation = %s', live.name, live.name, live.generation);
    END LOOP;
END
$$;

COMMENT ON TABLE projection.parked IS '반영하지 못하고 보류한 커밋 / Commits that could not be projected and are parked';
COMMENT ON TABLE projection.rebuilds IS '재구축 이력 / Rebuilds and what came of them';
