-- A session (述职评议会) in which secretaries report and are scored. Each report has a box of its own, so that nobody's papers hang
-- together and a peer's paper is not known by the report it leaves out.
CREATE TABLE duty_session (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  title TEXT NOT NULL,
  year BIGINT NOT NULL,
  held_on BIGINT NOT NULL,
  state TEXT NOT NULL,
  opened_on BIGINT,
  closed_on BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX duty_session_organization ON duty_session (tenant_id, organization_id, held_on);

CREATE TABLE duty_report (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  session_id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  member_id BIGINT,
  year BIGINT NOT NULL,
  title TEXT NOT NULL,
  sections TEXT NOT NULL,
  generated TEXT NOT NULL,
  state TEXT NOT NULL,
  submitted_on BIGINT,
  box_id BIGINT,
  score BIGINT,
  grade TEXT NOT NULL,
  result TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE UNIQUE INDEX duty_report_person ON duty_report (tenant_id, session_id, account_id);
CREATE INDEX duty_report_organization ON duty_report (tenant_id, organization_id, year);
CREATE INDEX duty_report_account ON duty_report (tenant_id, account_id);

CREATE TABLE duty_voter (
  tenant_id BIGINT NOT NULL,
  session_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  circle TEXT NOT NULL,
  PRIMARY KEY (tenant_id, session_id, account_id)
) CLUSTERED;
CREATE INDEX duty_voter_account ON duty_voter (tenant_id, account_id);
