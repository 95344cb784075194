-- The number of unread messages that a phone was last told, so that reading elsewhere corrects it.
ALTER TABLE pusher ADD COLUMN told_unread BIGINT NOT NULL DEFAULT 0;
