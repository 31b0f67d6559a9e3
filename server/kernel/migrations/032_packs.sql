-- Rules that an office edits: each version of a file of a pack, from a day on. A published version is never written again.
CREATE TABLE pack_version (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  file TEXT NOT NULL,
  number BIGINT NOT NULL,
  state TEXT NOT NULL,
  effective_from BIGINT,
  text TEXT NOT NULL,
  note TEXT NOT NULL,
  reason TEXT NOT NULL,
  based_on BIGINT NOT NULL,
  author_id BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  published_by_id BIGINT,
  published_at BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE UNIQUE INDEX pack_version_number ON pack_version (tenant_id, file, number);
-- One draft of a file at a time: two people see each other's work instead of writing past one another.
CREATE UNIQUE INDEX pack_version_draft ON pack_version (tenant_id, file) WHERE state = 'draft';
CREATE INDEX pack_version_state ON pack_version (tenant_id, state, file);

-- Files that the office added to what came with the program: its own index, its own rule of points.
CREATE TABLE pack_file (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  path TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  english TEXT NOT NULL,
  created_by_id BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE UNIQUE INDEX pack_file_path ON pack_file (tenant_id, path);
