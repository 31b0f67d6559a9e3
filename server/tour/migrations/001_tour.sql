-- On-site visits (现场观摩): the event, the stations of its route, who takes part, who arrived where, and what they scored.
CREATE TABLE tour (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  title TEXT NOT NULL,
  held_on BIGINT NOT NULL,
  sheet TEXT NOT NULL,
  state TEXT NOT NULL,
  board_open BIGINT NOT NULL,
  opened_at BIGINT,
  closed_at BIGINT,
  reason TEXT NOT NULL,
  rules_number BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE INDEX tour_organization ON tour (tenant_id, organization_id, held_on);

CREATE TABLE tour_station (
  tenant_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  tour_id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  arrives_at BIGINT NOT NULL,
  leaves_at BIGINT NOT NULL,
  theme TEXT NOT NULL,
  binder_file_id BIGINT,
  score BIGINT,
  excellent BIGINT NOT NULL,
  result TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) CLUSTERED;
CREATE UNIQUE INDEX tour_station_once ON tour_station (tenant_id, tour_id, organization_id);
CREATE INDEX tour_station_organization ON tour_station (tenant_id, organization_id);

-- circle '': takes part without scoring.
CREATE TABLE tour_person (
  tenant_id BIGINT NOT NULL,
  tour_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  circle TEXT NOT NULL,
  PRIMARY KEY (tenant_id, tour_id, account_id)
) CLUSTERED;
CREATE INDEX tour_person_account ON tour_person (tenant_id, account_id);

CREATE TABLE tour_arrival (
  tenant_id BIGINT NOT NULL,
  station_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  arrived_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, station_id, account_id)
) CLUSTERED;

CREATE TABLE tour_score (
  tenant_id BIGINT NOT NULL,
  station_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  circle TEXT NOT NULL,
  points TEXT NOT NULL,
  total BIGINT NOT NULL,
  note TEXT NOT NULL,
  scored_at BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, station_id, account_id)
) CLUSTERED;
