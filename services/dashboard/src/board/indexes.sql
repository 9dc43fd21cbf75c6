-- Searches: the pairs of characters of each text.
CREATE INDEX texts_by_pair ON texts USING gin (pairs);
CREATE UNIQUE INDEX texts_key ON texts (review_id, seq);

-- Lists in each of their orders, over all teams and for one team. With `seq` in the index, a row need not be read to see
-- whether it has changed since a position. The index on `seq` finds the rows that have.
CREATE INDEX reviews_by_submitted ON reviews (submitted_at, review_id, seq);
CREATE INDEX reviews_by_updated ON reviews (updated_at, review_id, seq);
CREATE INDEX reviews_by_score ON reviews (score, review_id, seq);
CREATE INDEX reviews_by_team ON reviews (team, submitted_at, review_id, seq);
CREATE INDEX reviews_by_due ON reviews (due_by, review_id, seq);
CREATE INDEX reviews_by_seq ON reviews (seq);
CREATE UNIQUE INDEX reviews_by_number ON reviews (number);

-- Conditions that few rows meet.
CREATE INDEX reviews_by_status ON reviews (status);
CREATE INDEX reviews_overdue ON reviews (submitted_at) WHERE overdue;
CREATE INDEX reviews_stale ON reviews (submitted_at) WHERE decision_stale;

-- The same for rows that have ended.
CREATE UNIQUE INDEX past_key ON past (review_id, seq);
CREATE INDEX past_by_submitted ON past (submitted_at, review_id, seq, until);
CREATE INDEX past_by_updated ON past (updated_at, review_id, seq, until);
CREATE INDEX past_by_score ON past (score, review_id, seq, until);
CREATE INDEX past_by_team ON past (team, submitted_at, review_id, seq, until);
CREATE INDEX past_by_due ON past (due_by, review_id, seq, until);
CREATE INDEX past_by_seq ON past (seq);
CREATE INDEX past_by_until ON past (until);
-- The rows that held at a position.
CREATE INDEX past_by_node ON past (node, seq, until);

CREATE UNIQUE INDEX counts_key ON counts (team, seq);

CREATE UNIQUE INDEX moves_key ON moves (review_id, seq);
CREATE INDEX moves_by_time ON moves (at);

CREATE UNIQUE INDEX profiles_key ON profiles (review_id, seq);

CREATE UNIQUE INDEX clock_key ON clock (seq);
CREATE INDEX clock_by_time ON clock (at, seq);

CREATE UNIQUE INDEX timeline_key ON timeline (review_id, seq, ordinal);
-- Analysts ask for one kind of event: in all reviews, or before or after another event of the same review.
CREATE INDEX timeline_by_event ON timeline (event, review_id, seq);
