-- Lists in each of their orders, for everybody and for one team; the counts of the summary.
CREATE INDEX reviews_by_submitted ON reviews (submitted_at, review_id);
CREATE INDEX reviews_by_updated ON reviews (updated_at, review_id);
CREATE INDEX reviews_by_score ON reviews (score, review_id);
CREATE INDEX reviews_by_team ON reviews (team, submitted_at, review_id);
CREATE INDEX reviews_counts ON reviews (team, status, level);

ALTER TABLE timeline ADD PRIMARY KEY (review_id, seq, ordinal);
