-- Cycles know their places, their way back and their standing volunteer; returns their window.

ALTER TABLE series
  ADD COLUMN skip_holidays boolean NOT NULL DEFAULT false,
  ADD COLUMN return_kind return_kind,
  ADD COLUMN return_time char(5),
  ADD COLUMN from_place text,
  ADD COLUMN to_place text,
  ADD COLUMN volunteer_id uuid,
  ADD COLUMN is_complete boolean NOT NULL DEFAULT false;
ALTER TABLE series ADD CONSTRAINT series_volunteer_id_fkey
  FOREIGN KEY (volunteer_id) REFERENCES volunteer (id) ON DELETE SET NULL ON UPDATE CASCADE;
-- A request that is still only being written takes its repetition with it.
ALTER TABLE series DROP CONSTRAINT series_request_id_fkey;
ALTER TABLE series ADD CONSTRAINT series_request_id_fkey
  FOREIGN KEY (request_id) REFERENCES request (id) ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE series ADD CONSTRAINT series_return_shape CHECK (
  (return_kind = 'fixed') = (return_time IS NOT NULL) AND return_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$');
ALTER TABLE series ADD CONSTRAINT series_pause CHECK (paused_from IS NOT NULL OR paused_until IS NULL);
CREATE INDEX series_volunteer_id_idx ON series (volunteer_id);
CREATE INDEX series_is_complete_idx ON series (is_complete);

ALTER TABLE service
  ADD COLUMN from_place text,
  ADD COLUMN to_place text,
  ADD COLUMN called_until timestamptz(3),
  ADD COLUMN ready_at timestamptz(3),
  ADD COLUMN preferred_volunteer_id uuid;
ALTER TABLE service ADD CONSTRAINT service_preferred_volunteer_id_fkey
  FOREIGN KEY (preferred_volunteer_id) REFERENCES volunteer (id) ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE service ADD CONSTRAINT service_called_return CHECK (
  (called_until IS NULL OR leg = 'return') AND (ready_at IS NULL OR called_until IS NOT NULL));
CREATE INDEX service_outward_service_id_idx ON service (outward_service_id);
CREATE INDEX service_preferred_volunteer_id_idx ON service (preferred_volunteer_id);
