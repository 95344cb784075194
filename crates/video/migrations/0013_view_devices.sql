-- A day's view tokens are shared between the devices of an account: who has taken his share.
-- What was taken before this counts no more: a day's tokens once more, once.
DROP TABLE view_allotment;
CREATE TABLE view_allotment (
  day BIGINT NOT NULL,
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  device_nid BIGINT NOT NULL DEFAULT 0,   -- of table device; it may be gone
  request BYTEA NOT NULL,         -- SHA-256 of what it sent: a retry is the same request
  tries BIGINT NOT NULL,
  signed BIGINT NOT NULL DEFAULT 0,       -- its share
  PRIMARY KEY (day, user_nid, device_nid)
);
CREATE INDEX view_allotment_user ON view_allotment (user_nid, day);
