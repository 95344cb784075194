-- What the author of a video is told by day (UTC), and what rises now: sums that hold nobody.
CREATE TABLE video_day (
  video_nid BIGINT NOT NULL,
  day BIGINT NOT NULL,
  language TEXT NOT NULL,         -- the first part of the video's, '' if it has none
  likes BIGINT NOT NULL DEFAULT 0,    -- of those given on that day, those that still stand; so with the others
  comments BIGINT NOT NULL DEFAULT 0,
  shares BIGINT NOT NULL DEFAULT 0,
  saves BIGINT NOT NULL DEFAULT 0,
  reposts BIGINT NOT NULL DEFAULT 0,
  views BIGINT NOT NULL DEFAULT 0,
  points BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (video_nid, day)
);
CREATE INDEX video_day_points ON video_day (day, points);
CREATE INDEX video_day_language ON video_day (language, day, points);
-- Followers that came on a day and are still there.
CREATE TABLE video_follower_day (
  user_nid BIGINT NOT NULL,
  day BIGINT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (user_nid, day)
);
-- As video_trend, of the videos of one language; days alone.
CREATE TABLE video_trend_language (
  language TEXT NOT NULL,
  kind BIGINT NOT NULL,
  name TEXT NOT NULL,
  day BIGINT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (language, kind, name, day)
);
CREATE INDEX video_trend_language_day ON video_trend_language (language, kind, day, n);
-- What there was before this. (The first part of a language: up to its first hyphen.)
INSERT INTO video_day (video_nid, day, language, likes, comments, shares, saves, reposts, points)
  SELECT a.video_nid, a.day,
    COALESCE(LOWER(SUBSTR(v.language, 1, CASE WHEN SUBSTR(v.language, 3, 1) IN ('', '-') THEN 2
      WHEN SUBSTR(v.language, 4, 1) IN ('', '-') THEN 3 ELSE 8 END)), ''),
    SUM(a.likes), SUM(a.comments), SUM(a.shares), SUM(a.saves), SUM(a.reposts),
    SUM(4 * a.likes + 8 * a.comments + 12 * a.shares + 8 * a.saves + 12 * a.reposts)
  FROM (
    SELECT video_nid, created_ms / 86400000 AS day, 1 AS likes, 0 AS comments, 0 AS shares, 0 AS saves, 0 AS reposts
      FROM video_like
    UNION ALL SELECT video_nid, created_ms / 86400000, 0, 1, 0, 0, 0 FROM video_comment
    UNION ALL SELECT video_nid, created_ms / 86400000, 0, 0, 1, 0, 0 FROM video_share
    UNION ALL SELECT video_nid, created_ms / 86400000, 0, 0, 0, 1, 0 FROM video_save
    UNION ALL SELECT video_nid, created_ms / 86400000, 0, 0, 0, 0, 1 FROM video_repost
  ) AS a JOIN video v ON v.nid = a.video_nid
  GROUP BY a.video_nid, a.day, v.language;
INSERT INTO video_follower_day (user_nid, day, n)
  SELECT followee_nid, created_ms / 86400000, COUNT(*) FROM follow GROUP BY followee_nid, created_ms / 86400000;
INSERT INTO video_term (term, ord, video_nid)
  SELECT '^' || LOWER(SUBSTR(language, 1, CASE WHEN SUBSTR(language, 3, 1) IN ('', '-') THEN 2
      WHEN SUBSTR(language, 4, 1) IN ('', '-') THEN 3 ELSE 8 END)), ord, nid
  FROM video WHERE ord IS NOT NULL AND state = 1 AND language IS NOT NULL;
INSERT INTO video_trend_language (language, kind, name, day, n)
  SELECT SUBSTR(l.term, 2), CASE SUBSTR(t.term, 1, 1) WHEN '#' THEN 0 ELSE 1 END, SUBSTR(t.term, 2),
    r.published_ms / 86400000, COUNT(*)
  FROM video_rank r
    JOIN video_term l ON l.video_nid = r.video_nid AND SUBSTR(l.term, 1, 1) = '^'
    JOIN video_term t ON t.video_nid = r.video_nid AND SUBSTR(t.term, 1, 1) IN ('#', '~')
  WHERE r.until = 9223372036854775807
  GROUP BY SUBSTR(l.term, 2), CASE SUBSTR(t.term, 1, 1) WHEN '#' THEN 0 ELSE 1 END, SUBSTR(t.term, 2),
    r.published_ms / 86400000;
