-- In the nation's database, once for each city: its rows become the partition of its number. PostgreSQL itself (postgres_fdw and declarative
-- partitioning) sends a question about one city to that city's server alone, and one about all of them to all at the same time.
-- psql -v tenant=2 -v host=10.2.0.11 -v port=5432 -v reader_password=… -f deploy/shards/nation.sql postgresql://…/nation
\set ON_ERROR_STOP on
\set QUIET on
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS postgres_fdw;
CREATE TABLE IF NOT EXISTS rollup (tenant_id BIGINT, organization_id BIGINT, year BIGINT, kind BIGINT, period BIGINT, slot BIGINT, count BIGINT, amount BIGINT, late BIGINT, own BIGINT, units BIGINT)
  PARTITION BY LIST (tenant_id);
CREATE TABLE IF NOT EXISTS fact_kind (tenant_id BIGINT, number BIGINT, name TEXT COLLATE "C") PARTITION BY LIST (tenant_id);
CREATE TABLE IF NOT EXISTS fact (tenant_id BIGINT, id BIGINT, kind BIGINT, organization_id BIGINT, happened_on BIGINT, amount BIGINT, sign BIGINT, late BIGINT, entered_at BIGINT)
  PARTITION BY LIST (tenant_id);
CREATE TABLE IF NOT EXISTS scope (tenant_id BIGINT, ancestor_id BIGINT, descendant_id BIGINT, valid_from BIGINT, valid_to BIGINT) PARTITION BY LIST (tenant_id);
SELECT format('CREATE SERVER city_%s FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host %L, port %L, dbname %L, use_remote_estimate %L, async_capable %L, fetch_size %L)',
              :'tenant', :'host', :'port', 'zhibu', 'true', 'true', '10000') \gexec
SELECT format('CREATE USER MAPPING FOR CURRENT_USER SERVER city_%s OPTIONS (user %L, password %L)', :'tenant', 'nation', :'reader_password') \gexec
SELECT format('CREATE FOREIGN TABLE %I PARTITION OF %I FOR VALUES IN (%s) SERVER city_%s OPTIONS (schema_name %L, table_name %L)', name || '_' || :'tenant', name, :'tenant', :'tenant', 'national', name)
  FROM unnest('{rollup,fact_kind,fact,scope}'::text[]) AS name \gexec
-- Of all cities and each kind of fact by year: the top of each city's tree is who has nobody above.
CREATE OR REPLACE VIEW nation_by_city AS
  SELECT r.tenant_id, r.year, k.name AS kind, sum(r.count) AS count, sum(r.amount) AS amount
    FROM rollup r JOIN fact_kind k ON k.tenant_id = r.tenant_id AND k.number = r.kind
   WHERE r.period = r.year * 100 AND NOT EXISTS (SELECT 1 FROM scope s WHERE s.tenant_id = r.tenant_id AND s.descendant_id = r.organization_id AND s.ancestor_id <> s.descendant_id)
   GROUP BY r.tenant_id, r.year, k.name;
