-- A commit that no process survived is parked with a cause of its own. Commits parked before keep the cause they have.
ALTER TABLE projection.parked DROP CONSTRAINT parked_cause_check,
    ADD CONSTRAINT parked_cause_check CHECK (cause IN ('unreadable', 'unwritable', 'fatal', 'waiting'));
