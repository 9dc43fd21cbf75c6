ALTER TABLE commits ADD PRIMARY KEY (seq);
ALTER TABLE subtrees ADD PRIMARY KEY (level, index);
-- One review's own commits. A stranger's subject may be too long for an index.
CREATE INDEX commits_by_subject ON commits (subject, seq) WHERE commit_id IS NOT NULL;
