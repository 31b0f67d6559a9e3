-- What falls due is found by its day: re-checks, and grades that are about to end.
ALTER TABLE standard_sheet ADD COLUMN remind_on BIGINT;
CREATE INDEX standard_sheet_recheck ON standard_sheet (tenant_id, recheck_on) WHERE recheck_on IS NOT NULL;
CREATE INDEX standard_sheet_remind ON standard_sheet (tenant_id, remind_on) WHERE remind_on IS NOT NULL;
