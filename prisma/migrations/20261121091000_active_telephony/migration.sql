-- Companion calls: how often, by whom, and what happens when nobody answers.
CREATE TYPE companion_rhythm AS ENUM ('weekly', 'twiceAMonth', 'everyDays');
CREATE TYPE companion_day_part AS ENUM ('morning', 'afternoon');

ALTER TABLE companion_plan
  ADD COLUMN listening_point_id uuid,
  ADD COLUMN rhythm companion_rhythm NOT NULL DEFAULT 'everyDays',
  ADD COLUMN weekday smallint,
  ADD COLUMN day_part companion_day_part,
  ADD COLUMN paused_from date,
  ADD COLUMN paused_until date,
  ADD COLUMN end_reason text,
  ADD COLUMN version integer NOT NULL DEFAULT 1,
  ADD CONSTRAINT companion_plan_listening_point_id_fkey FOREIGN KEY (listening_point_id) REFERENCES listening_point (id) ON UPDATE CASCADE ON DELETE SET NULL,
  ADD CONSTRAINT companion_plan_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operator (id) ON UPDATE CASCADE ON DELETE SET NULL,
  ADD CONSTRAINT companion_plan_volunteer_id_fkey FOREIGN KEY (volunteer_id) REFERENCES volunteer (id) ON UPDATE CASCADE ON DELETE SET NULL,
  ADD CONSTRAINT companion_plan_one_caller CHECK (operator_id IS NULL OR volunteer_id IS NULL),
  ADD CONSTRAINT companion_plan_rhythm CHECK (every_days BETWEEN 1 AND 60 AND weekday BETWEEN 1 AND 7),
  ADD CONSTRAINT companion_plan_pause CHECK (paused_from IS NOT NULL OR paused_until IS NULL),
  ADD CONSTRAINT companion_plan_pause_order CHECK (paused_from <= paused_until);
CREATE INDEX companion_plan_listening_point_id_idx ON companion_plan (listening_point_id);
CREATE INDEX companion_plan_operator_id_idx ON companion_plan (operator_id);
CREATE INDEX companion_plan_volunteer_id_idx ON companion_plan (volunteer_id);

ALTER TABLE companion_call
  ADD COLUMN operator_id uuid,
  ADD COLUMN volunteer_id uuid,
  ADD CONSTRAINT companion_call_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operator (id) ON UPDATE CASCADE ON DELETE SET NULL,
  ADD CONSTRAINT companion_call_volunteer_id_fkey FOREIGN KEY (volunteer_id) REFERENCES volunteer (id) ON UPDATE CASCADE ON DELETE SET NULL,
  ADD CONSTRAINT companion_call_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contact (id) ON UPDATE CASCADE ON DELETE SET NULL,
  ADD CONSTRAINT companion_call_mood CHECK (mood BETWEEN 1 AND 5);
CREATE UNIQUE INDEX companion_call_contact_id_key ON companion_call (contact_id);
CREATE INDEX companion_call_operator_id_idx ON companion_call (operator_id);
CREATE INDEX companion_call_volunteer_id_idx ON companion_call (volunteer_id);

