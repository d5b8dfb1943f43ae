-- Reports are read from tallies: what changes them leaves a mark, and a worker counts again what is marked.

ALTER TYPE report_scope_kind ADD VALUE 'comune';
CREATE TYPE tally_grain AS ENUM ('month', 'year');

CREATE TABLE report_territory (
  comune_istat_code char(6) NOT NULL,
  from_day date NOT NULL,
  until_day date NOT NULL,
  place char(6) NOT NULL,
  province char(2) NOT NULL,
  ambito_id uuid,
  asl2013_id uuid,
  ats_id uuid,
  asst_id uuid,
  CONSTRAINT report_territory_pkey PRIMARY KEY (comune_istat_code, from_day)
);

CREATE TABLE report_tally (
  scope_kind report_scope_kind NOT NULL,
  scope_id text NOT NULL,
  grain tally_grain NOT NULL,
  starts_on date NOT NULL,
  listening_point_id uuid NOT NULL,
  counts jsonb NOT NULL,
  CONSTRAINT report_tally_pkey PRIMARY KEY (scope_kind, grain, starts_on, scope_id, listening_point_id)
);
CREATE INDEX report_tally_listening_point_id_starts_on_idx ON report_tally (listening_point_id, starts_on);

CREATE TABLE report_person_month (
  id bigserial NOT NULL,
  person_id uuid NOT NULL,
  starts_on date NOT NULL,
  listening_point_id uuid NOT NULL,
  local_association_id uuid,
  place char(6),
  province char(2),
  ambito_id uuid,
  asl2013_id uuid,
  ats_id uuid,
  asst_id uuid,
  services integer NOT NULL,
  rides integer NOT NULL,
  birth_date date,
  sex sex,
  lives_alone boolean,
  comune_istat_code char(6),
  first_day date NOT NULL,
  CONSTRAINT report_person_month_pkey PRIMARY KEY (id)
);
CREATE INDEX report_person_month_starts_on_listening_point_id_idx ON report_person_month (starts_on, listening_point_id);
CREATE INDEX report_person_month_person_id_idx ON report_person_month (person_id);

CREATE TABLE report_person_year (
  id bigserial NOT NULL,
  person_id uuid NOT NULL,
  starts_on date NOT NULL,
  listening_point_id uuid NOT NULL,
  local_association_id uuid,
  place char(6),
  province char(2),
  ambito_id uuid,
  asl2013_id uuid,
  ats_id uuid,
  asst_id uuid,
  services integer NOT NULL,
  rides integer NOT NULL,
  birth_date date,
  sex sex,
  lives_alone boolean,
  comune_istat_code char(6),
  first_day date NOT NULL,
  CONSTRAINT report_person_year_pkey PRIMARY KEY (id)
);
CREATE INDEX report_person_year_starts_on_listening_point_id_idx ON report_person_year (starts_on, listening_point_id);
CREATE INDEX report_person_year_person_id_idx ON report_person_year (person_id);

CREATE TABLE report_people (
  scope_kind report_scope_kind NOT NULL,
  scope_id text NOT NULL,
  grain tally_grain NOT NULL,
  starts_on date NOT NULL,
  counts jsonb NOT NULL,
  CONSTRAINT report_people_pkey PRIMARY KEY (scope_kind, scope_id, grain, starts_on)
);
CREATE INDEX report_people_grain_starts_on_idx ON report_people (grain, starts_on);

CREATE TABLE report_mark (
  id bigserial NOT NULL,
  month_on date,
  listening_point_id uuid,
  person_id uuid,
  marked_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT report_mark_pkey PRIMARY KEY (id),
  CONSTRAINT report_mark_one_thing CHECK (
    (month_on IS NULL) = (listening_point_id IS NULL) AND (month_on IS NULL OR person_id IS NULL))
);
CREATE INDEX report_mark_month_on_listening_point_id_idx ON report_mark (month_on, listening_point_id);
CREATE INDEX report_mark_person_id_idx ON report_mark (person_id);

