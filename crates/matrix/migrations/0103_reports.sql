-- What the host made of a report.
ALTER TABLE report ADD COLUMN score BIGINT;           -- -100 (worst) to 0, from clients of older versions of the spec
ALTER TABLE report ADD COLUMN resolved_ms BIGINT;
ALTER TABLE report ADD COLUMN resolved_by_nid BIGINT;
ALTER TABLE report ADD COLUMN note TEXT;
CREATE INDEX report_open ON report (id) WHERE resolved_ms IS NULL;
