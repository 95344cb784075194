-- What people report to the host, what he decides, and what he did.
CREATE TABLE video_report (
  id BIGINT PRIMARY KEY,
  reporter_nid BIGINT NOT NULL REFERENCES user_ (nid),
  kind BIGINT NOT NULL,           -- 0 video, 1 comment, 2 person
  subject TEXT NOT NULL,          -- the id of the video, the comment or the person
  video_id TEXT,                  -- of a video or a comment
  reason TEXT NOT NULL,           -- a code
  body TEXT NOT NULL,             -- what the reporter wrote
  created_ms BIGINT NOT NULL,
  decided_ms BIGINT,
  decided_by_nid BIGINT REFERENCES user_ (nid),
  decision BIGINT,                -- 0 keep, 1 sensitive, 2 age, 3 remove
  decision_reason TEXT,
  note TEXT                       -- for others who run the server
);
-- The same person about the same thing again: one report, until it is decided.
CREATE UNIQUE INDEX video_report_open ON video_report (kind, subject, reporter_nid) WHERE decided_ms IS NULL;
CREATE INDEX video_report_reporter ON video_report (reporter_nid);
CREATE INDEX video_report_waits ON video_report (id) WHERE decided_ms IS NULL;
CREATE INDEX video_report_decided ON video_report (id) WHERE decided_ms IS NOT NULL;
-- What holds for a video by the host's decision, and what its author says to it.
CREATE TABLE video_judgement (
  video_nid BIGINT PRIMARY KEY,
  decision BIGINT NOT NULL,       -- as above; 0: it was lifted again
  reason TEXT NOT NULL,
  note TEXT,
  audience_before BIGINT NOT NULL,
  sensitive_before BIGINT NOT NULL,
  decided_ms BIGINT NOT NULL,
  appeal BIGINT NOT NULL DEFAULT 0, -- 0 none, 1 open, 2 upheld, 3 refused
  appeal_id BIGINT UNIQUE,
  appeal_body TEXT,
  appeal_ms BIGINT,
  appeal_note TEXT
);
-- What who runs the server did to videos.
CREATE TABLE video_moderation_act (
  id BIGINT PRIMARY KEY,
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  what TEXT NOT NULL,             -- report.remove, appeal.uphold, blocklist.add, …
  target TEXT,                    -- the video, comment or person
  reason TEXT,
  note TEXT,
  ts BIGINT NOT NULL
);
-- Perceptual hashes of frames that no video may show, imported by the host.
CREATE TABLE video_block_hash (
  hash BIGINT PRIMARY KEY,
  added_ms BIGINT NOT NULL
);
