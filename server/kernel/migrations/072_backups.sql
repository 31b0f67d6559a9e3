-- How often backups are taken and how long they are kept: one row where an administrator has set it.
CREATE TABLE backup_plan (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  every_hours BIGINT NOT NULL,
  keep_hours BIGINT NOT NULL,
  keep_days BIGINT NOT NULL,
  keep_weeks BIGINT NOT NULL,
  keep_months BIGINT NOT NULL,
  drill_days BIGINT NOT NULL,
  hint TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;

-- Each backup taken and each restore drill: when, by whom, what came of it.
CREATE TABLE backup_run (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  deed TEXT NOT NULL,
  state TEXT NOT NULL,
  moment TEXT NOT NULL,
  taken_at BIGINT,
  began_at BIGINT NOT NULL,
  ended_at BIGINT,
  actor TEXT NOT NULL,
  row_count BIGINT NOT NULL,
  file_count BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  fresh_bytes BIGINT NOT NULL,
  message TEXT NOT NULL,
  counts TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX backup_run_deed ON backup_run (tenant_id, deed, began_at);
CREATE INDEX backup_run_moment ON backup_run (tenant_id, moment);
