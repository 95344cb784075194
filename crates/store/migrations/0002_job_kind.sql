-- A runner looks for jobs of its own kinds.
DROP INDEX job_run_at;
CREATE INDEX job_kind ON job (kind, run_at_ms);
