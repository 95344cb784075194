-- Threads with at least one reply, so that a list of threads and a summary cost the same however long
-- the threads are.
CREATE TABLE thread (
  root TEXT PRIMARY KEY,            -- event id
  room_nid BIGINT NOT NULL REFERENCES room (nid),
  latest_pos BIGINT NOT NULL,       -- position of the newest reply
  replies BIGINT NOT NULL
);
CREATE INDEX thread_room ON thread (room_nid, latest_pos);
-- Who wrote how much in a thread.
CREATE TABLE thread_person (
  root TEXT NOT NULL REFERENCES thread (root) ON DELETE CASCADE,
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  replies BIGINT NOT NULL,
  PRIMARY KEY (root, user_nid)
);
-- Relations of one kind to an event, and whether somebody has reacted already.
CREATE INDEX event_rel_type ON event (relates_to, rel_type, sender_nid, pos) WHERE relates_to IS NOT NULL;
