-- People, sign-ins and what belongs to them. Numbers (nid) stand for user and device ids inside.
CREATE TABLE user_ (
  nid BIGINT PRIMARY KEY,
  user_id TEXT NOT NULL UNIQUE,
  is_local BIGINT NOT NULL,
  displayname TEXT,
  avatar_url TEXT
);
-- Local people only; user_ also holds remote ones.
CREATE TABLE account (
  user_nid BIGINT PRIMARY KEY REFERENCES user_ (nid),
  password_hash TEXT,
  admin BIGINT NOT NULL DEFAULT 0,
  deactivated BIGINT NOT NULL DEFAULT 0,
  created_ms BIGINT NOT NULL
);
CREATE TABLE device (
  nid BIGINT PRIMARY KEY,
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  device_id TEXT NOT NULL,
  display_name TEXT,
  last_seen_ms BIGINT NOT NULL,
  UNIQUE (user_nid, device_id)
);
-- Tokens are stored as SHA-256 only. kind: 0 access, 1 refresh.
CREATE TABLE token (
  hash BYTEA PRIMARY KEY,
  device_nid BIGINT NOT NULL REFERENCES device (nid),
  kind BIGINT NOT NULL,
  expires_ms BIGINT
);
CREATE INDEX token_device ON token (device_nid);
CREATE TABLE registration_token (
  token TEXT PRIMARY KEY,
  uses_allowed BIGINT,
  uses BIGINT NOT NULL DEFAULT 0,
  expires_ms BIGINT,
  created_ms BIGINT NOT NULL
);
-- room_nid 0: global account data.
CREATE TABLE account_data (
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  room_nid BIGINT NOT NULL,
  type TEXT NOT NULL,
  pos BIGINT NOT NULL,
  json BYTEA NOT NULL,
  PRIMARY KEY (user_nid, room_nid, type)
);
CREATE INDEX account_data_pos ON account_data (user_nid, pos);
CREATE TABLE filter (
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  id BIGINT NOT NULL,
  json BYTEA NOT NULL,
  PRIMARY KEY (user_nid, id)
);
-- What a client's transaction id led to (client-server section 2.3). The key is a hash over device,
-- endpoint and transaction id.
CREATE TABLE txn (
  key BYTEA PRIMARY KEY,
  device_nid BIGINT NOT NULL,
  event_id TEXT,
  created_ms BIGINT NOT NULL
);
CREATE INDEX txn_created ON txn (created_ms);
-- Messages to one device, kept until the client has come back with a newer token.
CREATE TABLE to_device (
  device_nid BIGINT NOT NULL REFERENCES device (nid),
  pos BIGINT NOT NULL,
  json BYTEA NOT NULL,
  PRIMARY KEY (device_nid, pos)
);
-- Whose device list changed when; the newest change of each user.
CREATE TABLE device_list (
  user_nid BIGINT PRIMARY KEY REFERENCES user_ (nid),
  pos BIGINT NOT NULL
);
CREATE INDEX device_list_pos ON device_list (pos);
