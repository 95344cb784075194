-- The directory: mini-apps, groups, people, organisations and official accounts that chose to be found, and those of
-- other hosts whose list this one subscribes to.
CREATE TABLE directory_entry (
  nid BIGINT PRIMARY KEY,         -- also its place in lists: newer ones have larger numbers
  id TEXT NOT NULL,
  source TEXT NOT NULL,           -- '' of this server; else the name of the server whose list it stands in
  kind BIGINT NOT NULL,           -- 0 mini-app, 1 official account, 2 group, 3 person, 4 organisation
  subject TEXT NOT NULL,          -- app id, room id, user id; of an organisation the entry's own id
  owner_nid BIGINT REFERENCES user_ (nid), -- who put it here; null: another host, or this host's import
  category TEXT NOT NULL,
  state BIGINT NOT NULL,          -- 0 shown, 1 waits for review, 2 removed by the host, 3 withdrawn by its owner
  featured BIGINT NOT NULL,       -- 1: recommended by the host
  confirmed BIGINT NOT NULL,      -- 1: the host says that it is who it says
  domain TEXT,                    -- what it says is its domain
  domain_ms BIGINT,               -- when the domain was last seen to say the same
  token TEXT,                     -- by which the domain says so
  content BYTEA NOT NULL,         -- what its owner wrote
  json BYTEA NOT NULL,            -- how it is shown, signed
  added_ms BIGINT NOT NULL,
  changed_ms BIGINT NOT NULL,
  reviewed_ms BIGINT
);
CREATE UNIQUE INDEX directory_entry_id ON directory_entry (source, id);
CREATE UNIQUE INDEX directory_entry_subject ON directory_entry (source, kind, subject);
CREATE INDEX directory_entry_owner ON directory_entry (owner_nid, nid);
CREATE INDEX directory_entry_source ON directory_entry (source, nid);
-- What shown entries are found by: words of all they say; ~ and beginnings of words of the name; #category, =language,
-- ^ recommended, * all.
CREATE TABLE directory_term (
  term TEXT NOT NULL,
  kind BIGINT NOT NULL,
  entry_nid BIGINT NOT NULL,
  PRIMARY KEY (term, kind, entry_nid)
);
CREATE INDEX directory_term_entry ON directory_term (entry_nid);
-- How many shown entries a kind has in each category.
CREATE TABLE directory_count (
  kind BIGINT NOT NULL,
  category TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (kind, category)
);
-- Versions of mini-apps. Those of other hosts have their bytes elsewhere until somebody asks for them.
CREATE TABLE directory_release (
  nid BIGINT PRIMARY KEY,
  entry_nid BIGINT NOT NULL REFERENCES directory_entry (nid),
  version TEXT NOT NULL,
  state BIGINT NOT NULL,          -- 0 waits for review, 1 reviewed, 2 refused, 3 withdrawn
  sha256 TEXT NOT NULL,           -- of the archive, which is also its blob
  size BIGINT NOT NULL,
  icon TEXT,                      -- SHA-256 of the icon, which is also its blob
  remote TEXT,                    -- where it can be fetched; null: the bytes are here
  manifest BYTEA NOT NULL,        -- what the archive and who published it say
  submitted_ms BIGINT NOT NULL,
  decided_ms BIGINT,
  note TEXT
);
CREATE UNIQUE INDEX directory_release_version ON directory_release (entry_nid, version);
CREATE INDEX directory_release_waits ON directory_release (nid) WHERE state = 0;
CREATE INDEX directory_release_decided ON directory_release (nid) WHERE state > 0;
CREATE INDEX directory_release_blob ON directory_release (sha256);
CREATE INDEX directory_release_icon ON directory_release (icon);
-- What people report to the host.
CREATE TABLE directory_report (
  id BIGINT PRIMARY KEY,
  entry_nid BIGINT NOT NULL REFERENCES directory_entry (nid),
  reporter_nid BIGINT NOT NULL REFERENCES user_ (nid),
  reason TEXT NOT NULL,
  body TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  decided_ms BIGINT,
  decided_by_nid BIGINT REFERENCES user_ (nid),
  decision BIGINT,                -- 0 keep, 1 remove
  note TEXT
);
CREATE UNIQUE INDEX directory_report_open ON directory_report (entry_nid, reporter_nid) WHERE decided_ms IS NULL;
CREATE INDEX directory_report_waits ON directory_report (id) WHERE decided_ms IS NULL;
CREATE INDEX directory_report_decided ON directory_report (id) WHERE decided_ms IS NOT NULL;
CREATE INDEX directory_report_reporter ON directory_report (reporter_nid);
-- What who runs the server did.
CREATE TABLE directory_act (
  id BIGINT PRIMARY KEY,
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  what TEXT NOT NULL,
  target TEXT NOT NULL,
  note TEXT,
  ts BIGINT NOT NULL
);
-- Lists of other hosts.
CREATE TABLE directory_subscription (
  nid BIGINT PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,
  kind BIGINT NOT NULL,           -- 0 a signed list, 1 a store of xdcget
  source TEXT NOT NULL UNIQUE,    -- the name of its server
  key_id TEXT,                    -- the key that signed it first, and from then on
  public_key TEXT,
  since_ms BIGINT NOT NULL,
  fetched_ms BIGINT,
  entries BIGINT NOT NULL,
  problem TEXT                    -- why the last try failed
);
