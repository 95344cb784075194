-- Feeds read places in time and authors from these alone; a million videos' rows are read one by one otherwise.
CREATE INDEX video_author_place ON video (author_nid, ord, audience);
DROP INDEX video_author;
CREATE INDEX video_place ON video (ord, author_nid);
