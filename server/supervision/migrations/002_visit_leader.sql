-- The leaders who were on site at a visit, beside its team: their contact with the unit follows from it.
CREATE TABLE visit_leader (
  tenant_id BIGINT NOT NULL,
  visit_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, visit_id, account_id)
) CLUSTERED;
