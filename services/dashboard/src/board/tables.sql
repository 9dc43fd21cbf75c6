-- Rows are kept as they were: `seq` is the commit that made a row what it is, `until` the one that ended that. At a
-- position p of the log those rows hold with seq <= p < until. Rows of `reviews` have not ended; that table is created
-- from the list of its columns in sql.rs.

-- The rows of `reviews` as they were, each with the commit that ended it.
CREATE TABLE past (
    LIKE reviews,
    until bigint NOT NULL,
    node  bigint NOT NULL -- where it held, as one number: see node.rs
);

-- Numbers kept for requests that are parked: a request gets its number when it is projected.
CREATE TABLE reserved (
    number    bigint PRIMARY KEY,
    review_id uuid   NOT NULL
);

-- The texts that searches compare: title, description and team of each review.
CREATE TABLE texts (
    review_id uuid   NOT NULL,
    seq       bigint NOT NULL,
    until     bigint NOT NULL, -- 9223372036854775807 when it has not ended
    folded    text   NOT NULL, -- each on its line, as text.rs folds it
    pairs     integer[] NOT NULL -- the neighbouring characters in it, as numbers
);
-- The planner does not use statistics of these columns, and counting the elements of arrays takes long.
ALTER TABLE texts ALTER folded SET STATISTICS 0, ALTER pairs SET STATISTICS 0;

-- How many reviews of each kind there were after every 1,024 commits: a row for each team with a change among these commits,
-- and one for all teams together, with the team ''.
CREATE TABLE counts (
    team  text      NOT NULL,
    seq   bigint    NOT NULL, -- the last of those commits
    cells integer[] NOT NULL  -- kinds and their counts in turn, without those of count 0: see cells.rs
);

-- What trends count: one row for every commit that requested a review, changed its status or called for work to be repeated.
CREATE TABLE moves (
    review_id      uuid        NOT NULL,
    seq            bigint      NOT NULL,
    at             timestamptz NOT NULL,
    team           text        NOT NULL,
    before         text,             -- NULL for a request
    after          text,             -- both NULL where the status stayed what it was
    stay           bigint,           -- how long it had been in the status before, in microseconds
    further_rounds integer     NOT NULL,
    fixes_rejected integer     NOT NULL
);

-- The commits that were recorded later than all before them. They turn a time into a position, although the clocks of writers
-- differ.
CREATE TABLE clock (
    seq bigint      NOT NULL,
    at  timestamptz NOT NULL
);

-- The inputs of scores that are not in `reviews`: one row for every commit that gave them. NULL where the commit did not.
CREATE TABLE profiles (
    review_id     uuid   NOT NULL,
    seq           bigint NOT NULL,
    stage         text,
    exposure      text,
    data_classes  text[] NOT NULL,
    user_scale    text,
    impact        text,  -- the worst of the following
    financial     text,
    reputation    text,
    legal_privacy text,
    safety        text
);

-- One row per event of a review.
CREATE TABLE timeline (
    review_id     uuid        NOT NULL,
    seq           bigint      NOT NULL, -- of the commit in the log
    ordinal       integer     NOT NULL, -- of the event in the commit, from 1
    occurred_at   timestamptz NOT NULL,
    actor_subject text        NOT NULL,
    actor_name    text        NOT NULL,
    event         text        NOT NULL,
    internal      boolean     NOT NULL, -- only for those who work on reviews
    trace_id      text,                 -- W3C, in hex; NULL when not traced
    facts         jsonb       NOT NULL  -- what its sentence needs
);
