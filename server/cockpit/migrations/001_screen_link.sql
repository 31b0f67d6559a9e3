-- Links for screens on a wall: read-only, made and taken back by the administrator. Only the token's fingerprint is kept.
CREATE TABLE screen_link (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name TEXT NOT NULL,
  organization_id BIGINT NOT NULL,
  token_fingerprint TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  made_by BIGINT NOT NULL,
  read_on BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE UNIQUE INDEX screen_link_token ON screen_link (token_fingerprint);
