-- What people uploaded, by media id; the bytes are blobs, each stored once.
CREATE TABLE media (
  id TEXT PRIMARY KEY,
  user_nid BIGINT REFERENCES user_ (nid),  -- NULL: pictures of link previews
  blob TEXT,                      -- NULL: announced (POST /media/v1/create), not yet uploaded
  bytes BIGINT NOT NULL,
  content_type TEXT NOT NULL,
  name TEXT,
  created_ms BIGINT NOT NULL,
  unused_until_ms BIGINT          -- until when an announced upload may come
);
CREATE INDEX media_user ON media (user_nid);
CREATE INDEX media_blob ON media (blob);
CREATE TABLE thumbnail (
  blob TEXT NOT NULL,             -- of the picture
  variant TEXT NOT NULL,          -- method and size
  thumbnail_blob TEXT NOT NULL,
  content_type TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  PRIMARY KEY (blob, variant)
);
-- What pages say about themselves; the key is the SHA-256 of the address.
CREATE TABLE url_preview (
  key BYTEA PRIMARY KEY,
  fetched_ms BIGINT NOT NULL,
  json BYTEA NOT NULL
);
CREATE INDEX url_preview_fetched ON url_preview (fetched_ms);
