-- Batches of an office's own sheets. The sheet itself lies sealed in the file store; no row here holds a person's numbers.
CREATE TABLE roster_import (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_id BIGINT NOT NULL,
  preview_id BIGINT,
  form TEXT NOT NULL,
  counts TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  applied_at BIGINT,
  undone_at BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX roster_import_at ON roster_import (tenant_id, created_at);

-- What a batch did to each record, with the record as it was before (sealed): for undo, and for a member's own history.
CREATE TABLE roster_import_change (
  tenant_id BIGINT NOT NULL,
  import_id BIGINT NOT NULL,
  sheet_row BIGINT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id BIGINT NOT NULL,
  action TEXT NOT NULL,
  version_after BIGINT NOT NULL,
  former BYTES,
  PRIMARY KEY (tenant_id, import_id, sheet_row)
) CLUSTERED;
CREATE INDEX roster_import_change_subject ON roster_import_change (tenant_id, subject_kind, subject_id);

-- Which column is which field, as somebody of the office corrected it, by the set of headings.
CREATE TABLE roster_mapping (
  tenant_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  heading_set TEXT NOT NULL,
  columns TEXT NOT NULL,
  saved_at BIGINT NOT NULL,
  saved_by BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, kind, heading_set)
) CLUSTERED;

CREATE INDEX member_name ON member (tenant_id, name, id);
