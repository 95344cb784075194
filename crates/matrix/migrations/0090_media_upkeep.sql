-- How much a person stores, and what nobody refers to any more.
DROP INDEX media_user;
CREATE INDEX media_user ON media (user_nid, bytes);
CREATE INDEX media_preview ON media (created_ms) WHERE user_nid IS NULL;
CREATE INDEX thumbnail_stored ON thumbnail (thumbnail_blob);
