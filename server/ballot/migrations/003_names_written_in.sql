-- How many names have room on each paper beside the candidates (另选他人); none on ballots of before.
ALTER TABLE ballot ADD COLUMN write_ins BIGINT NOT NULL DEFAULT 0;
-- Somebody whose name voters wrote in, added to the items at the count.
ALTER TABLE ballot_item ADD COLUMN written_in BIGINT NOT NULL DEFAULT 0;
