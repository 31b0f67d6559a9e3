-- Inspections, their teams and visits, draws, the problem ledger, letters.
CREATE TABLE inspection (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  title TEXT NOT NULL,
  kind TEXT NOT NULL,
  organization_id BIGINT NOT NULL,
  coverage TEXT NOT NULL,
  chosen TEXT NOT NULL,
  starts_on BIGINT NOT NULL,
  ends_on BIGINT NOT NULL,
  checklist TEXT NOT NULL,
  purpose TEXT NOT NULL,
  state TEXT NOT NULL,
  opened_on BIGINT,
  closed_on BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;

CREATE TABLE inspection_team (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  inspection_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  lead_id BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE UNIQUE INDEX inspection_team_name ON inspection_team (tenant_id, inspection_id, name);

CREATE TABLE inspection_team_member (
  tenant_id BIGINT NOT NULL,
  team_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, team_id, account_id)
) CLUSTERED;
CREATE INDEX inspection_team_of ON inspection_team_member (tenant_id, account_id, team_id);

CREATE TABLE visit (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  inspection_id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  team_id BIGINT,
  planned_on BIGINT,
  visited_on BIGINT,
  reported_on BIGINT,
  state TEXT NOT NULL,
  attended_by TEXT NOT NULL,
  conclusion TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE UNIQUE INDEX visit_once ON visit (tenant_id, inspection_id, organization_id);
CREATE INDEX visit_organization ON visit (tenant_id, organization_id, inspection_id);
CREATE INDEX visit_team ON visit (tenant_id, team_id, state);

CREATE TABLE visit_tick (
  tenant_id BIGINT NOT NULL,
  visit_id BIGINT NOT NULL,
  item TEXT NOT NULL,
  result TEXT NOT NULL,
  note TEXT NOT NULL,
  at BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, visit_id, item)
) CLUSTERED;

CREATE TABLE draw (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  purpose TEXT NOT NULL,
  inspection_id BIGINT,
  organization_id BIGINT NOT NULL,
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
CREATE INDEX draw_inspection ON draw (tenant_id, inspection_id, purpose);

-- The problems that a draw took for looking at again: only these may be.
CREATE TABLE recheck (
  tenant_id BIGINT NOT NULL,
  problem_id BIGINT NOT NULL,
  draw_id BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, problem_id, draw_id)
) CLUSTERED;

CREATE TABLE problem (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  inspection_id BIGINT,
  visit_id BIGINT,
  item TEXT NOT NULL,
  category TEXT NOT NULL,
  severity TEXT NOT NULL,
  clause TEXT NOT NULL,
  description TEXT NOT NULL,
  found_on BIGINT NOT NULL,
  state TEXT NOT NULL,
  procedure_version BIGINT NOT NULL,
  due_on BIGINT,
  fed_back_on BIGINT,
  received_on BIGINT,
  measures_on BIGINT,
  reported_on BIGINT,
  verified_on BIGINT,
  closed_on BIGINT,
  reopened_on BIGINT,
  measures TEXT NOT NULL,
  owner TEXT NOT NULL,
  promised_on BIGINT,
  rectification TEXT NOT NULL,
  unfixable_reason TEXT NOT NULL,
  letter_id BIGINT,
  raised_by BIGINT NOT NULL,
  reminded_at BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX problem_organization ON problem (tenant_id, organization_id, state, due_on);
CREATE INDEX problem_inspection ON problem (tenant_id, inspection_id, state);
CREATE INDEX problem_state ON problem (tenant_id, state, due_on);
CREATE INDEX problem_category ON problem (tenant_id, category, organization_id);

-- Uploaded pictures, known to their phone by a key of its own: so that a record made without a network can name them.
CREATE TABLE supervision_photo (
  tenant_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  photo_key TEXT NOT NULL,
  file_id BIGINT NOT NULL,
  uploaded_at BIGINT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id BIGINT NOT NULL,
  purpose TEXT NOT NULL,
  PRIMARY KEY (tenant_id, account_id, photo_key)
) CLUSTERED;
CREATE INDEX supervision_photo_of ON supervision_photo (tenant_id, subject_kind, subject_id);
CREATE UNIQUE INDEX supervision_photo_file ON supervision_photo (tenant_id, file_id);

CREATE TABLE letter (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  number TEXT NOT NULL,
  year BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  issuer_id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  title TEXT NOT NULL,
  opening TEXT NOT NULL,
  closing TEXT NOT NULL,
  problem_ids TEXT NOT NULL,
  reply_days BIGINT NOT NULL,
  state TEXT NOT NULL,
  procedure_version BIGINT NOT NULL,
  due_on BIGINT,
  issued_on BIGINT,
  reply_due_on BIGINT,
  received_on BIGINT,
  replied_on BIGINT,
  closed_on BIGINT,
  reply TEXT NOT NULL,
  replies_to BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX letter_organization ON letter (tenant_id, organization_id, state);
CREATE INDEX letter_issuer ON letter (tenant_id, issuer_id, state);
CREATE UNIQUE INDEX letter_number ON letter (tenant_id, issuer_id, kind, year, sequence) WHERE sequence > 0;

-- The last number of each year and kind: given out in the transaction that issues, so that there are no gaps.
CREATE TABLE letter_sequence (
  tenant_id BIGINT NOT NULL,
  issuer_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  year BIGINT NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, issuer_id, kind, year)
) CLUSTERED;
