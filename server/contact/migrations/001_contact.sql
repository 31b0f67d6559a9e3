-- Who of the committee keeps contact with organisations: an account, a member, or both.
CREATE TABLE contact_leader (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  account_id BIGINT,
  member_id BIGINT,
  name TEXT NOT NULL,
  post TEXT NOT NULL,
  organization_id BIGINT NOT NULL,
  display_order BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE UNIQUE INDEX contact_leader_account ON contact_leader (tenant_id, account_id);
CREATE UNIQUE INDEX contact_leader_member ON contact_leader (tenant_id, member_id);

-- Which leader an organisation has, from which day to which (both days included; no last day: until further notice).
CREATE TABLE contact_point (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  leader_id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT,
  why TEXT NOT NULL,
  ended_why TEXT NOT NULL,
  assigned_at BIGINT NOT NULL,
  assigned_by BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE UNIQUE INDEX contact_point_current ON contact_point (tenant_id, organization_id) WHERE valid_to IS NULL;
CREATE INDEX contact_point_organization ON contact_point (tenant_id, organization_id, valid_from);
CREATE INDEX contact_point_leader ON contact_point (tenant_id, leader_id, valid_from);

-- A leader's contact with an organisation, by attending a meeting, by inspecting, or by an exchange of views.
CREATE TABLE contact_visit (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  leader_id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  place_id BIGINT NOT NULL,
  way TEXT NOT NULL,
  visited_on BIGINT NOT NULL,
  title TEXT NOT NULL,
  feedback TEXT NOT NULL,
  follow_up TEXT NOT NULL,
  answer TEXT NOT NULL,
  answered_on BIGINT,
  state TEXT NOT NULL,
  withdrawn_why TEXT NOT NULL,
  late BIGINT NOT NULL,
  late_reason TEXT NOT NULL,
  source_kind TEXT NOT NULL,
  source_id BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL,
  recorded_by BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX contact_visit_leader ON contact_visit (tenant_id, leader_id, visited_on);
CREATE INDEX contact_visit_organization ON contact_visit (tenant_id, organization_id, visited_on);
CREATE INDEX contact_visit_source ON contact_visit (tenant_id, source_id, source_kind);
