-- From where a process begins to project. The row goes away when all is written that was there at the start; one that stays
-- tells the next process that it died on its way (crates/projector/src/deaths.rs).
CREATE TABLE projection.attempts (
    name    text    PRIMARY KEY,
    -- The run that wrote it.
    process uuid    NOT NULL,
    -- Position from which it began.
    seq     bigint  NOT NULL,
    -- How often that position was begun without an end.
    begun   integer NOT NULL,
    -- Position at which the row goes away.
    until   bigint  NOT NULL,
    -- Whether commits are taken one by one up to there.
    alone   boolean NOT NULL
);

COMMENT ON TABLE projection.attempts IS '프로젝션이 처리를 시작한 위치 / Where projections began, and whether they survived it';
