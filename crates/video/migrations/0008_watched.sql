-- What is watched is made again in a better codec, in idle time: how often that was begun.
ALTER TABLE video_making ADD COLUMN av1_tries BIGINT NOT NULL DEFAULT 0;
