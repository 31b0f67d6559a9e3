-- The kernel's tables. Truth values are 0/1, dates yyyymmdd, moments milliseconds since 1970.

CREATE TABLE setting (
  tenant_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (tenant_id, name)
) CLUSTERED;

-- Who is below whom, on every day. A node is its own ancestor.
CREATE TABLE scope (
  tenant_id BIGINT NOT NULL,
  ancestor_id BIGINT NOT NULL,
  descendant_id BIGINT NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, ancestor_id, descendant_id, valid_from)
) CLUSTERED;
CREATE INDEX scope_descendant ON scope (tenant_id, descendant_id, valid_to, ancestor_id);

CREATE TABLE scope_version (
  tenant_id BIGINT NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL
) CLUSTERED;

CREATE TABLE account (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  username TEXT NOT NULL,
  name TEXT NOT NULL,
  member_id BIGINT,
  password_hash TEXT NOT NULL,
  password_changed_at BIGINT NOT NULL,
  must_change_password BIGINT NOT NULL,
  totp_secret BYTES,
  totp_last_step BIGINT NOT NULL,
  recovery_codes TEXT NOT NULL,
  state TEXT NOT NULL,
  large_type BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  last_login_at BIGINT,
  authority BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE UNIQUE INDEX account_username ON account (tenant_id, username);
CREATE UNIQUE INDEX account_member ON account (tenant_id, member_id);

CREATE TABLE password_history (
  tenant_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  password_hash TEXT NOT NULL,
  PRIMARY KEY (tenant_id, account_id, changed_at)
) CLUSTERED;

CREATE TABLE role_grant (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  role TEXT NOT NULL,
  organization_id BIGINT NOT NULL,
  granted_by BIGINT NOT NULL,
  granted_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE UNIQUE INDEX role_grant_once ON role_grant (tenant_id, account_id, role, organization_id);

CREATE TABLE login_session (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  token_fingerprint TEXT NOT NULL,
  account_id BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  peer TEXT NOT NULL,
  device TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE UNIQUE INDEX login_session_token ON login_session (token_fingerprint);
CREATE INDEX login_session_account ON login_session (tenant_id, account_id);

-- Failed log-ins by account and by address, for the lock-out.
CREATE TABLE login_failure (
  tenant_id BIGINT NOT NULL,
  subject TEXT NOT NULL,
  count BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, subject)
) CLUSTERED;

-- Answers already given, by the client's key: a retried request gets the same one and writes nothing.
CREATE TABLE idempotency (
  tenant_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  request_key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  status BIGINT NOT NULL,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, account_id, request_key)
) CLUSTERED;
CREATE INDEX idempotency_age ON idempotency (created_at);

-- The audit chain. Each row's mac covers the row and the mac before it; the head is sealed by itself.
CREATE TABLE audit (
  tenant_id BIGINT NOT NULL,
  chain BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  at BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  detail TEXT NOT NULL,
  request_id TEXT NOT NULL,
  peer TEXT NOT NULL,
  mac BYTES NOT NULL,
  PRIMARY KEY (tenant_id, chain, sequence)
) CLUSTERED;
CREATE INDEX audit_at ON audit (tenant_id, at);
CREATE INDEX audit_subject ON audit (tenant_id, subject_kind, subject_id, at);
CREATE INDEX audit_account ON audit (tenant_id, account_id, at);

CREATE TABLE audit_head (
  tenant_id BIGINT NOT NULL,
  chain BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  mac BYTES NOT NULL,
  seal BYTES NOT NULL,
  PRIMARY KEY (tenant_id, chain)
) CLUSTERED;

CREATE TABLE fact_kind (
  tenant_id BIGINT NOT NULL,
  number BIGINT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (tenant_id, number)
) CLUSTERED;
CREATE UNIQUE INDEX fact_kind_name ON fact_kind (tenant_id, name);

CREATE TABLE fact (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  member_id BIGINT NOT NULL,
  happened_on BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  sign BIGINT NOT NULL,
  late BIGINT NOT NULL,
  source_kind TEXT NOT NULL,
  source_id BIGINT NOT NULL,
  entered_at BIGINT NOT NULL,
  entered_by BIGINT NOT NULL,
  voids BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX fact_organization ON fact (tenant_id, organization_id, kind, happened_on);
CREATE INDEX fact_member ON fact (tenant_id, member_id, kind, happened_on) WHERE member_id <> 0;
CREATE INDEX fact_source ON fact (tenant_id, source_id, source_kind);

-- What an organisation and all below it did, by the tree of the fact's day; period as in Period (month, quarter, year).
CREATE TABLE rollup (
  tenant_id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  year BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  period BIGINT NOT NULL,
  count BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  late BIGINT NOT NULL,
  own BIGINT NOT NULL,
  units BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, organization_id, year, kind, period)
) CLUSTERED;

CREATE TABLE member_rollup (
  tenant_id BIGINT NOT NULL,
  member_id BIGINT NOT NULL,
  year BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  count BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, member_id, year, kind)
) CLUSTERED;

CREATE TABLE stored_file (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  digest TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX stored_file_digest ON stored_file (digest);

-- What must happen after a commit, and may be late: done by jobs, retried until it is.
CREATE TABLE outbox (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  job TEXT NOT NULL,
  payload TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  failure TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX outbox_due ON outbox (due_at);
