-- Searches: the pairs of characters of each text.
CREATE INDEX openings_by_pair ON openings USING gin (pairs);

CREATE UNIQUE INDEX judgements_key ON judgements (review_id, seq);
CREATE INDEX judgements_by_time ON judgements (at, review_id, seq);
CREATE INDEX judgements_by_team ON judgements (team, at, review_id, seq);

-- Lists in each of their orders, over all teams and for one team.
CREATE INDEX findings_by_due ON findings (due_at, review_id, number, seq, until);
CREATE INDEX findings_by_opened ON findings (opened_at, review_id, number, seq, until);
CREATE INDEX findings_by_updated ON findings (updated_at, review_id, number, seq, until);
CREATE INDEX findings_by_severity ON findings (severity_rank, review_id, number, seq, until);
CREATE INDEX findings_by_team ON findings (team, due_at, review_id, number, seq, until);

-- Counts of findings that need attention.
CREATE INDEX findings_overdue ON findings (seq, until) INCLUDE (team, status, acceptance) WHERE overdue;
CREATE INDEX findings_ending ON findings (seq, until) INCLUDE (team) WHERE acceptance_ending;
CREATE INDEX findings_claimed ON findings (seq, until) INCLUDE (review_id) WHERE status = 'fix_claimed';
