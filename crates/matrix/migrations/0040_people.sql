-- What belongs to people besides their account: more profile fields, short-lived tokens, reports.
CREATE TABLE profile_field (
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  name TEXT NOT NULL,
  json BYTEA NOT NULL,
  PRIMARY KEY (user_nid, name)
);
-- Login tokens (m.login.token). Stored as SHA-256, used once.
CREATE TABLE login_token (
  hash BYTEA PRIMARY KEY,
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  expires_ms BIGINT NOT NULL
);
CREATE INDEX login_token_expires ON login_token (expires_ms);
-- OpenID tokens with which others ask who somebody is. Stored as SHA-256.
CREATE TABLE openid_token (
  hash BYTEA PRIMARY KEY,
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  expires_ms BIGINT NOT NULL
);
CREATE INDEX openid_token_expires ON openid_token (expires_ms);
-- Set until the first use of a refreshed token: the hash of the refresh token that it replaces.
ALTER TABLE token ADD COLUMN parent BYTEA;
-- Who gave out an invitation. NULL: the host.
ALTER TABLE registration_token ADD COLUMN creator_nid BIGINT;
-- What people reported to the host.
CREATE TABLE report (
  id BIGINT PRIMARY KEY,
  reporter_nid BIGINT NOT NULL REFERENCES user_ (nid),
  room_id TEXT,
  event_id TEXT,
  user_id TEXT,
  reason TEXT NOT NULL,
  created_ms BIGINT NOT NULL
);
CREATE INDEX report_created ON report (created_ms);
