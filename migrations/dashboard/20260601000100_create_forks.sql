-- What a log held that had parted from the archive, when the archive's history was put in its place. Nothing of it is dropped:
-- each commit is in the log again, at another sequence, or is kept here alone.
CREATE TABLE proof.forks (
    fork        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- The first sequence at which log and archive had different commits.
    parted_at   bigint      NOT NULL CHECK (parted_at > 0),
    -- How far the log went, and the archive.
    log_head    bigint      NOT NULL CHECK (log_head >= parted_at),
    archived    bigint      NOT NULL CHECK (archived >= parted_at),
    found_at    timestamptz NOT NULL DEFAULT now(),
    -- Empty until it is known what became of every commit.
    finished_at timestamptz
);

CREATE TABLE proof.fork_commits (
    fork      bigint NOT NULL REFERENCES proof.forks,
    -- Where it was in the log that had parted.
    seq       bigint NOT NULL,
    subject   text   NOT NULL,
    -- When that log stored it.
    stored_at timestamptz,
    payload   bytea  NOT NULL,
    -- Where the log has it now, or why it was put aside; one of the two once the fork is finished.
    now_at    bigint,
    aside     text,
    PRIMARY KEY (fork, seq),
    CHECK (now_at IS NULL OR aside IS NULL)
);

COMMENT ON TABLE proof.forks IS '로그와 보관본이 갈라진 지점 / Where a log had parted from the archive';
COMMENT ON TABLE proof.fork_commits IS '갈라진 로그의 커밋과 그 처리 결과 / The commits of a log that had parted, and what became of each';
