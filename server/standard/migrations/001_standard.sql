-- Standards and acceptance. A round keeps the text of its standard by its digest, so that a sheet reads the same for ever.
CREATE TABLE standard_text (
  tenant_id BIGINT NOT NULL,
  digest TEXT NOT NULL,
  path TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (tenant_id, digest)
);

CREATE TABLE standard_round (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  title TEXT NOT NULL,
  standard TEXT NOT NULL,
  standard_title TEXT NOT NULL,
  standard_version BIGINT NOT NULL,
  digest TEXT NOT NULL,
  period BIGINT NOT NULL,
  self_check_until BIGINT,
  handler_id BIGINT NOT NULL,
  state TEXT NOT NULL,
  opened_on BIGINT,
  closed_on BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX standard_round_organization ON standard_round (tenant_id, organization_id, period);

CREATE TABLE standard_sheet (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  round_id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  organ_id BIGINT NOT NULL,
  state TEXT NOT NULL,
  procedure_version BIGINT NOT NULL,
  due_on BIGINT,
  visited BIGINT NOT NULL,
  score BIGINT,
  points TEXT NOT NULL,
  grade TEXT NOT NULL,
  grade_title TEXT NOT NULL,
  grade_by_rule TEXT NOT NULL,
  grade_reason TEXT NOT NULL,
  graded_on BIGINT,
  valid_until BIGINT,
  recheck_on BIGINT,
  submitted TEXT NOT NULL,
  result TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE UNIQUE INDEX standard_sheet_place ON standard_sheet (tenant_id, round_id, organization_id);
CREATE INDEX standard_sheet_organization ON standard_sheet (tenant_id, organization_id, state);
CREATE INDEX standard_sheet_state ON standard_sheet (tenant_id, state, due_on);

CREATE TABLE standard_mark (
  tenant_id BIGINT NOT NULL,
  sheet_id BIGINT NOT NULL,
  item TEXT NOT NULL,
  claimed TEXT NOT NULL,
  words TEXT NOT NULL,
  reviewed TEXT NOT NULL,
  review_points BIGINT NOT NULL,
  review_note TEXT NOT NULL,
  reviewed_by TEXT NOT NULL,
  on_site TEXT NOT NULL,
  on_site_points BIGINT NOT NULL,
  on_site_note TEXT NOT NULL,
  on_site_by TEXT NOT NULL,
  PRIMARY KEY (tenant_id, sheet_id, item)
) CLUSTERED;

CREATE TABLE standard_evidence (
  tenant_id BIGINT NOT NULL,
  sheet_id BIGINT NOT NULL,
  file_id BIGINT NOT NULL,
  item TEXT NOT NULL,
  purpose TEXT NOT NULL,
  account_id BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, sheet_id, file_id)
) CLUSTERED;

CREATE TABLE standard_draw (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  round_id BIGINT NOT NULL,
  seed TEXT NOT NULL,
  population TEXT NOT NULL,
  population_hash TEXT NOT NULL,
  take BIGINT NOT NULL,
  result TEXT NOT NULL,
  announced_at BIGINT NOT NULL,
  drawn_at BIGINT,
  announced_by TEXT NOT NULL,
  drawn_by TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX standard_draw_round ON standard_draw (tenant_id, round_id, id);

CREATE TABLE standard_objection (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  sheet_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  text TEXT NOT NULL,
  objected_on BIGINT NOT NULL,
  due_on BIGINT NOT NULL,
  answer TEXT NOT NULL,
  upheld BIGINT NOT NULL,
  answered_on BIGINT,
  answered_by TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX standard_objection_sheet ON standard_objection (tenant_id, sheet_id, id);

CREATE TABLE standard_certificate (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  sheet_id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  year BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  number TEXT NOT NULL,
  code TEXT NOT NULL,
  standard_title TEXT NOT NULL,
  grade_title TEXT NOT NULL,
  issued_on BIGINT NOT NULL,
  valid_until BIGINT NOT NULL,
  withdrawn_on BIGINT,
  withdrawn_why TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE UNIQUE INDEX standard_certificate_code ON standard_certificate (tenant_id, code);
CREATE INDEX standard_certificate_sheet ON standard_certificate (tenant_id, sheet_id, id);

-- What each decision made of an organisation from a day on; the newest of a standard holds.
CREATE TABLE standard_standing (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  standard TEXT NOT NULL,
  sheet_id BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  grade_title TEXT NOT NULL,
  from_on BIGINT NOT NULL,
  until_on BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX standard_standing_organization ON standard_standing (tenant_id, organization_id, standard, id);
CREATE INDEX standard_standing_sheet ON standard_standing (tenant_id, sheet_id);
