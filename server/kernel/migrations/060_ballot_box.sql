-- A box for secret papers. Nothing in ballot_tray or ballot_paper says who, and nothing in ballot_voter says what.
CREATE TABLE ballot_box (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  key_name TEXT NOT NULL,
  paper_size BIGINT NOT NULL,
  trays BIGINT NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;

-- Who may put in a paper, whether one was handed out and whether it came back: no moment, no content.
CREATE TABLE ballot_voter (
  tenant_id BIGINT NOT NULL,
  box_id BIGINT NOT NULL,
  voter_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  circle TEXT NOT NULL,
  way TEXT NOT NULL,
  returned BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, box_id, voter_id)
) CLUSTERED;
CREATE INDEX ballot_voter_voter ON ballot_voter (tenant_id, voter_id, box_id);

-- Papers before the count: some in each tray, in an order drawn anew and sealed anew with each one that comes in.
CREATE TABLE ballot_tray (
  tenant_id BIGINT NOT NULL,
  box_id BIGINT NOT NULL,
  number BIGINT NOT NULL,
  sealed BYTES NOT NULL,
  PRIMARY KEY (tenant_id, box_id, number)
) CLUSTERED;

-- Papers after the count, by their receipts, which are random.
CREATE TABLE ballot_paper (
  tenant_id BIGINT NOT NULL,
  box_id BIGINT NOT NULL,
  receipt TEXT NOT NULL,
  circle TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (tenant_id, box_id, receipt)
) CLUSTERED;
