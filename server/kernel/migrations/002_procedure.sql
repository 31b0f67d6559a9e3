-- The steps that cases took, of every procedure.
CREATE TABLE procedure_history (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id BIGINT NOT NULL,
  procedure_name TEXT NOT NULL,
  procedure_version BIGINT NOT NULL,
  verb TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  account_id BIGINT NOT NULL,
  actor TEXT NOT NULL,
  at BIGINT NOT NULL,
  note TEXT NOT NULL,
  due_on BIGINT,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX procedure_history_of ON procedure_history (tenant_id, subject_kind, subject_id, at);
