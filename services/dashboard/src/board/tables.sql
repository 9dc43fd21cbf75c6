-- Rows are kept as they were: `seq` is the commit that made a row what it is, `until` the one that ended that. At a
-- position p of the log those rows hold with seq <= p < until. Rows of `reviews` have not ended.

-- One row per review, as lists and summaries show it. Words are those of the vocabulary, in their written form.
CREATE TABLE reviews (
    review_id         uuid        PRIMARY KEY,
    seq               bigint      NOT NULL,
    title             text        NOT NULL,
    team              text        NOT NULL,
    requester_subject text        NOT NULL,
    requester_name    text        NOT NULL,
    status            text        NOT NULL,
    level             text,       -- NULL until scored
    score             integer     NOT NULL, -- 0 until scored
    depth             text,       -- NULL until scored
    service_types     text[]      NOT NULL,
    components        text[]      NOT NULL,
    total             integer,    -- checkpoints; this and the following are NULL until there is a checklist
    mandatory         integer,
    pass              integer,
    fail              integer,
    partial           integer,
    not_applicable    integer,
    mandatory_open    integer,
    assignee_subject  text,       -- NULL while nobody works on it
    assignee_name     text,
    due_at            timestamptz, -- NULL without a target date
    overdue           boolean     NOT NULL, -- open past its target date
    decision_stale    boolean     NOT NULL, -- something moved under its decision
    duplicate         boolean     NOT NULL, -- rejected at triage because another review covers it
    open_findings     integer     NOT NULL,
    accepted_findings integer     NOT NULL, -- for as long as their acceptance lasts
    submitted_at      timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    status_since      timestamptz NOT NULL,
    number            bigint      NOT NULL, -- year and place: see number.rs
    -- What lists are ordered by where the columns above may have no value.
    level_rank        integer     NOT NULL, -- 0 until scored
    due_by            timestamptz NOT NULL, -- the end of all times without a target date
    -- Findings, such as F-2, of which a step waits.
    fixes_claimed     text[]      NOT NULL, -- a fix to be verified
    acceptances_asked text[]      NOT NULL, -- an acceptance to be decided
    people            text        NOT NULL  -- accounts of requester and assignee as text.rs folds them, each on its line
) WITH (fillfactor = 80); -- every review is updated a few times

-- The rows of `reviews` as they were, each with the commit that ended it.
CREATE TABLE past (
    LIKE reviews,
    until bigint NOT NULL,
    node  bigint NOT NULL -- where it held, as one number: see node.rs
);

-- Numbers of requests that are parked: they get them when they are taken in.
CREATE TABLE reserved (
    number    bigint PRIMARY KEY,
    review_id uuid   NOT NULL
);

-- What searches look into: title, description and team of each review.
CREATE TABLE texts (
    review_id uuid   NOT NULL,
    seq       bigint NOT NULL,
    until     bigint NOT NULL, -- 9223372036854775807 when it has not ended
    folded    text   NOT NULL, -- each on its line, as text.rs folds it
    pairs     integer[] NOT NULL -- the neighbouring characters in it, as numbers
);
-- Nothing is planned by them, and counting elements of arrays takes long.
ALTER TABLE texts ALTER folded SET STATISTICS 0, ALTER pairs SET STATISTICS 0;

-- How many reviews of each kind there were after every 1,024 commits in which there was any change to one, for each team
-- that it concerns, and for all teams together under ''.
CREATE TABLE counts (
    team  text      NOT NULL,
    seq   bigint    NOT NULL, -- the last of those commits
    cells integer[] NOT NULL  -- kinds and their counts in turn, as far as there are any: see cells.rs
);

-- What trends count: one row for every commit that requested a review, changed its status or had work done again.
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

-- Which commits were recorded later than all before them: time as positions, whatever the clocks of the writers do.
CREATE TABLE clock (
    seq bigint      NOT NULL,
    at  timestamptz NOT NULL
);

-- What reviews were scored on, beside what their rows say: one row for every commit that said so. NULL where it did not.
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
    facts         jsonb       NOT NULL  -- what the sentence about it needs
);
