CREATE TABLE selection (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  honour TEXT NOT NULL,
  title TEXT NOT NULL,
  year BIGINT NOT NULL,
  heads BIGINT NOT NULL,
  quota BIGINT NOT NULL,
  state TEXT NOT NULL,
  procedure_version BIGINT NOT NULL,
  handler_id BIGINT NOT NULL,
  publicity_from BIGINT,
  publicity_to BIGINT,
  decided_on BIGINT,
  created_by BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX selection_organization ON selection (tenant_id, organization_id, year, state);

CREATE TABLE nomination (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  selection_id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  member_id BIGINT,
  ballot_id BIGINT,
  deeds TEXT NOT NULL,
  state TEXT NOT NULL,
  note TEXT NOT NULL,
  created_by BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX nomination_selection ON nomination (tenant_id, selection_id, id);
CREATE INDEX nomination_organization ON nomination (tenant_id, organization_id, id);

-- What was objected during publicity: sealed, opened by the named handler alone.
CREATE TABLE objection (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  selection_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  sealed BYTES NOT NULL,
  answer BYTES,
  upheld_nomination_id BIGINT,
  created_on BIGINT NOT NULL,
  answered_on BIGINT,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX objection_selection ON objection (tenant_id, selection_id, id);

CREATE TABLE honour (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  honour TEXT NOT NULL,
  title TEXT NOT NULL,
  organization_id BIGINT NOT NULL,
  member_id BIGINT,
  year BIGINT NOT NULL,
  awarded_on BIGINT NOT NULL,
  given_by_id BIGINT NOT NULL,
  selection_id BIGINT,
  paper TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX honour_organization ON honour (tenant_id, organization_id, awarded_on);
CREATE INDEX honour_member ON honour (tenant_id, member_id, awarded_on) WHERE member_id IS NOT NULL;
