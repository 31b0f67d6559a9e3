-- Where digests of to-dos are sent: nothing is sent to anywhere as long as this is empty. Addresses and secrets are encrypted.
CREATE TABLE notice_channel (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  account_id BIGINT NOT NULL,
  address BYTES,
  secret BYTES,
  active BIGINT NOT NULL,
  digest_on BIGINT,
  delivered_at BIGINT,
  failure TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;

-- The office's mail server and the address of this installation for links: one row where an administrator has set it.
CREATE TABLE mail_server (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  host TEXT NOT NULL,
  port BIGINT NOT NULL,
  security TEXT NOT NULL,
  username TEXT NOT NULL,
  password BYTES,
  sender TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
