-- Rows are kept as they were: `seq` is the commit that made a row what it is, `until` the one that ended that,
-- 9223372036854775807 while none has. At a position p of the log those rows hold with seq <= p < until. The table `findings` is
-- created from the list of its columns in sql.rs.

-- What is only shown of a finding or searched. Of a text that was corrected there is only the latest, whatever moment is shown.
CREATE TABLE openings (
    review_id uuid    NOT NULL,
    number    integer NOT NULL,
    reason    text    NOT NULL, -- what was found
    title_ko  text    NOT NULL, -- of the control; empty when the log does not hold its catalogue
    title_en  text    NOT NULL,
    folded    text    NOT NULL, -- what searches look into: each on its line, as text.rs folds it
    pairs     integer[] NOT NULL, -- the neighbouring characters in it, as numbers
    PRIMARY KEY (review_id, number)
);
-- Nothing is planned by them, and counting elements of arrays takes long.
ALTER TABLE openings ALTER folded SET STATISTICS 0, ALTER pairs SET STATISTICS 0;

-- One row each time verdicts were recorded, with what they have in common.
CREATE TABLE judgements (
    review_id     uuid        NOT NULL,
    seq           bigint      NOT NULL,
    at            timestamptz NOT NULL,
    judge_subject text        NOT NULL,
    judge_name    text        NOT NULL,
    team          text        NOT NULL, -- of the review
    service_types text[]      NOT NULL, -- of the review then
    round         integer     NOT NULL,
    fix           boolean     NOT NULL -- verified a fix instead of judging anew
);

-- One row per verdict. It holds until it is judged again or a new round asks for that.
CREATE TABLE verdicts (
    review_id  uuid    NOT NULL,
    checkpoint text    NOT NULL,
    seq        bigint  NOT NULL,
    until      bigint  NOT NULL,
    corrected  bigint  NOT NULL, -- the commit that judged it again in the same round, or took it back; 9223372036854775807 while none has
    round      integer NOT NULL,
    layer      text,             -- NULL when the log does not hold its catalogue
    result     text    NOT NULL,
    method     text    NOT NULL,
    evidence   integer NOT NULL, -- pieces it names, files and links
    files      integer NOT NULL, -- files among them
    PRIMARY KEY (review_id, checkpoint, seq)
);

-- One row per checkpoint of a checklist, for as long as it is on it and stays the same.
CREATE TABLE items (
    review_id  uuid    NOT NULL,
    checkpoint text    NOT NULL,
    seq        bigint  NOT NULL,
    until      bigint  NOT NULL,
    layer      text,
    mandatory  boolean NOT NULL,
    PRIMARY KEY (review_id, checkpoint, seq)
);

-- The checklist of each review, as far as its verdicts and findings need it; one without anything when a review is withdrawn before
-- it has one. Not kept as it was.
CREATE TABLE checklists (
    review_id     uuid    PRIMARY KEY,
    team          text    NOT NULL,
    service_types text[]  NOT NULL,
    catalogs      text[]  NOT NULL, -- catalogue@version, each the latest used
    judged        integer NOT NULL, -- checkpoints that have a verdict
    withdrawn     boolean NOT NULL  -- whether the review was
) WITH (fillfactor = 80); -- updated with every judgement

-- What the published catalogues say of their controls.
CREATE TABLE controls (
    catalog_id text    NOT NULL,
    version    integer NOT NULL,
    control_id text    NOT NULL,
    seq        bigint  NOT NULL,
    layer      text    NOT NULL,
    title_ko   text    NOT NULL,
    title_en   text    NOT NULL,
    PRIMARY KEY (catalog_id, version, control_id)
);
