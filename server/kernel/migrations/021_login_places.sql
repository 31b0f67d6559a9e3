-- Where an account has logged in from: such a place stays open when somebody guesses passwords elsewhere.
CREATE TABLE login_place (
  tenant_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  place TEXT NOT NULL,
  last_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, account_id, place)
) CLUSTERED;
