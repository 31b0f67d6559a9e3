-- Each key begins with the tenant: the same schema is distributed by it over several servers.
DROP INDEX login_session_token;
CREATE UNIQUE INDEX login_session_token ON login_session (tenant_id, token_fingerprint);
DROP INDEX idempotency_age;
CREATE INDEX idempotency_age ON idempotency (tenant_id, created_at);
DROP INDEX stored_file_digest;
CREATE INDEX stored_file_digest ON stored_file (tenant_id, digest);
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (tenant_id, due_at);
DROP INDEX recycled_day;
CREATE INDEX recycled_day ON recycled (tenant_id, deleted_at);
