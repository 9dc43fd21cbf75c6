-- Commits that a projection could not take in, and the later ones of the same unit, which wait behind them. Written in
-- the same transaction as the position that goes past them.
CREATE TABLE projection.parked (
    name       text        NOT NULL,
    generation integer     NOT NULL,
    seq        bigint      NOT NULL,
    -- What is parked together: for reviews all commits about one of them.
    unit       text        NOT NULL,
    subject    text        NOT NULL,
    -- This build does not understand it, the database refuses its rows, or it only waits behind another of its unit.
    cause      text        NOT NULL CHECK (cause IN ('unreadable', 'unwritable', 'waiting')),
    -- What is wrong with it; empty for one that waits.
    reason     text        NOT NULL,
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
    -- Who asked for it, and for what: the generation to put back, whether differing rows are replaced.
    started_by  text        NOT NULL,
    wanted      integer,
    replaces    boolean     NOT NULL,
    started_at  timestamptz NOT NULL DEFAULT now(),
    -- Whoever is killed leaves `running` behind without the advisory lock that goes with it.
    state       text        NOT NULL DEFAULT 'running'
                CHECK (state IN ('running', 'succeeded', 'differs', 'failed', 'interrupted')),
    stage       text        NOT NULL DEFAULT 'loading' CHECK (stage IN ('loading', 'indexing', 'comparing', 'swapping')),
    done        bigint      NOT NULL DEFAULT 0,
    target      bigint      NOT NULL DEFAULT 0,
    finished_at timestamptz,
    -- The generation that is live since, and the one that was.
    generation  integer,
    retired     integer,
    -- What the comparison with the live generation said; NULL when there was none.
    compared    text CHECK (compared IN ('equal', 'differs', 'other_shape', 'mended')),
    -- Parked commits that the new generation holds.
    mended      bigint      NOT NULL DEFAULT 0,
    -- The first difference, or why it failed.
    outcome     text        NOT NULL DEFAULT ''
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
