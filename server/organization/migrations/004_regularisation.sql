-- Who waits for regularisation, by its day: a daily look reads only those.
CREATE INDEX member_waiting ON member (tenant_id, regular_on) WHERE stage = 'probationary';
