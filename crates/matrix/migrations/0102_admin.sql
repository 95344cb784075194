-- What people who run the server did with it in the web app.
CREATE TABLE admin_act (
  id BIGINT PRIMARY KEY,
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  what TEXT NOT NULL,             -- people.deactivate, rooms.block, …
  target TEXT,                    -- the person, room or report; never a secret
  ts BIGINT NOT NULL
);
-- Who was here lately.
CREATE INDEX device_seen ON device (last_seen_ms, user_nid);
