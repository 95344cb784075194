-- Words of what was said in rooms that are not encrypted, for POST /search.
CREATE TABLE search_word (
  word TEXT NOT NULL,
  pos BIGINT NOT NULL,             -- of the event
  room_nid BIGINT NOT NULL REFERENCES room (nid),
  PRIMARY KEY (word, pos)
);
CREATE INDEX search_word_pos ON search_word (pos);