CREATE TABLE report_alarm (
  id uuid NOT NULL DEFAULT uuidv7(),
  at timestamptz(3) NOT NULL,
  starts_on date NOT NULL,
  listening_point_id uuid,
  differences integer NOT NULL,
  example text NOT NULL,
  CONSTRAINT report_alarm_pkey PRIMARY KEY (id)
);
CREATE INDEX report_alarm_at_idx ON report_alarm (at);

-- Marks ----------------------------------------------------------------------------------------------------------------
-- Inserts and deletes mark once a statement, so that an import of ten thousand rows marks a few months and no row twice.
-- Updates look at one row at a time, and only where something counted has changed: most of what is typed is not counted.

CREATE FUNCTION rome_month(at timestamptz) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT date_trunc('month', at AT TIME ZONE 'Europe/Rome')::date
$$;

CREATE FUNCTION mark_contacts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO report_mark (month_on, listening_point_id)
    SELECT DISTINCT rome_month(occurred_at), listening_point_id FROM changed;
  INSERT INTO report_mark (person_id)
    SELECT DISTINCT person_id FROM changed WHERE direction = 'inbound' AND person_id IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER contact_added_marked AFTER INSERT ON contact
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_contacts();
CREATE TRIGGER contact_removed_marked AFTER DELETE ON contact
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_contacts();

CREATE FUNCTION mark_changed_contact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO report_mark (month_on, listening_point_id)
    VALUES (rome_month(NEW.occurred_at), NEW.listening_point_id);
  IF (rome_month(OLD.occurred_at), OLD.listening_point_id) <> (rome_month(NEW.occurred_at), NEW.listening_point_id) THEN
    INSERT INTO report_mark (month_on, listening_point_id)
      VALUES (rome_month(OLD.occurred_at), OLD.listening_point_id);
  END IF;
  -- A request is counted where and when its contact is.
  INSERT INTO report_mark (person_id)
    SELECT p FROM unnest(ARRAY[OLD.person_id, NEW.person_id]) AS p WHERE p IS NOT NULL
    UNION SELECT person_id FROM request WHERE contact_id = NEW.id AND person_id IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER contact_changed_marked AFTER UPDATE ON contact FOR EACH ROW
  WHEN (
    (OLD.direction, OLD.purpose, OLD.provenance, OLD.caller_type, OLD.caller_e164, OLD.occurred_at, OLD.listening_point_id,
      OLD.local_association_id, OLD.person_id, OLD.serves_request_id, OLD.call_id, OLD.deleted_at)
    IS DISTINCT FROM
    (NEW.direction, NEW.purpose, NEW.provenance, NEW.caller_type, NEW.caller_e164, NEW.occurred_at, NEW.listening_point_id,
      NEW.local_association_id, NEW.person_id, NEW.serves_request_id, NEW.call_id, NEW.deleted_at))
  EXECUTE FUNCTION mark_changed_contact();

CREATE FUNCTION mark_requests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO report_mark (month_on, listening_point_id)
    SELECT DISTINCT rome_month(c.occurred_at), c.listening_point_id FROM changed r JOIN contact c ON c.id = r.contact_id;
  INSERT INTO report_mark (person_id) SELECT DISTINCT person_id FROM changed WHERE person_id IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER request_added_marked AFTER INSERT ON request
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_requests();
CREATE TRIGGER request_removed_marked AFTER DELETE ON request
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_requests();

CREATE FUNCTION mark_changed_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO report_mark (month_on, listening_point_id)
    SELECT DISTINCT rome_month(occurred_at), listening_point_id FROM contact WHERE id IN (OLD.contact_id, NEW.contact_id)
    -- What went out for a request is placed by whom the request is for.
    UNION SELECT rome_month(occurred_at), listening_point_id FROM contact
      WHERE serves_request_id = NEW.id AND OLD.person_id IS DISTINCT FROM NEW.person_id
    -- A ride goes where its request says.
    UNION SELECT rome_month(starts_at), listening_point_id FROM service
      WHERE request_id = NEW.id AND OLD.facility_id IS DISTINCT FROM NEW.facility_id;
  INSERT INTO report_mark (person_id)
    SELECT DISTINCT p FROM unnest(ARRAY[OLD.person_id, NEW.person_id]) AS p WHERE p IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER request_changed_marked AFTER UPDATE ON request FOR EACH ROW
  WHEN (
    (OLD.contact_id, OLD.kind, OLD.information_kind, OLD.help_kind, OLD.state, OLD.person_id, OLD.fulfilled_by, OLD.unmet_cause,
      OLD.referred_to, OLD.directory_entry_id, OLD.facility_id, OLD.deleted_at)
    IS DISTINCT FROM
    (NEW.contact_id, NEW.kind, NEW.information_kind, NEW.help_kind, NEW.state, NEW.person_id, NEW.fulfilled_by, NEW.unmet_cause,
      NEW.referred_to, NEW.directory_entry_id, NEW.facility_id, NEW.deleted_at))
  EXECUTE FUNCTION mark_changed_request();

