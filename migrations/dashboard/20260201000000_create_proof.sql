-- Signed heads of the log's Merkle tree. Outside of every generation: a rebuilt archive has to continue them.
CREATE SCHEMA proof;

CREATE TABLE proof.heads (
    -- Commits under the head; the last of them has this sequence.
    size      bigint      PRIMARY KEY CHECK (size > 0),
    root      bytea       NOT NULL CHECK (octet_length(root) = 32),
    signed_at timestamptz NOT NULL,
    -- The signed note, as it is handed out (docs/proof.md).
    note      text        NOT NULL
);

COMMENT ON SCHEMA proof IS '이벤트 로그의 무결성 증명 / Proof that the event log is unaltered';
COMMENT ON TABLE proof.heads IS '서명된 머클 트리 헤드 / Signed heads of the Merkle tree';
