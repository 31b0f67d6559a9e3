-- Of an organisation's roll-up there is one row for each writing connection, and one (slot 0) for what it did itself: writers below the
-- same committee do not wait for one another. Readers add them up; a nightly job joins them.
CREATE TABLE rollup_by_slot (
  tenant_id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  year BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  period BIGINT NOT NULL,
  slot BIGINT NOT NULL,
  count BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  late BIGINT NOT NULL,
  own BIGINT NOT NULL,
  units BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, organization_id, year, kind, period, slot)
) CLUSTERED;
INSERT INTO rollup_by_slot (tenant_id, organization_id, year, kind, period, slot, count, amount, late, own, units)
SELECT tenant_id, organization_id, year, kind, period, 0, count, amount, late, own, units FROM rollup;
DROP TABLE rollup;
ALTER TABLE rollup_by_slot RENAME TO rollup;

-- Room on the page for the next version of a row that changes often: then its indexes stay as they are.
-- only postgresql
CREATE INDEX rollup_slots ON rollup (tenant_id, organization_id, year, kind, period) WHERE slot > 0;
ALTER TABLE rollup SET (fillfactor = 70);
ALTER TABLE audit_head SET (fillfactor = 30);
ALTER TABLE login_session SET (fillfactor = 70);
ALTER TABLE job_turn SET (fillfactor = 50);
-- end
