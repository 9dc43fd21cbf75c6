-- Every commit of the log, as stored.
CREATE TABLE commits (
    seq         bigint      NOT NULL, -- in the log
    subject     text        NOT NULL,
    commit_id   uuid,                 -- none: a message of a stranger, kept because a tree has no holes
    recorded_at timestamptz,          -- the writer's time; if that was ahead of the log's, the log's
    payload     bytea       NOT NULL,
    -- Of seq, subject and payload, as docs/proof.md says: leaf seq - 1 of the tree.
    leaf_hash   bytea       NOT NULL
);

-- Every eighth level of the tree above the leaves.
CREATE TABLE subtrees (
    level integer NOT NULL, -- 8 for the root of 256 leaves, 16 for that of 65,536, …
    index bigint  NOT NULL, -- within its level, from 0
    hash  bytea   NOT NULL
);
