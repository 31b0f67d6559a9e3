-- A ballot keeps to the version of its rules; 0 is the one that came with the program.
ALTER TABLE ballot ADD COLUMN rules_number BIGINT NOT NULL DEFAULT 0;
