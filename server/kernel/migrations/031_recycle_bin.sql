-- What was deleted within the last thirty days: the rows as they stood, to be put back.
CREATE TABLE recycled (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  record_id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  title TEXT NOT NULL,
  permission TEXT NOT NULL,
  page TEXT NOT NULL,
  kept TEXT NOT NULL,
  deleted_by BIGINT NOT NULL,
  deleted_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX recycled_day ON recycled (deleted_at);
