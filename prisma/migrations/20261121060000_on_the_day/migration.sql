CREATE TABLE calendar_feed (
  token_hash TEXT NOT NULL,
  volunteer_id UUID,
  vehicle_id UUID,
  created_at TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT calendar_feed_pkey PRIMARY KEY (token_hash),
  CONSTRAINT calendar_feed_of_one CHECK (num_nonnulls(volunteer_id, vehicle_id) = 1),
  CONSTRAINT calendar_feed_volunteer_id_fkey FOREIGN KEY (volunteer_id) REFERENCES volunteer (id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT calendar_feed_vehicle_id_fkey FOREIGN KEY (vehicle_id) REFERENCES vehicle (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX calendar_feed_volunteer_id_key ON calendar_feed (volunteer_id);
CREATE UNIQUE INDEX calendar_feed_vehicle_id_key ON calendar_feed (vehicle_id);
