-- In a city's own database: what the nation's database may read of it, each row under the city's number.
-- psql -v tenant=2 -v reader_password=… -f deploy/shards/city.sql postgresql://…/zhibu
\set ON_ERROR_STOP on
\set QUIET on
SELECT format('CREATE ROLE nation LOGIN PASSWORD %L', :'reader_password') WHERE NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'nation') \gexec
CREATE SCHEMA IF NOT EXISTS national;
-- Counts and structure only: no names of people, no numbers of theirs, no texts.
SELECT format('CREATE OR REPLACE VIEW national.%I AS SELECT CAST(%s AS BIGINT) AS tenant_id, %s FROM public.%I', wanted.name, :'tenant',
              (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = format('public.%I', wanted.name)::regclass AND attnum > 0 AND NOT attisdropped
                 AND attname <> 'tenant_id' AND attname <> ALL (wanted.without)), wanted.name)
  FROM (VALUES ('rollup', '{}'::name[]), ('fact_kind', '{}'), ('fact', '{member_id,entered_by,source_kind,source_id,voids}'), ('scope', '{}')) AS wanted (name, without) \gexec
GRANT USAGE ON SCHEMA national TO nation;
GRANT SELECT ON ALL TABLES IN SCHEMA national TO nation;
