-- What is made of a video, how far that is, and what was found meanwhile. One row a video.
CREATE TABLE video_making (
  video_nid BIGINT PRIMARY KEY,
  wishes TEXT NOT NULL,           -- JSON: cuts, cover, sounds, the video that it answers
  publish_ms BIGINT,              -- others see it from then on, NULL: as soon as it is ready
  allow_duet BIGINT NOT NULL DEFAULT 1,
  allow_stitch BIGINT NOT NULL DEFAULT 1,
  duet_of BIGINT,                 -- numbers of videos
  stitch_of BIGINT,
  turn BIGINT NOT NULL DEFAULT 0, -- place in the queue: its author's first, second, … waiting one
  stage BIGINT NOT NULL DEFAULT 0, -- 0 queued, 1 checking, 2 encoding, 3 finishing
  progress BIGINT NOT NULL DEFAULT 0,
  eta_ms BIGINT,
  thumbhash TEXT,
  sprite TEXT                     -- JSON: how the small pictures lie
);
-- 64 bits of each second of a video that look alike when pictures do: for lists of what a host does not take.
CREATE TABLE video_hash (
  video_nid BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  hash BIGINT NOT NULL,
  PRIMARY KEY (video_nid, at_ms)
);
CREATE INDEX video_hash_hash ON video_hash (hash);
-- Captions (WebVTT) as they are served: sanitised.
CREATE TABLE video_caption (
  video_nid BIGINT NOT NULL,
  language TEXT NOT NULL,
  label TEXT NOT NULL,
  vtt TEXT NOT NULL,
  PRIMARY KEY (video_nid, language)
);
