-- Which process has a job: several work on one database, and what a dead one had is taken up by another.
ALTER TABLE job ADD COLUMN owner TEXT;
UPDATE job SET leased_until_ms = 0;
CREATE INDEX job_owner ON job (owner);
