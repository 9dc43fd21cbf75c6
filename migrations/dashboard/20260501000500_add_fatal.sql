-- What earlier builds of a projection did not survive: each build begins at the first commit again
-- (crates/projector/src/build_deaths.rs).
ALTER TABLE projection.attempts ADD COLUMN fatal bigint[] NOT NULL DEFAULT '{}';
