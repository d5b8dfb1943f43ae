-- What Prisma's schema language cannot say: checks, exclusion constraints, partial indexes, triggers.

-- Territory ------------------------------------------------------------------------------------------------------------
ALTER TABLE comune ADD CONSTRAINT comune_istat_digits CHECK (istat_code ~ '^[0-9]{6}$');
ALTER TABLE telephone_district ADD CONSTRAINT telephone_district_digits CHECK (prefix ~ '^0[0-9]{1,3}$');
ALTER TABLE territory_set ADD CONSTRAINT territory_set_dates CHECK (valid_from < valid_to);
ALTER TABLE territory_membership ADD CONSTRAINT territory_membership_one_set_at_a_time
  EXCLUDE USING gist (kind WITH =, comune_istat_code WITH =, daterange(valid_from, valid_to) WITH &&);
ALTER TABLE listening_point_district ADD CONSTRAINT listening_point_district_one_point_at_a_time
  EXCLUDE USING gist (prefix WITH =, daterange(valid_from, valid_to) WITH &&);
ALTER TABLE listening_point_neighbour ADD CONSTRAINT listening_point_neighbour_other CHECK (listening_point_id <> neighbour_id);
ALTER TABLE opening_hours ADD CONSTRAINT opening_hours_one_version_at_a_time
  EXCLUDE USING gist (listening_point_id WITH =, daterange(valid_from, valid_to) WITH &&);
ALTER TABLE opening_interval ADD CONSTRAINT opening_interval_times CHECK (
  weekday BETWEEN 1 AND 7
  AND opens_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'
  AND closes_at ~ '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$'
  AND opens_at <> closes_at);
ALTER TABLE closure ADD CONSTRAINT closure_dates CHECK (from_date <= to_date);
ALTER TABLE listening_point ADD CONSTRAINT listening_point_ring_timeout CHECK (ring_timeout_seconds BETWEEN 5 AND 120);

-- Access ---------------------------------------------------------------------------------------------------------------
ALTER TABLE operator ADD CONSTRAINT operator_email_lower CHECK (email = lower(email) AND position('@' in email) > 1);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER volunteer_register_append_only BEFORE UPDATE OR DELETE ON volunteer_register_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER published_report_append_only BEFORE UPDATE OR DELETE ON published_report FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Changes --------------------------------------------------------------------------------------------------------------
CREATE INDEX job_wish_waiting ON job_wish (run_at) WHERE done_at IS NULL AND failed_at IS NULL;

-- A live event wakes every listening server, the payload is only a nudge, rows are read by (xact, id).
CREATE FUNCTION announce_live_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('live_event', '');
  RETURN NULL;
END $$;
CREATE TRIGGER live_event_announced AFTER INSERT ON live_event FOR EACH STATEMENT EXECUTE FUNCTION announce_live_event();

-- The same for jobs: workers relay fresh wishes to the queue.
CREATE FUNCTION announce_job_wish() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('job_wish', '');
  RETURN NULL;
END $$;
CREATE TRIGGER job_wish_announced AFTER INSERT ON job_wish FOR EACH STATEMENT EXECUTE FUNCTION announce_job_wish();

-- People ---------------------------------------------------------------------------------------------------------------
CREATE UNIQUE INDEX assisted_person_fiscal_code ON assisted_person (fiscal_code) WHERE merged_into_id IS NULL AND erased_at IS NULL;
ALTER TABLE assisted_person ADD CONSTRAINT assisted_person_not_into_itself CHECK (merged_into_id <> id);
ALTER TABLE person_phone ADD CONSTRAINT person_phone_e164 CHECK (e164 ~ '^\+[0-9]{4,15}$');
ALTER TABLE relation ADD CONSTRAINT relation_somebody CHECK (related_person_id IS NOT NULL OR name IS NOT NULL);
ALTER TABLE relation ADD CONSTRAINT relation_phone_e164 CHECK (phone_e164 ~ '^\+[0-9]{4,15}$');
ALTER TABLE institution ADD CONSTRAINT institution_phone_e164 CHECK (phone_e164 ~ '^\+[0-9]{4,15}$');

