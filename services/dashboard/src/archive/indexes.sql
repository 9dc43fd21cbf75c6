ALTER TABLE commits ADD PRIMARY KEY (seq);
ALTER TABLE subtrees ADD PRIMARY KEY (level, index);
-- One review's own commits.
CREATE INDEX commits_by_subject ON commits (subject, seq);
