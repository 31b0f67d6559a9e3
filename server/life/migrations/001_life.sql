CREATE TABLE meeting (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL,
  day BIGINT NOT NULL,
  planned_at BIGINT,
  held_at BIGINT,
  ended_at BIGINT,
  duration BIGINT NOT NULL,
  place TEXT NOT NULL,
  host_id BIGINT,
  lecturer_id BIGINT,
  lecturer TEXT NOT NULL,
  topics TEXT NOT NULL,
  entitled BIGINT NOT NULL,
  present BIGINT NOT NULL,
  voters BIGINT NOT NULL,
  voters_present BIGINT NOT NULL,
  late BIGINT NOT NULL,
  late_reason TEXT NOT NULL,
  cancel_reason TEXT NOT NULL,
  amendments BIGINT NOT NULL,
  opened_at BIGINT,
  closed_at BIGINT,
  created_by BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX meeting_organization ON meeting (tenant_id, organization_id, day, kind, state);
CREATE INDEX meeting_day ON meeting (tenant_id, day, id);
CREATE INDEX meeting_unfinished ON meeting (tenant_id, organization_id, day) WHERE state IN ('planned', 'open');

-- What lists do not need: lists as JSON of AgendaItem, Decision and Photo.
CREATE TABLE meeting_paper (
  tenant_id BIGINT NOT NULL,
  meeting_id BIGINT NOT NULL,
  agenda TEXT NOT NULL,
  minutes TEXT NOT NULL,
  decisions TEXT NOT NULL,
  photos TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, meeting_id)
) CLUSTERED;

-- Who was entitled, frozen at opening, and who came. A guest from above may be an account without a member.
CREATE TABLE attendance (
  tenant_id BIGINT NOT NULL,
  meeting_id BIGINT NOT NULL,
  member_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  name TEXT NOT NULL,
  standing TEXT NOT NULL,
  exempt BIGINT NOT NULL,
  home_id BIGINT NOT NULL,
  state TEXT NOT NULL,
  signed_at BIGINT,
  signed_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (tenant_id, meeting_id, member_id, account_id)
) CLUSTERED;
CREATE INDEX attendance_member ON attendance (tenant_id, member_id, meeting_id) WHERE member_id <> 0;
CREATE INDEX attendance_account ON attendance (tenant_id, account_id, meeting_id) WHERE account_id <> 0;

-- Wrong sign-in codes, against guessing.
CREATE TABLE signature_failure (
  tenant_id BIGINT NOT NULL,
  meeting_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  count BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, meeting_id, account_id)
) CLUSTERED;
