ALTER TABLE commits ADD PRIMARY KEY (seq);
ALTER TABLE subtrees ADD PRIMARY KEY (level, index);
-- The commits of one review. The subject of a message from elsewhere may be too long for an index.
CREATE INDEX commits_by_subject ON commits (subject, seq) WHERE commit_id IS NOT NULL;
