-- What the swap of a rebuild dropped: what others made of views whose columns could not stay, and views that there are no more.
ALTER TABLE projection.rebuilds ADD COLUMN dropped text[] NOT NULL DEFAULT '{}';
