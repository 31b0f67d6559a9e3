CREATE TABLE organization (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  code TEXT,
  number TEXT NOT NULL,
  name TEXT NOT NULL,
  short_name TEXT NOT NULL,
  pinyin TEXT NOT NULL,
  kind TEXT NOT NULL,
  parent_id BIGINT,
  founded_on BIGINT,
  ended_on BIGINT,
  ended_why TEXT NOT NULL,
  unit TEXT NOT NULL,
  region TEXT NOT NULL,
  contact_name TEXT NOT NULL,
  contact_phone BYTES,
  committee TEXT NOT NULL,
  display_order BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE UNIQUE INDEX organization_code ON organization (tenant_id, code);
CREATE INDEX organization_parent ON organization (tenant_id, parent_id, display_order);

-- What an organisation was called, from which day.
CREATE TABLE organization_name (
  tenant_id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  valid_from BIGINT NOT NULL,
  name TEXT NOT NULL,
  short_name TEXT NOT NULL,
  PRIMARY KEY (tenant_id, organization_id, valid_from)
) CLUSTERED;

-- Founding, renaming, moving, merging, splitting, ending: what became of what.
CREATE TABLE organization_change (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  effective_on BIGINT NOT NULL,
  other_id BIGINT,
  reason TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  recorded_by BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX organization_change_of ON organization_change (tenant_id, organization_id, effective_on);

CREATE TABLE member (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  code TEXT,
  name TEXT NOT NULL,
  pinyin TEXT NOT NULL,
  gender TEXT NOT NULL,
  id_number BYTES,
  id_number_index TEXT,
  birth_date BIGINT,
  phone BYTES,
  phone_index TEXT,
  nationality TEXT NOT NULL,
  education TEXT NOT NULL,
  degree TEXT NOT NULL,
  post TEXT NOT NULL,
  stage TEXT NOT NULL,
  organization_id BIGINT NOT NULL,
  joined_on BIGINT,
  regular_on BIGINT,
  exempt_reason TEXT NOT NULL,
  left_on BIGINT,
  left_why TEXT NOT NULL,
  note TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE UNIQUE INDEX member_id_number ON member (tenant_id, id_number_index);
CREATE UNIQUE INDEX member_code ON member (tenant_id, code);
CREATE INDEX member_organization ON member (tenant_id, organization_id, pinyin, id);
CREATE INDEX member_pinyin ON member (tenant_id, pinyin, id);
CREATE INDEX member_joined ON member (tenant_id, joined_on, id);

-- The home branch of a member on every day: exactly one from joining to leaving.
CREATE TABLE membership (
  tenant_id BIGINT NOT NULL,
  member_id BIGINT NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (tenant_id, member_id, valid_from)
) CLUSTERED;
CREATE INDEX membership_organization ON membership (tenant_id, organization_id, valid_to, valid_from, member_id);