CREATE TABLE companion_alarm (
  id uuid NOT NULL DEFAULT uuidv7(),
  plan_id uuid NOT NULL,
  call_id uuid NOT NULL,
  raised_at timestamptz(3) NOT NULL,
  closed_at timestamptz(3),
  closed_by_id uuid,
  what_was_done text,
  CONSTRAINT companion_alarm_pkey PRIMARY KEY (id),
  CONSTRAINT companion_alarm_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES companion_plan (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT companion_alarm_call_id_fkey FOREIGN KEY (call_id) REFERENCES companion_call (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT companion_alarm_closed_by_id_fkey FOREIGN KEY (closed_by_id) REFERENCES operator (id) ON UPDATE CASCADE ON DELETE SET NULL,
  CONSTRAINT companion_alarm_closed_by_a_person CHECK ((closed_at IS NULL) = (what_was_done IS NULL))
);
CREATE UNIQUE INDEX companion_alarm_call_id_key ON companion_alarm (call_id);
CREATE INDEX companion_alarm_plan_id_idx ON companion_alarm (plan_id);
CREATE INDEX companion_alarm_closed_by_id_idx ON companion_alarm (closed_by_id);
CREATE UNIQUE INDEX companion_alarm_one_open ON companion_alarm (plan_id) WHERE closed_at IS NULL;

-- Campaigns: a list of people, some of whom have no card.
CREATE TYPE campaign_kind AS ENUM ('heatWave', 'fluVaccination', 'serviceInterruption');

ALTER TABLE campaign
  ADD COLUMN kind campaign_kind NOT NULL DEFAULT 'heatWave',
  ADD COLUMN listening_point_id uuid,
  ADD COLUMN max_attempts integer NOT NULL DEFAULT 3,
  ADD COLUMN retry_after_minutes integer NOT NULL DEFAULT 180,
  ADD COLUMN keep_until date,
  ADD COLUMN started_at timestamptz(3),
  ADD COLUMN ended_at timestamptz(3),
  ADD COLUMN version integer NOT NULL DEFAULT 1,
  ADD CONSTRAINT campaign_listening_point_id_fkey FOREIGN KEY (listening_point_id) REFERENCES listening_point (id) ON UPDATE CASCADE ON DELETE SET NULL,
  ADD CONSTRAINT campaign_attempts CHECK (max_attempts BETWEEN 1 AND 10 AND retry_after_minutes BETWEEN 15 AND 20160);
CREATE INDEX campaign_listening_point_id_idx ON campaign (listening_point_id);

ALTER TABLE campaign_member DROP CONSTRAINT campaign_member_pkey;
ALTER TABLE campaign_member
  ADD COLUMN id uuid NOT NULL DEFAULT uuidv7(),
  ADD CONSTRAINT campaign_member_pkey PRIMARY KEY (id),
  ALTER COLUMN person_id DROP NOT NULL,
  ADD COLUMN first_name text,
  ADD COLUMN last_name text,
  ADD COLUMN fiscal_code text,
  ADD COLUMN phone_e164 text,
  ADD COLUMN comune_name text,
  ADD COLUMN listening_point_id uuid,
  ADD COLUMN attempts integer NOT NULL DEFAULT 0,
  ADD COLUMN next_attempt_at timestamptz(3),
  ADD COLUMN locked_by_id uuid,
  ADD COLUMN locked_at timestamptz(3),
  ADD COLUMN settled_at timestamptz(3),
  DROP CONSTRAINT campaign_member_person_id_fkey,
  ADD CONSTRAINT campaign_member_person_id_fkey FOREIGN KEY (person_id) REFERENCES assisted_person (id) ON UPDATE CASCADE ON DELETE SET NULL,
  ADD CONSTRAINT campaign_member_listening_point_id_fkey FOREIGN KEY (listening_point_id) REFERENCES listening_point (id) ON UPDATE CASCADE ON DELETE SET NULL,
  ADD CONSTRAINT campaign_member_locked_by_id_fkey FOREIGN KEY (locked_by_id) REFERENCES operator (id) ON UPDATE CASCADE ON DELETE SET NULL;
CREATE UNIQUE INDEX campaign_member_campaign_id_person_id_key ON campaign_member (campaign_id, person_id);
CREATE INDEX campaign_member_campaign_id_settled_at_next_attempt_at_idx ON campaign_member (campaign_id, settled_at, next_attempt_at);
CREATE INDEX campaign_member_listening_point_id_idx ON campaign_member (listening_point_id);
CREATE INDEX campaign_member_locked_by_id_idx ON campaign_member (locked_by_id);

CREATE TABLE campaign_attempt (
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  at timestamptz(3) NOT NULL,
  operator_id uuid NOT NULL,
  outcome call_list_outcome NOT NULL,
  notes text,
  contact_id uuid,
  CONSTRAINT campaign_attempt_pkey PRIMARY KEY (id),
  CONSTRAINT campaign_attempt_member_id_fkey FOREIGN KEY (member_id) REFERENCES campaign_member (id) ON UPDATE CASCADE ON DELETE CASCADE,
  CONSTRAINT campaign_attempt_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operator (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT campaign_attempt_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contact (id) ON UPDATE CASCADE ON DELETE SET NULL
);
CREATE UNIQUE INDEX campaign_attempt_contact_id_key ON campaign_attempt (contact_id);
CREATE INDEX campaign_attempt_member_id_idx ON campaign_attempt (member_id);
CREATE INDEX campaign_attempt_operator_id_idx ON campaign_attempt (operator_id);