-- Calls ----------------------------------------------------------------------------------------------------------------
-- States are types: an answered call has its moment, an ended one its outcome, a ringing one has neither.
ALTER TABLE call ADD CONSTRAINT call_state_shape CHECK (
  (state = 'ringing' AND answered_at IS NULL AND ended_at IS NULL AND outcome IS NULL)
  OR (state = 'answered' AND answered_at IS NOT NULL AND ended_at IS NULL AND outcome IS NULL)
  OR (state = 'ended' AND ended_at IS NOT NULL AND outcome IS NOT NULL AND (outcome <> 'answered' OR answered_at IS NOT NULL)));
CREATE UNIQUE INDEX call_leg_one_winner ON call_leg (call_id, ring_round) WHERE state = 'accepted';
ALTER TABLE call_leg ADD CONSTRAINT call_leg_accepted_at CHECK ((state = 'accepted') = (accepted_at IS NOT NULL));
ALTER TABLE callback ADD CONSTRAINT callback_state_shape CHECK (
  (state = 'done') = (closed_at IS NOT NULL) AND (state = 'working') = (locked_by_id IS NOT NULL AND locked_at IS NOT NULL));
ALTER TABLE number_limit ADD CONSTRAINT number_limit_dates CHECK (from_at < until_at);

-- Contacts and requests ------------------------------------------------------------------------------------------------
ALTER TABLE contact ADD CONSTRAINT contact_purpose_outbound CHECK ((direction = 'outbound') = (purpose IS NOT NULL));
ALTER TABLE contact ADD CONSTRAINT contact_closed_at CHECK ((state = 'closed') = (closed_at IS NOT NULL));
ALTER TABLE contact ADD CONSTRAINT contact_not_before_it_happened CHECK (occurred_at <= recorded_at + interval '1 minute');
ALTER TABLE request ADD CONSTRAINT request_kind_shape CHECK (
  (kind = 'information' AND help_kind IS NULL AND needed_from IS NULL AND unmet_cause IS DISTINCT FROM 'noDriver')
  OR (kind = 'help' AND information_kind IS NULL));
ALTER TABLE request ADD CONSTRAINT request_closed_shape CHECK (
  (state IN ('solved', 'unmet', 'withdrawn')) = (closed_at IS NOT NULL) AND (state = 'unmet') = (unmet_cause IS NOT NULL));
ALTER TABLE request ADD CONSTRAINT request_needed_times CHECK (needed_from <= needed_until);
ALTER TABLE request ADD CONSTRAINT request_companions CHECK (companions BETWEEN 0 AND 8);

