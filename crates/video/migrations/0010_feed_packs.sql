-- The feed's packs: what everybody fetches, the same bytes for all. Nothing of who fetches.
-- A file of the folder feed, named by the hash of its bytes.
CREATE TABLE feed_pack (
  hash TEXT PRIMARY KEY,
  language TEXT NOT NULL,         -- '': all
  level BIGINT NOT NULL,          -- 0 general, 1 sensitive
  epoch BIGINT NOT NULL,
  base TEXT,                      -- of a delta: the hash of the pack that it changes
  model TEXT NOT NULL,            -- that its vectors are of
  bytes BIGINT NOT NULL,
  packed_bytes BIGINT NOT NULL,   -- as it lies on the disk
  items BIGINT NOT NULL,
  made_ms BIGINT NOT NULL
);
CREATE INDEX feed_pack_pool ON feed_pack (language, level, epoch);
CREATE INDEX feed_pack_made ON feed_pack (made_ms);
-- What the host wants shown more, less or not at all. Everybody can read these.
CREATE TABLE feed_rule (
  subject BIGINT NOT NULL,        -- 0 video, 1 tag, 2 author, 3 sound
  value TEXT NOT NULL,            -- id of a video, a tag, a user id, id of a sound
  kind BIGINT NOT NULL,           -- 0 pin, 1 demote, 2 exclude
  reason TEXT NOT NULL,
  since_ms BIGINT NOT NULL,
  PRIMARY KEY (subject, value)
);
-- Packs of one language are chosen among these.
CREATE INDEX video_language_place ON video (language, ord) WHERE audience = 0;
CREATE INDEX video_sensitive_place ON video (ord) WHERE audience = 0 AND is_sensitive = 1;
