-- What Ctrl-K finds: one row a record, written with the record itself. `id` is the kind's number (10 bits) over the record's own
-- (53 bits), so that the hits of one kind are one range of the index.
-- only sqlite
CREATE TABLE search_entry (
  id BIGINT NOT NULL PRIMARY KEY,
  tenant_id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  day BIGINT NOT NULL,
  title TEXT NOT NULL,
  tokens TEXT NOT NULL
);
CREATE VIRTUAL TABLE search_text USING fts5(tokens, content='search_entry', content_rowid='id', columnsize=0, tokenize='unicode61 remove_diacritics 0');
-- end
-- only postgresql
CREATE TABLE search_entry (
  id BIGINT NOT NULL,
  tenant_id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  day BIGINT NOT NULL,
  title TEXT NOT NULL,
  tokens TEXT NOT NULL,
  vector tsvector GENERATED ALWAYS AS (to_tsvector('simple', tokens)) STORED,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX search_entry_vector ON search_entry USING gin (vector);
-- end

-- Work that takes longer than a request: who began it, how far it is, what came of it.
CREATE TABLE job (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL,
  done BIGINT NOT NULL,
  total BIGINT NOT NULL,
  message TEXT NOT NULL,
  link TEXT NOT NULL,
  cancelling BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX job_account ON job (tenant_id, account_id, id);

-- When each periodic job is next due; the node that moves the date does the work.
CREATE TABLE job_turn (
  tenant_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, name)
) CLUSTERED;