-- Only closed services are counted.
CREATE FUNCTION mark_services() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO report_mark (month_on, listening_point_id)
    SELECT DISTINCT rome_month(starts_at), listening_point_id FROM changed WHERE state IN ('done', 'unmet');
  INSERT INTO report_mark (person_id) SELECT DISTINCT person_id FROM changed WHERE state = 'done';
  RETURN NULL;
END $$;
CREATE TRIGGER service_added_marked AFTER INSERT ON service
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_services();
CREATE TRIGGER service_removed_marked AFTER DELETE ON service
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_services();

CREATE FUNCTION mark_changed_service() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO report_mark (month_on, listening_point_id)
    VALUES (rome_month(NEW.starts_at), NEW.listening_point_id);
  IF (rome_month(OLD.starts_at), OLD.listening_point_id) <> (rome_month(NEW.starts_at), NEW.listening_point_id) THEN
    INSERT INTO report_mark (month_on, listening_point_id)
      VALUES (rome_month(OLD.starts_at), OLD.listening_point_id);
  END IF;
  INSERT INTO report_mark (person_id) SELECT DISTINCT unnest(ARRAY[OLD.person_id, NEW.person_id]);
  RETURN NULL;
END $$;
CREATE TRIGGER service_changed_marked AFTER UPDATE ON service FOR EACH ROW
  WHEN (
    (OLD.state IN ('done', 'unmet') OR NEW.state IN ('done', 'unmet'))
    AND (OLD.state, OLD.outcome, OLD.help_kind, OLD.person_id, OLD.listening_point_id, OLD.local_association_id, OLD.starts_at,
      OLD.deleted_at, OLD.fulfilled_by, OLD.unmet_cause, OLD.km, OLD.minutes, OLD.passengers, OLD.destination_kind,
      OLD.inside_province, OLD.volunteer_id, OLD.request_id)
    IS DISTINCT FROM
    (NEW.state, NEW.outcome, NEW.help_kind, NEW.person_id, NEW.listening_point_id, NEW.local_association_id, NEW.starts_at,
      NEW.deleted_at, NEW.fulfilled_by, NEW.unmet_cause, NEW.km, NEW.minutes, NEW.passengers, NEW.destination_kind,
      NEW.inside_province, NEW.volunteer_id, NEW.request_id))
  EXECUTE FUNCTION mark_changed_service();

CREATE FUNCTION mark_changed_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO report_mark (person_id) VALUES (NEW.id);
  IF OLD.comune_istat_code IS DISTINCT FROM NEW.comune_istat_code THEN
    INSERT INTO report_mark (month_on, listening_point_id)
      SELECT rome_month(occurred_at), listening_point_id FROM contact WHERE person_id = NEW.id
      UNION SELECT rome_month(starts_at), listening_point_id FROM service
        WHERE person_id = NEW.id AND state IN ('done', 'unmet')
      UNION SELECT rome_month(c.occurred_at), c.listening_point_id
        FROM request r JOIN contact c ON r.id = c.serves_request_id OR r.contact_id = c.id WHERE r.person_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER person_changed_marked AFTER UPDATE ON assisted_person FOR EACH ROW
  WHEN ((OLD.birth_date, OLD.sex, OLD.lives_alone, OLD.comune_istat_code)
    IS DISTINCT FROM (NEW.birth_date, NEW.sex, NEW.lives_alone, NEW.comune_istat_code))
  EXECUTE FUNCTION mark_changed_person();

