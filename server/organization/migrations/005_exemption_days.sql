ALTER TABLE member ADD COLUMN exempt_from BIGINT;
ALTER TABLE member ADD COLUMN exempt_until BIGINT;
