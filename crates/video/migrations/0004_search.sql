-- What finds videos. Every ready video has its terms here, whoever may see it: who reads asks `access` for each.
-- A term is a word of the caption, #tag, or ~ and the id of the video whose sound it plays.
CREATE TABLE video_term (
  term TEXT NOT NULL,
  ord BIGINT NOT NULL,            -- of the video: its place in time
  video_nid BIGINT NOT NULL,
  PRIMARY KEY (term, ord)
);
CREATE INDEX video_term_video ON video_term (video_nid);
-- The order of the fresh feed, of public videos. A video that moves gets a new row, and the old one ends: who turns
-- pages goes on in the order in which he began. Versions count up in sequence 'video_rank'.
CREATE TABLE video_rank (
  video_nid BIGINT NOT NULL,
  since BIGINT NOT NULL,          -- the version from which on it stands here
  until BIGINT NOT NULL,          -- the version from which on it does not; 9223372036854775807: it still does
  rank BIGINT NOT NULL,
  level BIGINT NOT NULL,          -- what people did with it, in doublings
  published_ms BIGINT NOT NULL,
  PRIMARY KEY (video_nid, since)
);
CREATE INDEX video_rank_order ON video_rank (rank, video_nid);
CREATE INDEX video_rank_ended ON video_rank (until) WHERE until < 9223372036854775807;
-- How many public videos have a tag or a sound: by the day on which they became ready, and of all time.
CREATE TABLE video_trend (
  kind BIGINT NOT NULL,           -- 0 tag, 1 sound
  name TEXT NOT NULL,             -- the tag, or the id of the video whose sound it is
  day BIGINT NOT NULL,            -- days since 1970; -1: all time
  n BIGINT NOT NULL,
  PRIMARY KEY (kind, name, day)
);
CREATE INDEX video_trend_day ON video_trend (kind, day, n);
-- What tags and sounds of public videos are found by: beginnings of tags, words of titles.
CREATE TABLE video_name_term (
  kind BIGINT NOT NULL,
  term TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (kind, term, name)
);
CREATE INDEX video_name_term_name ON video_name_term (kind, name);
-- The sound that a video plays: its own, or that of another video. A video without a row is silent.
CREATE TABLE video_sound (
  video_nid BIGINT PRIMARY KEY,
  source TEXT NOT NULL            -- id of the video whose sound it is
);
-- Videos that were ready before this.
INSERT INTO video_rank (video_nid, since, until, rank, level, published_ms)
  SELECT nid, 0, 9223372036854775807, changed_ms, 0, changed_ms FROM video WHERE state = 1 AND audience = 0;
INSERT INTO video_term (term, ord, video_nid)
  SELECT '#' || t.tag, v.ord, v.nid FROM video_tag t JOIN video v ON v.nid = t.video_nid WHERE v.ord IS NOT NULL;
INSERT INTO video_trend (kind, name, day, n)
  SELECT 0, t.tag, v.changed_ms / 86400000, COUNT(*) FROM video_tag t JOIN video v ON v.nid = t.video_nid
  WHERE v.state = 1 AND v.audience = 0 GROUP BY t.tag, v.changed_ms / 86400000;
INSERT INTO video_trend (kind, name, day, n)
  SELECT 0, name, -1, CAST(SUM(n) AS BIGINT) FROM video_trend WHERE day >= 0 GROUP BY name;