CREATE FUNCTION mark_calls() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO report_mark (month_on, listening_point_id)
    SELECT DISTINCT rome_month(started_at), coalesce(responsible_point_id, listening_point_id) FROM changed
    WHERE direction = 'inbound' AND state = 'ended';
  RETURN NULL;
END $$;
CREATE TRIGGER call_added_marked AFTER INSERT ON call
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_calls();
CREATE TRIGGER call_removed_marked AFTER DELETE ON call
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_calls();

CREATE FUNCTION mark_changed_call() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO report_mark (month_on, listening_point_id)
    VALUES (rome_month(NEW.started_at), coalesce(NEW.responsible_point_id, NEW.listening_point_id));
  IF (rome_month(OLD.started_at), coalesce(OLD.responsible_point_id, OLD.listening_point_id))
    <> (rome_month(NEW.started_at), coalesce(NEW.responsible_point_id, NEW.listening_point_id)) THEN
    INSERT INTO report_mark (month_on, listening_point_id)
      VALUES (rome_month(OLD.started_at), coalesce(OLD.responsible_point_id, OLD.listening_point_id));
  END IF;
  -- The number that called says which district a contact came from.
  IF OLD.from_e164 IS DISTINCT FROM NEW.from_e164 THEN
    INSERT INTO report_mark (month_on, listening_point_id)
      SELECT rome_month(occurred_at), listening_point_id FROM contact WHERE call_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER call_changed_marked AFTER UPDATE ON call FOR EACH ROW
  WHEN (NEW.direction = 'inbound' AND (OLD.state = 'ended' OR NEW.state = 'ended') AND
    (OLD.state, OLD.outcome, OLD.answered_at, OLD.started_at, OLD.listening_point_id, OLD.responsible_point_id, OLD.from_e164)
    IS DISTINCT FROM
    (NEW.state, NEW.outcome, NEW.answered_at, NEW.started_at, NEW.listening_point_id, NEW.responsible_point_id, NEW.from_e164))
  EXECUTE FUNCTION mark_changed_call();

CREATE FUNCTION mark_callbacks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO report_mark (month_on, listening_point_id)
    SELECT DISTINCT rome_month(created_at), listening_point_id FROM changed;
  RETURN NULL;
END $$;
CREATE TRIGGER callback_added_marked AFTER INSERT ON callback
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_callbacks();
CREATE TRIGGER callback_removed_marked AFTER DELETE ON callback
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_callbacks();

CREATE FUNCTION mark_changed_callback() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO report_mark (month_on, listening_point_id)
    SELECT rome_month(OLD.created_at), OLD.listening_point_id
    UNION SELECT rome_month(NEW.created_at), NEW.listening_point_id;
  RETURN NULL;
END $$;
CREATE TRIGGER callback_changed_marked AFTER UPDATE ON callback FOR EACH ROW
  WHEN ((OLD.state, OLD.created_at, OLD.closed_at, OLD.listening_point_id)
    IS DISTINCT FROM (NEW.state, NEW.created_at, NEW.closed_at, NEW.listening_point_id))
  EXECUTE FUNCTION mark_changed_callback();

-- A message is of the point whose service it is about (or offers), else of the point its conversation is with.
CREATE FUNCTION mark_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO report_mark (month_on, listening_point_id)
    SELECT DISTINCT rome_month(m.created_at), coalesce(s.listening_point_id, v.listening_point_id)
    FROM changed m JOIN conversation v ON v.id = m.conversation_id
      LEFT JOIN offer o ON o.id = m.offer_id LEFT JOIN service s ON s.id = coalesce(m.service_id, o.service_id)
    WHERE m.direction = 'outbound' AND coalesce(s.listening_point_id, v.listening_point_id) IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER message_added_marked AFTER INSERT ON message
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_messages();
CREATE TRIGGER message_removed_marked AFTER DELETE ON message
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_messages();

