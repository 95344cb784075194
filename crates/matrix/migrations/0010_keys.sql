-- End-to-end encryption: public keys, signatures, encrypted key backups. Nothing here can decrypt.
CREATE TABLE device_key (
  device_nid BIGINT PRIMARY KEY REFERENCES device (nid),
  json BYTEA NOT NULL             -- as uploaded, without unsigned
);
-- Handed out once, in the order of seq.
CREATE TABLE one_time_key (
  device_nid BIGINT NOT NULL REFERENCES device (nid),
  algorithm TEXT NOT NULL,
  seq BIGINT NOT NULL,
  key_id TEXT NOT NULL,
  json BYTEA NOT NULL,
  PRIMARY KEY (device_nid, algorithm, seq),
  UNIQUE (device_nid, algorithm, key_id)
);
-- Handed out again and again once the others have run out.
CREATE TABLE fallback_key (
  device_nid BIGINT NOT NULL REFERENCES device (nid),
  algorithm TEXT NOT NULL,
  key_id TEXT NOT NULL,
  json BYTEA NOT NULL,
  used BIGINT NOT NULL,
  PRIMARY KEY (device_nid, algorithm)
);
-- usage: master, self_signing, user_signing.
CREATE TABLE cross_signing_key (
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  usage TEXT NOT NULL,
  public_key TEXT NOT NULL,
  json BYTEA NOT NULL,
  PRIMARY KEY (user_nid, usage)
);
-- Signatures added after the upload. target: a device id or the public key of a cross-signing key.
CREATE TABLE key_signature (
  target_nid BIGINT NOT NULL REFERENCES user_ (nid),
  target TEXT NOT NULL,
  signer_nid BIGINT NOT NULL REFERENCES user_ (nid),
  key_id TEXT NOT NULL,
  signature TEXT NOT NULL,
  pos BIGINT NOT NULL,
  PRIMARY KEY (target_nid, target, signer_nid, key_id)
);
CREATE INDEX key_signature_signer ON key_signature (signer_nid, pos);
-- Deleted versions keep their row, so that no number is given out twice.
CREATE TABLE key_backup (
  user_nid BIGINT NOT NULL REFERENCES user_ (nid),
  version BIGINT NOT NULL,
  algorithm TEXT NOT NULL,
  auth_data BYTEA NOT NULL,
  etag BIGINT NOT NULL,           -- how often its sessions changed
  sessions BIGINT NOT NULL,       -- how many there are
  deleted BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (user_nid, version)
);
CREATE TABLE key_backup_session (
  user_nid BIGINT NOT NULL,
  version BIGINT NOT NULL,
  room_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  first_message_index BIGINT NOT NULL,
  forwarded_count BIGINT NOT NULL,
  is_verified BIGINT NOT NULL,
  json BYTEA NOT NULL,
  PRIMARY KEY (user_nid, version, room_id, session_id),
  FOREIGN KEY (user_nid, version) REFERENCES key_backup (user_nid, version)
);
-- A person's device that is asleep on the server (MSC3814); its keys and messages are where those of
-- other devices are.
CREATE TABLE dehydrated_device (
  user_nid BIGINT PRIMARY KEY REFERENCES user_ (nid),
  device_nid BIGINT NOT NULL REFERENCES device (nid),
  data BYTEA NOT NULL
);
CREATE INDEX dehydrated_device_nid ON dehydrated_device (device_nid);
