CREATE TABLE ballot (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  meeting_id BIGINT,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  question TEXT NOT NULL,
  state TEXT NOT NULL,
  day BIGINT NOT NULL,
  seats BIGINT NOT NULL,
  round BIGINT NOT NULL,
  follows_id BIGINT,
  surplus_reason TEXT NOT NULL,
  scrutineer_id BIGINT,
  teller_id BIGINT,
  second_teller_id BIGINT,
  box_id BIGINT,
  entitled BIGINT NOT NULL,
  left_out BIGINT NOT NULL,
  attending BIGINT NOT NULL,
  issued BIGINT NOT NULL,
  returned BIGINT NOT NULL,
  valid BIGINT NOT NULL,
  invalid BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  sentence TEXT NOT NULL,
  void_reason TEXT NOT NULL,
  opened_at BIGINT,
  ended_at BIGINT,
  closed_at BIGINT,
  confirmed_on BIGINT,
  created_by BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX ballot_organization ON ballot (tenant_id, organization_id, day, state);
CREATE INDEX ballot_day ON ballot (tenant_id, day, id);
CREATE INDEX ballot_meeting ON ballot (tenant_id, meeting_id) WHERE meeting_id IS NOT NULL;
CREATE INDEX ballot_box_of ON ballot (tenant_id, box_id) WHERE box_id IS NOT NULL;

-- What is voted on: a question, a candidate, somebody appraised. tally: counts by choice, after the count.
CREATE TABLE ballot_item (
  tenant_id BIGINT NOT NULL,
  ballot_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  member_id BIGINT NOT NULL,
  words TEXT NOT NULL,
  tally TEXT NOT NULL,
  outcome TEXT NOT NULL,
  self_grade TEXT NOT NULL,
  discussed BIGINT NOT NULL,
  grade TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (tenant_id, ballot_id, position)
) CLUSTERED;
CREATE INDEX ballot_item_member ON ballot_item (tenant_id, member_id, ballot_id) WHERE member_id <> 0;

-- Who is entitled, and who was left out of that number and why: as planned, frozen at opening.
CREATE TABLE ballot_person (
  tenant_id BIGINT NOT NULL,
  ballot_id BIGINT NOT NULL,
  member_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  entitled BIGINT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (tenant_id, ballot_id, member_id)
) CLUSTERED;
CREATE INDEX ballot_person_member ON ballot_person (tenant_id, member_id, ballot_id);

-- What each of two tellers counted of the real papers, sealed by the key of the box until the count.
CREATE TABLE ballot_paper_count (
  tenant_id BIGINT NOT NULL,
  ballot_id BIGINT NOT NULL,
  teller_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  sealed BYTES NOT NULL,
  PRIMARY KEY (tenant_id, ballot_id, teller_id)
) CLUSTERED;
