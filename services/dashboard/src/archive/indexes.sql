ALTER TABLE commits ADD PRIMARY KEY (seq);
ALTER TABLE subtrees ADD PRIMARY KEY (level, index);