CREATE FUNCTION mark_changed_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO report_mark (month_on, listening_point_id)
    SELECT DISTINCT rome_month(m.created_at), coalesce(s.listening_point_id, v.listening_point_id)
    FROM (VALUES (OLD.created_at, OLD.conversation_id, OLD.service_id, OLD.offer_id),
      (NEW.created_at, NEW.conversation_id, NEW.service_id, NEW.offer_id)) AS m (created_at, conversation_id, service_id, offer_id)
    JOIN conversation v ON v.id = m.conversation_id
      LEFT JOIN offer o ON o.id = m.offer_id LEFT JOIN service s ON s.id = coalesce(m.service_id, o.service_id)
    WHERE coalesce(s.listening_point_id, v.listening_point_id) IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER message_changed_marked AFTER UPDATE ON message FOR EACH ROW
  WHEN (NEW.direction = 'outbound' AND (OLD.state, OLD.created_at, OLD.conversation_id, OLD.service_id, OLD.offer_id)
    IS DISTINCT FROM (NEW.state, NEW.created_at, NEW.conversation_id, NEW.service_id, NEW.offer_id))
  EXECUTE FUNCTION mark_changed_message();

CREATE FUNCTION mark_moved_conversation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO report_mark (month_on, listening_point_id)
    SELECT DISTINCT rome_month(m.created_at), p FROM message m, unnest(ARRAY[OLD.listening_point_id, NEW.listening_point_id]) AS p
    WHERE m.conversation_id = NEW.id AND m.direction = 'outbound' AND p IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER conversation_moved_marked AFTER UPDATE ON conversation FOR EACH ROW
  WHEN (OLD.listening_point_id IS DISTINCT FROM NEW.listening_point_id) EXECUTE FUNCTION mark_moved_conversation();

CREATE FUNCTION mark_moved_service() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO report_mark (month_on, listening_point_id)
    SELECT DISTINCT rome_month(m.created_at), p
    FROM message m LEFT JOIN offer o ON o.id = m.offer_id, unnest(ARRAY[OLD.listening_point_id, NEW.listening_point_id]) AS p
    WHERE (m.service_id = NEW.id OR o.service_id = NEW.id) AND m.direction = 'outbound';
  RETURN NULL;
END $$;
CREATE TRIGGER service_moved_marked AFTER UPDATE ON service FOR EACH ROW
  WHEN (OLD.listening_point_id IS DISTINCT FROM NEW.listening_point_id) EXECUTE FUNCTION mark_moved_service();

CREATE FUNCTION mark_moved_facility() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO report_mark (month_on, listening_point_id)
    SELECT DISTINCT rome_month(s.starts_at), s.listening_point_id FROM request r JOIN service s ON s.request_id = r.id
    WHERE r.facility_id = NEW.id AND s.state = 'done';
  RETURN NULL;
END $$;
CREATE TRIGGER facility_moved_marked AFTER UPDATE ON facility FOR EACH ROW
  WHEN (OLD.asst_set_id IS DISTINCT FROM NEW.asst_set_id) EXECUTE FUNCTION mark_moved_facility();

-- Territory: rarely changed, and then wholly worked out again.
CREATE FUNCTION mark_territory() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO report_mark DEFAULT VALUES;
  RETURN NULL;
END $$;
CREATE TRIGGER comune_changed_marked AFTER INSERT OR UPDATE OR DELETE ON comune
  FOR EACH STATEMENT EXECUTE FUNCTION mark_territory();
CREATE TRIGGER territory_membership_changed_marked AFTER INSERT OR UPDATE OR DELETE ON territory_membership
  FOR EACH STATEMENT EXECUTE FUNCTION mark_territory();

-- What is already here is counted at the first opportunity.
INSERT INTO report_mark DEFAULT VALUES;
INSERT INTO report_mark (month_on, listening_point_id)
  SELECT rome_month(occurred_at), listening_point_id FROM contact
  UNION SELECT rome_month(starts_at), listening_point_id FROM service
  UNION SELECT rome_month(started_at), coalesce(responsible_point_id, listening_point_id) FROM call
  UNION SELECT rome_month(created_at), listening_point_id FROM callback;
INSERT INTO report_mark (person_id) SELECT id FROM assisted_person;
