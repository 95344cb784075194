-- Rooms in which somebody wrote who asked for his words to be erased: they are empty for those who were not there.
CREATE TABLE erased_sender (
  room_nid BIGINT NOT NULL REFERENCES room (nid),
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  PRIMARY KEY (room_nid, user_nid)
);
