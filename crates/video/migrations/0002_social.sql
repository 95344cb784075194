-- Who follows whom, and what people say to videos.
CREATE TABLE follow (
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  followee_nid BIGINT NOT NULL REFERENCES user_ (nid),
  created_ms BIGINT NOT NULL,
  PRIMARY KEY (user_nid, followee_nid)
);
CREATE INDEX follow_followee ON follow (followee_nid, user_nid);
CREATE TABLE video_like (
  video_nid BIGINT NOT NULL,
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  created_ms BIGINT NOT NULL,
  PRIMARY KEY (video_nid, user_nid)
);
CREATE INDEX video_like_user ON video_like (user_nid, video_nid);
CREATE TABLE video_comment (
  nid BIGINT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  video_nid BIGINT NOT NULL,
  parent_nid BIGINT NOT NULL,     -- 0: none
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  txn TEXT NOT NULL,              -- a retry finds the comment
  body TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  UNIQUE (user_nid, txn)
);
CREATE INDEX video_comment_video ON video_comment (video_nid, parent_nid, nid);
-- Counters in shards, by who acts: no row is hot when thousands like one video. kind: 0 likes, 1 comments,
-- 2 shares, 3 saves, 4 views.
CREATE TABLE video_count (
  video_nid BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  shard BIGINT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (video_nid, kind, shard)
);
