-- Among jobs of a kind, lower turns come first: fairness between people who each have several.
ALTER TABLE job ADD COLUMN turn BIGINT NOT NULL DEFAULT 0;
