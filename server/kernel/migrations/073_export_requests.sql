-- Exports of people that wait for, or have had, the consent of a second person (双人控制): what list, under which filter, how many
-- rows, why, and who answered.
CREATE TABLE export_request (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  noun TEXT NOT NULL,
  list TEXT NOT NULL,
  filter TEXT NOT NULL,
  path TEXT NOT NULL,
  query TEXT NOT NULL,
  row_count BIGINT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  answered_by BIGINT,
  answered_at BIGINT,
  note TEXT NOT NULL,
  good_until BIGINT,
  taken_at BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX export_request_account ON export_request (tenant_id, account_id, asked_at);
CREATE INDEX export_request_asked ON export_request (tenant_id, asked_at);
