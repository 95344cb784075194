-- Who let somebody in, and who wants to be found by people whom he does not know yet.
ALTER TABLE account ADD COLUMN invited_by_nid BIGINT;
ALTER TABLE account ADD COLUMN discoverable BIGINT NOT NULL DEFAULT 0;
CREATE INDEX account_invited_by ON account (invited_by_nid) WHERE invited_by_nid IS NOT NULL;
-- Who came by an invitation.
ALTER TABLE registration_token ADD COLUMN used_by_nid BIGINT;
CREATE INDEX registration_token_creator ON registration_token (creator_nid) WHERE creator_nid IS NOT NULL;
CREATE INDEX registration_token_used_by ON registration_token (used_by_nid) WHERE used_by_nid IS NOT NULL;
