-- Views without viewers: one-time tokens by blind signatures (RFC 9474), and counts that hold nobody.
-- A key a day (UTC, days since 1970). With it goes what was issued and spent by it.
CREATE TABLE view_key (
  day BIGINT PRIMARY KEY,
  private_key BYTEA NOT NULL      -- PKCS#8
);
-- Who has taken his tokens of a day. What he took cannot be told from what others took.
CREATE TABLE view_allotment (
  day BIGINT NOT NULL,
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  request BYTEA NOT NULL,         -- SHA-256 of what he sent: a retry is the same request
  tries BIGINT NOT NULL,
  PRIMARY KEY (day, user_nid)
);
CREATE INDEX view_allotment_user ON view_allotment (user_nid);
-- Tokens that counted. Nobody's: who had it was not known when it was issued.
CREATE TABLE view_spent (
  day BIGINT NOT NULL,            -- of the key
  token BYTEA NOT NULL,           -- SHA-256 of the message
  request BYTEA NOT NULL,         -- SHA-256 of the message and the view: a retry is the same request
  PRIMARY KEY (day, token)
);
-- Views of a video by day, how much of it was watched (quarters), and where it was found.
CREATE TABLE video_view (
  video_nid BIGINT NOT NULL,
  day BIGINT NOT NULL,
  watched BIGINT NOT NULL,        -- 0 to 4; 4: to the end
  source BIGINT NOT NULL,         -- 0 feed, 1 following, 2 profile, 3 tag, 4 sound, 5 search, 6 share
  n BIGINT NOT NULL,
  PRIMARY KEY (video_nid, day, watched, source)
);
