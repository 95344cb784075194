-- People: numbers, private accounts, who asks to follow whom, who does not want to see whom.
-- Counters of a person, in rows by who acts as those of a video. kind: 0 followers, 1 following, 2 likes of his videos.
CREATE TABLE video_person_count (
  user_nid BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  shard BIGINT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (user_nid, kind, shard)
);
INSERT INTO video_person_count (user_nid, kind, shard, n)
  SELECT followee_nid, 0, user_nid % 16, COUNT(*) FROM follow GROUP BY followee_nid, user_nid % 16;
INSERT INTO video_person_count (user_nid, kind, shard, n)
  SELECT user_nid, 1, user_nid % 16, COUNT(*) FROM follow GROUP BY user_nid, user_nid % 16;
INSERT INTO video_person_count (user_nid, kind, shard, n)
  SELECT v.author_nid, 2, c.shard, CAST(SUM(c.n) AS BIGINT) FROM video_count c JOIN video v ON v.nid = c.video_nid
  WHERE c.kind = 0 GROUP BY v.author_nid, c.shard;
CREATE INDEX follow_newest ON follow (user_nid, created_ms, followee_nid);
CREATE INDEX follow_followee_newest ON follow (followee_nid, created_ms, user_nid);
-- A person without a row has the defaults: 0 everywhere. allow_: 0 everyone, 1 friends, 2 nobody.
CREATE TABLE video_setting (
  user_nid BIGINT PRIMARY KEY REFERENCES user_ (nid),
  is_private BIGINT NOT NULL,
  allow_duet BIGINT NOT NULL,
  allow_stitch BIGINT NOT NULL,
  allow_comments BIGINT NOT NULL
);
-- 1: its author chose public, but the account is private, so that audience is 1 (followers) meanwhile.
ALTER TABLE video ADD COLUMN is_narrowed BIGINT NOT NULL DEFAULT 0;
CREATE INDEX video_author_audience ON video (author_nid, audience, ord);
CREATE TABLE follow_request (
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  followee_nid BIGINT NOT NULL REFERENCES user_ (nid),
  created_ms BIGINT NOT NULL,
  PRIMARY KEY (user_nid, followee_nid)
);
CREATE INDEX follow_request_newest ON follow_request (followee_nid, created_ms, user_nid);
CREATE TABLE video_block (
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  blocked_nid BIGINT NOT NULL REFERENCES user_ (nid),
  created_ms BIGINT NOT NULL,
  PRIMARY KEY (user_nid, blocked_nid)
);
CREATE INDEX video_block_blocked ON video_block (blocked_nid);
CREATE INDEX video_block_newest ON video_block (user_nid, created_ms, blocked_nid);
CREATE TABLE video_mute (
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  muted_nid BIGINT NOT NULL REFERENCES user_ (nid),
  created_ms BIGINT NOT NULL,
  PRIMARY KEY (user_nid, muted_nid)
);
CREATE INDEX video_mute_muted ON video_mute (muted_nid);
CREATE INDEX video_mute_newest ON video_mute (user_nid, created_ms, muted_nid);
-- What people keep and pass on.
CREATE INDEX video_like_newest ON video_like (user_nid, created_ms, video_nid);
CREATE TABLE video_collection (
  nid BIGINT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  name TEXT NOT NULL,
  created_ms BIGINT NOT NULL
);
CREATE INDEX video_collection_user ON video_collection (user_nid, nid);
CREATE TABLE video_save (
  video_nid BIGINT NOT NULL,
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  collection_nid BIGINT NOT NULL, -- 0: none
  created_ms BIGINT NOT NULL,
  PRIMARY KEY (video_nid, user_nid)
);
CREATE INDEX video_save_newest ON video_save (user_nid, created_ms, video_nid);
CREATE INDEX video_save_collection ON video_save (user_nid, collection_nid, created_ms, video_nid);
CREATE TABLE video_repost (
  video_nid BIGINT NOT NULL,
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  created_ms BIGINT NOT NULL,
  PRIMARY KEY (video_nid, user_nid)
);
CREATE INDEX video_repost_newest ON video_repost (user_nid, created_ms, video_nid);
CREATE TABLE video_share (
  video_nid BIGINT NOT NULL,
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  created_ms BIGINT NOT NULL,
  PRIMARY KEY (video_nid, user_nid)
);
CREATE INDEX video_share_user ON video_share (user_nid, video_nid);
-- Comments: likes, replies, the one that the video's author pinned.
CREATE TABLE video_comment_like (
  comment_nid BIGINT NOT NULL,
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  created_ms BIGINT NOT NULL,
  PRIMARY KEY (comment_nid, user_nid)
);
CREATE INDEX video_comment_like_user ON video_comment_like (user_nid, comment_nid);
-- kind: 0 likes, 1 replies.
CREATE TABLE video_comment_count (
  comment_nid BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  shard BIGINT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (comment_nid, kind, shard)
);
INSERT INTO video_comment_count (comment_nid, kind, shard, n)
  SELECT parent_nid, 1, user_nid % 4, COUNT(*) FROM video_comment WHERE parent_nid > 0 GROUP BY parent_nid, user_nid % 4;
CREATE TABLE video_pin (
  video_nid BIGINT PRIMARY KEY,
  comment_nid BIGINT NOT NULL
);
-- What people are told. ord: a running number of the person, anew when the same thing happens again.
CREATE TABLE video_notice (
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  ord BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  subject BIGINT NOT NULL,        -- what happened to: a video, a comment or a person, by kind
  video_nid BIGINT NOT NULL,      -- 0: none
  from_nid BIGINT NOT NULL,       -- who did it last, 0: nobody
  created_ms BIGINT NOT NULL,
  PRIMARY KEY (user_nid, ord),
  UNIQUE (user_nid, kind, subject)
);
CREATE INDEX video_notice_from ON video_notice (from_nid);
CREATE INDEX video_notice_video ON video_notice (video_nid);
CREATE INDEX video_notice_subject ON video_notice (kind, subject);
-- Up to where somebody has read what he is told.
CREATE TABLE video_notice_read (
  user_nid BIGINT PRIMARY KEY REFERENCES user_ (nid),
  ord BIGINT NOT NULL
);
