DROP INDEX screen_link_token;
CREATE UNIQUE INDEX screen_link_token ON screen_link (tenant_id, token_fingerprint);
