-- What people entered by hand for indicators of kind manual, each with a reason.
CREATE TABLE index_entry (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  indicator TEXT NOT NULL,
  organization_id BIGINT NOT NULL,
  period BIGINT NOT NULL,
  value BIGINT NOT NULL,
  reason TEXT NOT NULL,
  entered_by BIGINT NOT NULL,
  entered_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  withdrawn_why TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE UNIQUE INDEX index_entry_current ON index_entry (tenant_id, indicator, organization_id, period) WHERE state = 'entered';
CREATE INDEX index_entry_organization ON index_entry (tenant_id, organization_id, period);

-- The classes of all organisations below one, by the rule of an index, frozen when the committee confirms them.
CREATE TABLE classification (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  index_name TEXT NOT NULL,
  organization_id BIGINT NOT NULL,
  period BIGINT NOT NULL,
  rule_from BIGINT NOT NULL,
  state TEXT NOT NULL,
  computed_at BIGINT NOT NULL,
  computed_by BIGINT NOT NULL,
  confirmed_at BIGINT,
  confirmed_by BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE UNIQUE INDEX classification_period ON classification (tenant_id, index_name, organization_id, period);

CREATE TABLE classified (
  tenant_id BIGINT NOT NULL,
  classification_id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  points BIGINT NOT NULL,
  by_rule TEXT NOT NULL,
  class TEXT NOT NULL,
  vetoes TEXT NOT NULL,
  reason TEXT NOT NULL,
  changed_by BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, classification_id, organization_id)
) CLUSTERED;
CREATE INDEX classified_organization ON classified (tenant_id, organization_id);

-- How a weak organisation is put in order (整顿提升), and what came of it.
CREATE TABLE lift_plan (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  classification_id BIGINT NOT NULL,
  title TEXT NOT NULL,
  cause TEXT NOT NULL,
  goal TEXT NOT NULL,
  leader TEXT NOT NULL,
  due_on BIGINT NOT NULL,
  state TEXT NOT NULL,
  published_on BIGINT,
  closed_on BIGINT,
  result TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE UNIQUE INDEX lift_plan_once ON lift_plan (tenant_id, classification_id, organization_id);
CREATE INDEX lift_plan_organization ON lift_plan (tenant_id, organization_id, state);

CREATE TABLE lift_task (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  plan_id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  title TEXT NOT NULL,
  owner TEXT NOT NULL,
  measure TEXT NOT NULL,
  due_on BIGINT,
  done_on BIGINT,
  result TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX lift_task_plan ON lift_task (tenant_id, plan_id);