-- Dispatch -------------------------------------------------------------------------------------------------------------
ALTER TABLE volunteer ADD CONSTRAINT volunteer_phone_e164 CHECK (phone_e164 ~ '^\+[0-9]{4,15}$');
ALTER TABLE volunteer ADD CONSTRAINT volunteer_wants CHECK (wants_more_often BETWEEN -1 AND 1);
ALTER TABLE volunteer_availability ADD CONSTRAINT volunteer_availability_times CHECK (
  weekday BETWEEN 1 AND 7 AND from_time < until_time
  AND from_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' AND until_time ~ '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$');
ALTER TABLE volunteer_time_off ADD CONSTRAINT volunteer_time_off_times CHECK (from_at < until_at);
ALTER TABLE vehicle_unavailability ADD CONSTRAINT vehicle_unavailability_times CHECK (from_at < until_at);
ALTER TABLE vehicle ADD CONSTRAINT vehicle_shape CHECK (
  seats BETWEEN 1 AND 60 AND wheelchair_places >= 0 AND odometer_km >= 0 AND (ownership = 'owned' OR lender IS NOT NULL));
ALTER TABLE series ADD CONSTRAINT series_shape CHECK (
  duration_minutes BETWEEN 1 AND 1440 AND wall_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$');
ALTER TABLE service ADD CONSTRAINT service_times CHECK (starts_at < ends_at AND busy_from <= starts_at AND busy_until >= ends_at);
ALTER TABLE service ADD CONSTRAINT service_state_shape CHECK (
  (state IN ('planned', 'offering') AND volunteer_id IS NULL AND outcome IS NULL AND closed_at IS NULL)
  OR (state = 'assigned' AND volunteer_id IS NOT NULL AND assigned_at IS NOT NULL AND outcome IS NULL AND closed_at IS NULL)
  OR (state = 'done' AND outcome IS NOT NULL AND closed_at IS NOT NULL)
  OR (state = 'unmet' AND unmet_cause IS NOT NULL AND closed_at IS NOT NULL)
  OR (state = 'cancelled' AND closed_at IS NOT NULL));
ALTER TABLE service ADD CONSTRAINT service_counts CHECK (
  km >= 0 AND minutes >= 0 AND passengers >= 0 AND odometer_start_km <= odometer_end_km);
-- Nobody is booked twice: neither the volunteer nor the vehicle, travel included.
ALTER TABLE service ADD CONSTRAINT service_volunteer_booked_once
  EXCLUDE USING gist (volunteer_id WITH =, tstzrange(busy_from, busy_until) WITH &&)
  WHERE (volunteer_id IS NOT NULL AND deleted_at IS NULL AND state IN ('assigned', 'done'));
ALTER TABLE service ADD CONSTRAINT service_vehicle_booked_once
  EXCLUDE USING gist (vehicle_id WITH =, tstzrange(busy_from, busy_until) WITH &&)
  WHERE (vehicle_id IS NOT NULL AND deleted_at IS NULL AND state IN ('assigned', 'done'));
CREATE UNIQUE INDEX offer_one_accepted ON offer (service_id) WHERE state = 'accepted';
CREATE UNIQUE INDEX offer_open_code ON offer (volunteer_id, code) WHERE state IN ('pending', 'sent');
ALTER TABLE offer ADD CONSTRAINT offer_code_digits CHECK (code ~ '^[0-9]{4}$');
ALTER TABLE offer ADD CONSTRAINT offer_answered_shape CHECK (
  (state IN ('accepted', 'declined', 'alreadyCovered')) = (answered_at IS NOT NULL AND answer_via IS NOT NULL));
ALTER TABLE offer_policy ADD CONSTRAINT offer_policy_shape CHECK (from_hours_left >= 0 AND wave_size BETWEEN 1 AND 50 AND wave_minutes BETWEEN 1 AND 1440);
ALTER TABLE expense ADD CONSTRAINT expense_amount CHECK (amount_cents > 0);
ALTER TABLE aid_loan ADD CONSTRAINT aid_loan_one_at_a_time
  EXCLUDE USING gist (aid_id WITH =, daterange(lent_on, returned_on) WITH &&);

-- Messages -------------------------------------------------------------------------------------------------------------
ALTER TABLE message ADD CONSTRAINT message_direction_shape CHECK (
  (direction = 'inbound' AND state = 'received' AND twilio_sid IS NOT NULL)
  OR (direction = 'outbound' AND state <> 'received' AND intent_key IS NOT NULL));
ALTER TABLE conversation ADD CONSTRAINT conversation_peer_e164 CHECK (peer_e164 ~ '^\+[0-9]{4,15}$');

-- Reports --------------------------------------------------------------------------------------------------------------
ALTER TABLE agreement ADD CONSTRAINT agreement_dates CHECK (starts_on < ends_on AND amount_cents >= 0);
ALTER TABLE published_report ADD CONSTRAINT published_report_period CHECK (period_from < period_until);
ALTER TABLE accountability_report ADD CONSTRAINT accountability_report_period CHECK (period_from < period_until);
ALTER TABLE activity_total ADD CONSTRAINT activity_total_counts CHECK (people >= 0 AND hours >= 0);
