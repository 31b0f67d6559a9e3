-- Annual reports: editable until they are final; figures are kept as they were computed.
CREATE TABLE report (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  year BIGINT NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL,
  sections TEXT NOT NULL,
  generated TEXT NOT NULL,
  figures TEXT NOT NULL,
  computed_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  finalised_on BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX report_organization ON report (tenant_id, organization_id, year);
-- One draft for an organisation and a year: two clicks, or two clerks, do not begin two.
CREATE UNIQUE INDEX report_draft ON report (tenant_id, organization_id, year) WHERE state = 'draft';

CREATE TABLE report_version (
  tenant_id BIGINT NOT NULL,
  report_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  what TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  made_by BIGINT NOT NULL,
  title TEXT NOT NULL,
  sections TEXT NOT NULL,
  figures TEXT NOT NULL,
  PRIMARY KEY (tenant_id, report_id, version)
) CLUSTERED;

-- Binders asked for: made by a worker, kept as files.
CREATE TABLE binder (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  year BIGINT NOT NULL,
  state TEXT NOT NULL,
  file_id BIGINT,
  size BIGINT NOT NULL,
  failure TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  finished_at BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX binder_owner ON binder (tenant_id, created_by, id);
