-- One row per review, as lists and summaries show it. Words are those of the vocabulary, in their written form.
CREATE TABLE reviews (
    review_id         uuid        PRIMARY KEY,
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
    submitted_at      timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL
) WITH (fillfactor = 80); -- every review is updated a few times

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
