-- A session keeps to the version of its rules from its opening on; 0 is the one that came with the program.
ALTER TABLE duty_session ADD COLUMN rules_number BIGINT NOT NULL DEFAULT 0;
