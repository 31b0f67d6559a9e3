-- Items of business and their figures: what the office does beside Party work, tied to the branch that drives it.
CREATE TABLE business_item (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  number TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  organization_id BIGINT NOT NULL,
  branch_id BIGINT,
  team TEXT NOT NULL,
  starts_on BIGINT NOT NULL,
  due_on BIGINT NOT NULL,
  done_on BIGINT,
  outcome TEXT NOT NULL,
  state TEXT NOT NULL,
  discussions BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX business_item_organization ON business_item (tenant_id, organization_id, starts_on);
CREATE INDEX business_item_branch ON business_item (tenant_id, branch_id);
CREATE INDEX business_item_untied ON business_item (tenant_id, starts_on, organization_id) WHERE branch_id IS NULL;

-- The meetings at which an item was discussed.
CREATE TABLE business_discussion (
  tenant_id BIGINT NOT NULL,
  item_id BIGINT NOT NULL,
  meeting_id BIGINT NOT NULL,
  discussed_on BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, item_id, meeting_id)
) CLUSTERED;

CREATE TABLE business_figure (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name TEXT NOT NULL,
  organization_id BIGINT NOT NULL,
  period BIGINT NOT NULL,
  value BIGINT NOT NULL,
  unit TEXT NOT NULL,
  better TEXT NOT NULL,
  previous BIGINT,
  change TEXT NOT NULL,
  source TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE UNIQUE INDEX business_figure_place ON business_figure (tenant_id, name, organization_id, period);
CREATE INDEX business_figure_period ON business_figure (tenant_id, period, organization_id);
