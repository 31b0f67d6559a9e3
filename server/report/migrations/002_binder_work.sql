-- The long work that binds it.
ALTER TABLE binder ADD COLUMN job_id BIGINT NOT NULL DEFAULT 0;
