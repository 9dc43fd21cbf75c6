-- Who works on what. Any session that may connect can take an advisory lock, an analyst's too; a row of this table can be
-- taken only by the role that owns it.
CREATE TABLE projection.leases (
    -- Such as `projection board (live)` or `log heads`.
    what     text        PRIMARY KEY,
    -- The session that holds it: its process, when it began and its role. It is free again when that session has ended.
    pid      integer,
    began    timestamptz,
    role     oid,
    -- Counts the holders: a session that read the row before another one took it comes too late.
    epoch    bigint      NOT NULL DEFAULT 0,
    taken_at timestamptz NOT NULL DEFAULT now()
);

-- The session that works on a rebuild.
ALTER TABLE projection.rebuilds ADD COLUMN pid integer, ADD COLUMN began timestamptz, ADD COLUMN role oid;

-- Whether a session goes on. When a session of another role began is shown to nobody else: then process and role decide.
CREATE FUNCTION projection.goes_on(pid integer, began timestamptz, role oid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM pg_stat_activity a
        WHERE a.pid = $1 AND a.usesysid = $3 AND coalesce(a.backend_start = $2, true))
$$;

COMMENT ON TABLE projection.leases IS '작업별 담당 세션 / The session that does each piece of work';
