-- How much media a person stores, kept as files come and go: nothing is added up when the host looks.
-- user_nid 0: the server's own, pictures of link previews.
CREATE TABLE media_use (
  user_nid BIGINT NOT NULL,
  kind TEXT NOT NULL,             -- image, video, audio, other (what is encrypted is other)
  files BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  PRIMARY KEY (user_nid, kind)
);
INSERT INTO media_use (user_nid, kind, files, bytes)
SELECT owner, kind, COUNT(*), CAST(SUM(bytes) AS BIGINT) FROM (
  SELECT COALESCE(user_nid, 0) AS owner, bytes,
    CASE WHEN lower(content_type) LIKE 'image/%' THEN 'image'
      WHEN lower(content_type) LIKE 'video/%' THEN 'video'
      WHEN lower(content_type) LIKE 'audio/%' THEN 'audio'
      ELSE 'other' END AS kind
  FROM media WHERE blob IS NOT NULL) AS stored
GROUP BY owner, kind;
