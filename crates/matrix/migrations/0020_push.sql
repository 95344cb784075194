-- Unread counts beyond a subtraction, and what is pushed to gateways.
-- What an event means for a person beyond what it means for everybody with the default rules: the
-- difference to the default count, so that a later change of rules touches no older count.
CREATE TABLE notif (
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  room_nid BIGINT NOT NULL REFERENCES room (nid),
  event_pos BIGINT NOT NULL,
  root TEXT NOT NULL,             -- the thread, '' for the main timeline
  notify BIGINT NOT NULL,         -- -1, 0, 1
  highlight BIGINT NOT NULL,      -- -1, 0, 1
  pos BIGINT NOT NULL,            -- when it was found out
  ts BIGINT NOT NULL,
  PRIMARY KEY (user_nid, room_nid, event_pos)
);
CREATE INDEX notif_pos ON notif (user_nid, pos);
CREATE INDEX notif_ts ON notif (ts);
-- Events that highlight for the whole room: @room, tombstones.
CREATE TABLE room_highlight (
  room_nid BIGINT NOT NULL REFERENCES room (nid),
  pos BIGINT NOT NULL,
  root TEXT NOT NULL,
  PRIMARY KEY (room_nid, pos)
);
-- A running number of counted events per thread, as room.notify_ord is for the main timeline.
CREATE TABLE thread_count (
  room_nid BIGINT NOT NULL REFERENCES room (nid),
  root TEXT NOT NULL,
  last_pos BIGINT NOT NULL,
  notify_ord BIGINT NOT NULL,
  PRIMARY KEY (room_nid, root)
);
CREATE INDEX thread_count_last ON thread_count (room_nid, last_pos);
CREATE TABLE thread_ord (
  room_nid BIGINT NOT NULL REFERENCES room (nid),
  root TEXT NOT NULL,
  pos BIGINT NOT NULL,
  notify_ord BIGINT NOT NULL,
  PRIMARY KEY (room_nid, root, pos)
);
-- The newest event that a person wrote in a thread: who writes has read.
CREATE TABLE thread_own (
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  room_nid BIGINT NOT NULL REFERENCES room (nid),
  root TEXT NOT NULL,
  pos BIGINT NOT NULL,
  PRIMARY KEY (user_nid, room_nid, root)
);
CREATE TABLE pusher (
  nid BIGINT PRIMARY KEY,
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  device_nid BIGINT NOT NULL REFERENCES device (nid),
  app_id TEXT NOT NULL,
  pushkey TEXT NOT NULL,
  kind TEXT NOT NULL,
  url TEXT NOT NULL,
  event_id_only BIGINT NOT NULL,
  json BYTEA NOT NULL,            -- as the client set it and is shown it
  created_ms BIGINT NOT NULL,
  UNIQUE (app_id, pushkey, user_nid)
);
CREATE INDEX pusher_user ON pusher (user_nid);
CREATE INDEX pusher_device ON pusher (device_nid);
-- Events that a gateway has not taken yet.
CREATE TABLE push_job (
  pusher_nid BIGINT NOT NULL REFERENCES pusher (nid),
  event_pos BIGINT NOT NULL,
  room_nid BIGINT NOT NULL,
  tweaks TEXT NOT NULL,
  PRIMARY KEY (pusher_nid, event_pos)
);
-- People with rules of their own are found without reading everybody's account data.
CREATE INDEX account_data_push ON account_data (user_nid) WHERE type IN ('m.push_rules', 'm.ignored_user_list');
-- Events that the default rules notify for, newest first per room: GET /notifications.
CREATE INDEX event_counted ON event (room_nid, pos) WHERE counts > 0;
