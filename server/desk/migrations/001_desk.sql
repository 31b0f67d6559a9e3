-- The secret address of an account's calendar for other programs: one at a time, only its fingerprint is kept.
CREATE TABLE calendar_feed (
  tenant_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  token_fingerprint TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  read_on BIGINT,
  PRIMARY KEY (tenant_id, account_id)
) CLUSTERED;
CREATE UNIQUE INDEX calendar_feed_token ON calendar_feed (token_fingerprint);
