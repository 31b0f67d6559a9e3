-- A role held for a while in place of another account (AB角), from a day to a day; it ends by itself, and at once with the role
-- of the one it stands in for.
CREATE TABLE delegated_grant (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  role TEXT NOT NULL,
  organization_id BIGINT NOT NULL,
  for_account_id BIGINT NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT NOT NULL,
  source_kind TEXT NOT NULL,
  source_id BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX delegated_grant_account ON delegated_grant (tenant_id, account_id, valid_to);
CREATE INDEX delegated_grant_for ON delegated_grant (tenant_id, for_account_id, valid_to);
CREATE INDEX delegated_grant_source ON delegated_grant (tenant_id, source_kind, source_id);
