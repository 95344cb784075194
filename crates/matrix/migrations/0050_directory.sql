-- Lists of public rooms, biggest first.
CREATE INDEX room_public ON room (joined, nid) WHERE public = 1;
-- Words of people's names, for the user directory. CJK names stand under each of their suffixes.
CREATE TABLE user_word (
  word TEXT NOT NULL,
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  PRIMARY KEY (word, user_nid)
);
CREATE INDEX user_word_user ON user_word (user_nid);
