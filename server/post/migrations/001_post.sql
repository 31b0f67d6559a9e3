-- A term (届) of what leads an organisation: from a day, due on a day, ended when the next one begins.
CREATE TABLE term (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  number TEXT NOT NULL,
  kind TEXT NOT NULL,
  began_on BIGINT NOT NULL,
  planned_on BIGINT NOT NULL,
  due_on BIGINT NOT NULL,
  ended_on BIGINT,
  meeting_id BIGINT,
  decided_by TEXT NOT NULL,
  approval TEXT NOT NULL,
  letter_id BIGINT,
  reminded_on BIGINT,
  recorded_at BIGINT NOT NULL,
  recorded_by BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE UNIQUE INDEX term_running ON term (tenant_id, organization_id) WHERE ended_on IS NULL;
CREATE INDEX term_organization ON term (tenant_id, organization_id, began_on);
CREATE INDEX term_due ON term (tenant_id, due_on);

-- Who holds which post of an organisation from which day to which (both included; no last day: until further notice).
CREATE TABLE post_holding (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  post TEXT NOT NULL,
  member_id BIGINT NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT,
  way TEXT NOT NULL,
  basis TEXT NOT NULL,
  term_id BIGINT,
  stand_in_id BIGINT,
  ended_why TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  recorded_by BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE UNIQUE INDEX post_holding_current ON post_holding (tenant_id, organization_id, post, member_id) WHERE valid_to IS NULL;
CREATE INDEX post_holding_organization ON post_holding (tenant_id, organization_id, valid_from);
CREATE INDEX post_holding_member ON post_holding (tenant_id, member_id, valid_from);

CREATE TABLE term_extension (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  term_id BIGINT NOT NULL,
  until BIGINT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  procedure_version BIGINT NOT NULL,
  due_on BIGINT,
  requested_on BIGINT NOT NULL,
  requested_by BIGINT NOT NULL,
  decided_on BIGINT,
  decision TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX term_extension_term ON term_extension (tenant_id, term_id);
CREATE INDEX term_extension_organization ON term_extension (tenant_id, organization_id, state);

CREATE TABLE leave (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  member_id BIGINT,
  from_on BIGINT NOT NULL,
  to_on BIGINT NOT NULL,
  reason TEXT NOT NULL,
  procedure TEXT NOT NULL,
  state TEXT NOT NULL,
  procedure_version BIGINT NOT NULL,
  due_on BIGINT,
  requested_on BIGINT NOT NULL,
  decided_on BIGINT,
  returned_on BIGINT,
  decision TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX leave_account ON leave (tenant_id, account_id, to_on);
CREATE INDEX leave_member ON leave (tenant_id, member_id, to_on);
CREATE INDEX leave_organization ON leave (tenant_id, organization_id, from_on);
