-- Work that a committed change needs done, also after a crash.
CREATE TABLE job (
  id BIGINT PRIMARY KEY,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,          -- JSON of ids and numbers, never of content
  run_at_ms BIGINT NOT NULL,      -- not before; 2^63-1: given up
  leased_until_ms BIGINT NOT NULL DEFAULT 0,
  attempts BIGINT NOT NULL DEFAULT 0,
  last_error TEXT
);
CREATE INDEX job_run_at ON job (run_at_ms);
