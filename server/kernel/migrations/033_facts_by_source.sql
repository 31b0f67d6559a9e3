-- Facts stand beside the others of their source: they are written, taken back and shown together, and need no index of the source.
-- What a member did is added up from the member's facts when it is asked for.
CREATE TABLE fact_by_source (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  member_id BIGINT NOT NULL,
  happened_on BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  sign BIGINT NOT NULL,
  late BIGINT NOT NULL,
  source_kind TEXT NOT NULL,
  source_id BIGINT NOT NULL,
  entered_at BIGINT NOT NULL,
  entered_by BIGINT NOT NULL,
  voids BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, source_id, id)
) CLUSTERED;
INSERT INTO fact_by_source (tenant_id, id, kind, organization_id, member_id, happened_on, amount, sign, late, source_kind, source_id, entered_at, entered_by, voids)
SELECT tenant_id, id, kind, organization_id, member_id, happened_on, amount, sign, late, source_kind, source_id, entered_at, entered_by, voids FROM fact;
DROP TABLE fact;
ALTER TABLE fact_by_source RENAME TO fact;
CREATE INDEX fact_organization ON fact (tenant_id, organization_id, kind, happened_on);
CREATE INDEX fact_member ON fact (tenant_id, member_id, kind, happened_on) WHERE member_id <> 0;
DROP TABLE member_rollup;
