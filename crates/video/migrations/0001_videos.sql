-- Short videos: what arrives, what is made of it, and what people do with it.
-- An upload that is arriving, or has come and waits for its video. Its bytes are the file uploads/ID, whose
-- length is the offset (tus).
CREATE TABLE video_upload (
  id TEXT PRIMARY KEY,
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  bytes BIGINT NOT NULL,          -- announced, and reserved of what the person may store
  created_ms BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL
);
CREATE INDEX video_upload_user ON video_upload (user_nid);
CREATE INDEX video_upload_expires ON video_upload (expires_ms);
CREATE TABLE video (
  nid BIGINT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  author_nid BIGINT NOT NULL REFERENCES user_ (nid),
  upload TEXT NOT NULL UNIQUE,    -- what it was made of: a retry finds the video
  state BIGINT NOT NULL,          -- 0 processing, 1 ready, 2 failed
  reason TEXT,                    -- why it failed, for the author
  tries BIGINT NOT NULL DEFAULT 0,
  ord BIGINT UNIQUE,              -- the order in which videos became ready, NULL: nobody but the author sees it
  audience BIGINT NOT NULL,       -- 0 public, 1 followers, 2 friends, 3 private
  caption TEXT NOT NULL,
  language TEXT,
  comments_open BIGINT NOT NULL,
  is_sensitive BIGINT NOT NULL,
  source_bytes BIGINT NOT NULL,   -- of the upload, 0 once it is gone
  bytes BIGINT NOT NULL DEFAULT 0,
  duration_ms BIGINT,
  width BIGINT,
  height BIGINT,
  generation BIGINT NOT NULL DEFAULT 0,
  created_ms BIGINT NOT NULL,
  changed_ms BIGINT NOT NULL      -- of the state
);
CREATE INDEX video_author ON video (author_nid, ord);
CREATE INDEX video_audience ON video (audience, ord);
CREATE INDEX video_state ON video (state, changed_ms);
-- What is played. The bytes are blobs, each stored once.
CREATE TABLE video_file (
  video_nid BIGINT NOT NULL,
  generation BIGINT NOT NULL,
  name TEXT NOT NULL,
  blob TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  content_type TEXT NOT NULL,
  PRIMARY KEY (video_nid, generation, name)
);
CREATE INDEX video_file_blob ON video_file (blob);
CREATE TABLE video_tag (
  tag TEXT NOT NULL,
  video_nid BIGINT NOT NULL,
  PRIMARY KEY (tag, video_nid)
);
CREATE INDEX video_tag_video ON video_tag (video_nid);
