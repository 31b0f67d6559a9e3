-- Requests of members to have a field of their own record put right (更正申请). What is wanted, what stood there, why, and the
-- answer are sealed.
CREATE TABLE correction (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  member_id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  field TEXT NOT NULL,
  wanted BYTES,
  former BYTES,
  reason BYTES,
  state TEXT NOT NULL,
  procedure_version BIGINT NOT NULL,
  asked_on BIGINT NOT NULL,
  due_on BIGINT,
  answered_on BIGINT,
  answer BYTES,
  seen_on BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX correction_member ON correction (tenant_id, member_id, state);
CREATE INDEX correction_organization ON correction (tenant_id, organization_id, state, due_on);
-- One open request for a field: a double click makes no second one.
CREATE UNIQUE INDEX correction_open ON correction (tenant_id, member_id, field) WHERE state = 'asked';
