-- The first people of a room, whose names stand for one without a name.
CREATE INDEX member_order ON member (room_nid, membership, pos);
