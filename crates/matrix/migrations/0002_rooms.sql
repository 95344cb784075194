-- Rooms, their events, and the room state as spans over local time.
CREATE TABLE room (
  nid BIGINT PRIMARY KEY,
  room_id TEXT NOT NULL UNIQUE,
  version TEXT NOT NULL,
  heads TEXT NOT NULL,            -- forward extremities: JSON array of event ids
  depth BIGINT NOT NULL,
  head_pos BIGINT NOT NULL,       -- position of the newest event
  bump_pos BIGINT NOT NULL,       -- position of the newest event that moves the room up in lists
  notify_ord BIGINT NOT NULL,     -- running number of main-timeline events that the default push rules count
  type TEXT,                      -- of the create event: m.space, …
  encrypted BIGINT NOT NULL DEFAULT 0,
  joined BIGINT NOT NULL DEFAULT 0,   -- how many people are in it
  invited BIGINT NOT NULL DEFAULT 0,  -- and are invited
  public BIGINT NOT NULL DEFAULT 0,
  blocked BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE event (
  pos BIGINT PRIMARY KEY,         -- also the order within the room; backfilled events are negative
  event_id TEXT NOT NULL UNIQUE,
  room_nid BIGINT NOT NULL REFERENCES room (nid),
  sender_nid BIGINT NOT NULL REFERENCES user_ (nid),
  type TEXT NOT NULL,
  state_key TEXT,
  ts BIGINT NOT NULL,
  notify_ord BIGINT NOT NULL,     -- the room's number after this event
  relates_to TEXT,
  rel_type TEXT,
  thread_root TEXT,               -- the thread it belongs to, if any
  counts BIGINT NOT NULL,         -- the default push rules: 1 notify everybody, 2 highlight for everybody
  redacted_by TEXT,               -- event id of the redaction
  unsigned TEXT,                  -- members of unsigned that are the same for everybody, without braces
  device_nid BIGINT,              -- the local device that sent it, for unsigned.transaction_id
  txn_id TEXT,
  json BYTEA NOT NULL             -- the whole PDU, as it is hashed and federated
);
CREATE INDEX event_room ON event (room_nid, pos);
CREATE INDEX event_relates ON event (relates_to, pos) WHERE relates_to IS NOT NULL;
CREATE INDEX event_thread ON event (thread_root, pos) WHERE thread_root IS NOT NULL;
CREATE INDEX event_ts ON event (room_nid, ts);
-- The event that held (type, state_key) from from_pos until before to_pos; open: 2^63-1.
CREATE TABLE state_span (
  room_nid BIGINT NOT NULL REFERENCES room (nid),
  type TEXT NOT NULL,
  state_key TEXT NOT NULL,
  from_pos BIGINT NOT NULL,
  to_pos BIGINT NOT NULL,
  event_pos BIGINT NOT NULL,
  PRIMARY KEY (room_nid, type, state_key, from_pos)
);
CREATE INDEX state_span_from ON state_span (room_nid, from_pos);
CREATE INDEX state_span_open ON state_span (room_nid, to_pos, type, state_key);
-- A person's current membership of a room, with what a client wants to know about it at a glance.
CREATE TABLE member (
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  room_nid BIGINT NOT NULL REFERENCES room (nid),
  membership TEXT NOT NULL,
  pos BIGINT NOT NULL,            -- of the member event
  forgotten BIGINT NOT NULL DEFAULT 0,
  stripped BYTEA,                 -- stripped state for invites and knocks
  read_pos BIGINT NOT NULL DEFAULT 0,  -- newest event covered by the main or unthreaded receipt, or own event
  read_ord BIGINT NOT NULL DEFAULT 0,  -- room.notify_ord at that event
  count_from BIGINT NOT NULL DEFAULT 0,  -- where the person came in: counts begin here
  PRIMARY KEY (user_nid, room_nid)
);
CREATE INDEX member_room ON member (room_nid, membership, user_nid);
CREATE TABLE alias (
  alias TEXT PRIMARY KEY,
  room_nid BIGINT NOT NULL REFERENCES room (nid),
  creator_nid BIGINT NOT NULL REFERENCES user_ (nid)
);
CREATE INDEX alias_room ON alias (room_nid);
CREATE TABLE receipt (
  room_nid BIGINT NOT NULL REFERENCES room (nid),
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  kind TEXT NOT NULL,             -- m.read, m.read.private, m.fully_read
  thread TEXT NOT NULL,           -- '' unthreaded, 'main', or the root's event id
  event_id TEXT NOT NULL,
  event_pos BIGINT NOT NULL,
  ts BIGINT NOT NULL,
  pos BIGINT NOT NULL,
  PRIMARY KEY (room_nid, user_nid, kind, thread)
);
CREATE INDEX receipt_pos ON receipt (room_nid, pos);
