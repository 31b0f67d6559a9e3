DROP INDEX calendar_feed_token;
CREATE UNIQUE INDEX calendar_feed_token ON calendar_feed (tenant_id, token_fingerprint);
