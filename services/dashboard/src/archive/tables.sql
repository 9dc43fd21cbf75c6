-- Every commit of the log, as stored.
CREATE TABLE commits (
    seq         bigint      NOT NULL, -- in the log
    subject     text        NOT NULL,
    commit_id   uuid        NOT NULL,
    recorded_at timestamptz NOT NULL,
    payload     bytea       NOT NULL,
    -- SHA-256(hash of the row before || seq, 8 bytes big-endian || subject || payload); 32 zero bytes before the first.
    hash        bytea       NOT NULL
);
