ALTER TABLE local_association ADD COLUMN members_only boolean NOT NULL DEFAULT false;

CREATE TABLE service_flag (
  service_id uuid NOT NULL,
  reasons text[],
  since timestamptz(3) NOT NULL,
  CONSTRAINT service_flag_pkey PRIMARY KEY (service_id),
  CONSTRAINT service_flag_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id) ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE service_change (
  service_id uuid NOT NULL,
  version integer NOT NULL,
  before jsonb NOT NULL,
  tell_at timestamptz(3) NOT NULL,
  CONSTRAINT service_change_pkey PRIMARY KEY (service_id),
  CONSTRAINT service_change_service_id_fkey FOREIGN KEY (service_id) REFERENCES service(id) ON DELETE CASCADE ON UPDATE CASCADE
);

-- The living re-check ---------------------------------------------------------------------------------------------------
-- Whatever may undo an assignment asks for the re-check in its own transaction, whoever changes it and however. A transaction
-- asks once about each thing; the database has no clock of the helpline's, so the wish is for at once: since ever.

CREATE FUNCTION wish_recheck(about text, subject uuid) RETURNS void LANGUAGE sql AS $$
  INSERT INTO job_wish (name, key, payload, run_at, created_at)
  VALUES ('recheck-services', format('recheck-services:%s:%s:%s', about, subject, pg_current_xact_id()),
    jsonb_build_object('about', about, 'id', subject), 'epoch', 'epoch')
  ON CONFLICT (key) DO NOTHING
$$;

-- Arguments: the kind of thing, where its id stands in the changed row, where services name it.
CREATE FUNCTION ask_recheck() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed jsonb := CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
  subject uuid := (changed ->> TG_ARGV[1])::uuid;
  is_concerned boolean;
BEGIN
  -- Whoever is assigning this volunteer or vehicle at this moment holds it: after them, their service is seen.
  IF TG_ARGV[0] IN ('volunteer', 'vehicle') THEN
    EXECUTE format('SELECT true FROM %I WHERE id = $1 FOR NO KEY UPDATE', TG_ARGV[0]) INTO is_concerned USING subject;
  END IF;
  EXECUTE format('SELECT EXISTS (SELECT 1 FROM service WHERE %I = $1 AND deleted_at IS NULL
    AND state IN (''planned'', ''offering'', ''assigned''))', TG_ARGV[2]) INTO is_concerned USING subject;
  IF is_concerned THEN PERFORM wish_recheck(TG_ARGV[0], subject); END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER volunteer_changed_recheck AFTER UPDATE ON volunteer FOR EACH ROW
  WHEN ((OLD.started_on, OLD.ended_on, OLD.insured_until, OLD.licence_until, OLD.wheelchair_trained, OLD.wheelchair_trained_until,
    OLD.local_association_id)
    IS DISTINCT FROM (NEW.started_on, NEW.ended_on, NEW.insured_until, NEW.licence_until, NEW.wheelchair_trained,
    NEW.wheelchair_trained_until, NEW.local_association_id))
  EXECUTE FUNCTION ask_recheck('volunteer', 'id', 'volunteer_id');
CREATE TRIGGER volunteer_time_off_recheck AFTER INSERT OR UPDATE OR DELETE ON volunteer_time_off FOR EACH ROW
  EXECUTE FUNCTION ask_recheck('volunteer', 'volunteer_id', 'volunteer_id');
CREATE TRIGGER volunteer_pairing_recheck AFTER INSERT OR UPDATE OR DELETE ON volunteer_pairing FOR EACH ROW
  EXECUTE FUNCTION ask_recheck('volunteer', 'volunteer_id', 'volunteer_id');
CREATE TRIGGER vehicle_changed_recheck AFTER UPDATE ON vehicle FOR EACH ROW
  WHEN ((OLD.active, OLD.ownership, OLD.loan_until, OLD.insured_until, OLD.inspected_until, OLD.seats, OLD.wheelchair_places, OLD.local_association_id)
    IS DISTINCT FROM (NEW.active, NEW.ownership, NEW.loan_until, NEW.insured_until, NEW.inspected_until, NEW.seats, NEW.wheelchair_places, NEW.local_association_id))
  EXECUTE FUNCTION ask_recheck('vehicle', 'id', 'vehicle_id');
CREATE TRIGGER vehicle_unavailability_recheck AFTER INSERT OR UPDATE OR DELETE ON vehicle_unavailability FOR EACH ROW
  EXECUTE FUNCTION ask_recheck('vehicle', 'vehicle_id', 'vehicle_id');
CREATE TRIGGER vehicle_lending_recheck AFTER INSERT OR UPDATE OR DELETE ON vehicle_lending FOR EACH ROW
  EXECUTE FUNCTION ask_recheck('vehicle', 'vehicle_id', 'vehicle_id');
CREATE TRIGGER person_changed_recheck AFTER UPDATE ON assisted_person FOR EACH ROW
  WHEN ((OLD.mobility, OLD.member, OLD.member_until) IS DISTINCT FROM (NEW.mobility, NEW.member, NEW.member_until))
  EXECUTE FUNCTION ask_recheck('person', 'id', 'person_id');
CREATE TRIGGER request_changed_recheck AFTER UPDATE ON request FOR EACH ROW
  WHEN ((OLD.wheelchair, OLD.companions) IS DISTINCT FROM (NEW.wheelchair, NEW.companions))
  EXECUTE FUNCTION ask_recheck('request', 'id', 'request_id');
CREATE TRIGGER association_changed_recheck AFTER UPDATE ON local_association FOR EACH ROW
  WHEN (OLD.members_only IS DISTINCT FROM NEW.members_only)
  EXECUTE FUNCTION ask_recheck('association', 'id', 'local_association_id');

CREATE TRIGGER service_moved_recheck AFTER UPDATE ON service FOR EACH ROW
  WHEN (OLD.state = 'assigned' AND NEW.state = 'assigned'
    AND (OLD.starts_at, OLD.ends_at, OLD.busy_until, OLD.volunteer_id, OLD.vehicle_id)
      IS DISTINCT FROM (NEW.starts_at, NEW.ends_at, NEW.busy_until, NEW.volunteer_id, NEW.vehicle_id))
  EXECUTE FUNCTION ask_recheck('service', 'id', 'id');

-- What was wrong with an assignment goes with it.
CREATE FUNCTION drop_service_flag() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM service_flag WHERE service_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER service_left_flag AFTER UPDATE ON service FOR EACH ROW
  WHEN (OLD.state = 'assigned' AND NEW.state <> 'assigned')
  EXECUTE FUNCTION drop_service_flag();
