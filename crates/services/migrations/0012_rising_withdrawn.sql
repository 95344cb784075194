-- Whoever has the file of such a version is warned: it was offered once, and is no longer.
ALTER TABLE directory_release ADD COLUMN warns BIGINT NOT NULL DEFAULT 0;
UPDATE directory_release SET warns = 1 WHERE state = 3;
UPDATE directory_release SET warns = 1 WHERE state = 1 AND EXISTS (
  SELECT 1 FROM directory_entry e WHERE e.nid = directory_release.entry_nid
  AND (e.state = 2 OR (e.state = 3 AND e.source <> '')));
CREATE INDEX directory_release_warns ON directory_release (nid) WHERE warns = 1;
-- What rises: how often a mini-app was fetched from here on a day, of each network once, and how many were in a listed
-- group when that day began. Of nobody it says who. Days are since 1970, UTC; two weeks are kept.
CREATE TABLE directory_adds (
  day BIGINT NOT NULL,
  entry_nid BIGINT NOT NULL REFERENCES directory_entry (nid),
  n BIGINT NOT NULL,
  PRIMARY KEY (day, entry_nid)
);
CREATE INDEX directory_adds_entry ON directory_adds (entry_nid);
CREATE TABLE directory_members (
  day BIGINT NOT NULL,
  entry_nid BIGINT NOT NULL REFERENCES directory_entry (nid),
  n BIGINT NOT NULL,
  PRIMARY KEY (day, entry_nid)
);
CREATE INDEX directory_members_entry ON directory_members (entry_nid);
