-- What a branch has settled for a period, and each member of it as frozen then.
CREATE TABLE points_settlement (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  period BIGINT NOT NULL,
  rule_version BIGINT NOT NULL,
  state TEXT NOT NULL,
  published_on BIGINT NOT NULL,
  published_until BIGINT NOT NULL,
  people BIGINT NOT NULL,
  exempt BIGINT NOT NULL,
  passing BIGINT NOT NULL,
  settled_at BIGINT NOT NULL,
  settled_by BIGINT NOT NULL,
  confirmed_at BIGINT,
  confirmed_by BIGINT,
  withdrawn_why TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE UNIQUE INDEX points_settlement_stands ON points_settlement (tenant_id, organization_id, period) WHERE state <> 'withdrawn';

-- `adjusted`: what of the points were corrections already; later ones are added to what was frozen.
CREATE TABLE points_settled (
  tenant_id BIGINT NOT NULL,
  settlement_id BIGINT NOT NULL,
  member_id BIGINT NOT NULL,
  points BIGINT NOT NULL,
  adjusted BIGINT NOT NULL,
  exempt TEXT NOT NULL,
  statement TEXT NOT NULL,
  PRIMARY KEY (tenant_id, settlement_id, member_id)
) CLUSTERED;

CREATE TABLE points_dispute (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  member_id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  period BIGINT NOT NULL,
  about TEXT NOT NULL,
  fact_id BIGINT,
  rule TEXT NOT NULL,
  subject TEXT NOT NULL,
  happened_on BIGINT,
  claim TEXT NOT NULL,
  state TEXT NOT NULL,
  procedure_version BIGINT NOT NULL,
  due_on BIGINT,
  raised_on BIGINT NOT NULL,
  answerer_id BIGINT NOT NULL,
  recorder_id BIGINT,
  answered_on BIGINT,
  answer TEXT NOT NULL,
  points BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX points_dispute_member ON points_dispute (tenant_id, member_id, period);
CREATE INDEX points_dispute_organization ON points_dispute (tenant_id, organization_id, state, due_on);
CREATE INDEX points_dispute_answerer ON points_dispute (tenant_id, answerer_id, state);
-- One open dispute of a line: a double click makes no second one.
CREATE UNIQUE INDEX points_dispute_open ON points_dispute (tenant_id, member_id, fact_id, rule) WHERE fact_id IS NOT NULL AND state IN ('raised', 'appealed');

CREATE TABLE points_adjustment (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  member_id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  period BIGINT NOT NULL,
  points BIGINT NOT NULL,
  reason TEXT NOT NULL,
  dispute_id BIGINT,
  made_by BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX points_adjustment_member ON points_adjustment (tenant_id, member_id, period);
CREATE INDEX points_adjustment_organization ON points_adjustment (tenant_id, organization_id, period);

-- Whether a branch shows its members the first of a period: the newest decision holds; none: it does not.
CREATE TABLE points_ranking (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  shown BIGINT NOT NULL,
  reason TEXT NOT NULL,
  decided_on BIGINT NOT NULL,
  decided_by BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX points_ranking_organization ON points_ranking (tenant_id, organization_id, id);
