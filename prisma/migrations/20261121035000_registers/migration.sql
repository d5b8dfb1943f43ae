CREATE TYPE register_entry_kind AS ENUM ('entered', 'changed', 'left');

ALTER TABLE volunteer
  ADD COLUMN birth_place text,
  ADD COLUMN address text,
  ADD COLUMN wheelchair_trained_until date,
  ADD CONSTRAINT volunteer_dates CHECK (ended_on >= started_on),
  ADD CONSTRAINT volunteer_quiet CHECK ((quiet_from IS NULL) = (quiet_until IS NULL)
    AND quiet_from ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' AND quiet_until ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$');

-- No program has written a register entry before this one.
ALTER TABLE volunteer_register_entry
  ALTER COLUMN kind TYPE register_entry_kind USING kind::register_entry_kind,
  ADD COLUMN local_association_id uuid NOT NULL,
  ADD COLUMN number integer NOT NULL,
  ADD COLUMN previous_hash char(64),
  ADD COLUMN hash char(64) NOT NULL,
  ADD CONSTRAINT volunteer_register_entry_local_association_id_fkey FOREIGN KEY (local_association_id)
    REFERENCES local_association (id) ON UPDATE CASCADE ON DELETE RESTRICT;
CREATE UNIQUE INDEX volunteer_register_entry_local_association_id_number_key
  ON volunteer_register_entry (local_association_id, number);

CREATE FUNCTION register_entry_hash(entry volunteer_register_entry) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(concat_ws('|', entry.previous_hash, entry.local_association_id, entry.number,
    entry.volunteer_id, extract(epoch FROM entry.at), entry.kind, entry.content), 'UTF8')), 'hex')
$$;
-- Numbers without gaps, each entry holding the fingerprint of the one before: the association's row makes writers take turns.
CREATE FUNCTION chain_register_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last volunteer_register_entry;
BEGIN
  PERFORM 1 FROM local_association WHERE id = NEW.local_association_id FOR NO KEY UPDATE;
  SELECT * INTO last FROM volunteer_register_entry
    WHERE local_association_id = NEW.local_association_id ORDER BY number DESC LIMIT 1;
  NEW.number := coalesce(last.number, 0) + 1;
  NEW.previous_hash := last.hash;
  NEW.hash := register_entry_hash(NEW);
  RETURN NEW;
END $$;
CREATE TRIGGER volunteer_register_chained BEFORE INSERT ON volunteer_register_entry
  FOR EACH ROW EXECUTE FUNCTION chain_register_entry();

ALTER TABLE vehicle
  ADD COLUMN comune_istat_code char(6) REFERENCES comune (istat_code) ON UPDATE CASCADE ON DELETE SET NULL;
CREATE INDEX vehicle_comune_istat_code_idx ON vehicle (comune_istat_code);

CREATE TABLE vehicle_odometer_reading (
  id uuid NOT NULL DEFAULT uuidv7(),
  vehicle_id uuid NOT NULL REFERENCES vehicle (id) ON UPDATE CASCADE ON DELETE CASCADE,
  read_at timestamptz(3) NOT NULL,
  km integer NOT NULL,
  CONSTRAINT vehicle_odometer_reading_pkey PRIMARY KEY (id),
  CONSTRAINT vehicle_odometer_reading_km CHECK (km >= 0)
);
CREATE INDEX vehicle_odometer_reading_vehicle_id_read_at_idx ON vehicle_odometer_reading (vehicle_id, read_at);
