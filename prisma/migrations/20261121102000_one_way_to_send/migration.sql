-- One way to send: what each number said about being written to, what sending taught of it, what was left to a person.
CREATE TYPE message_purpose AS ENUM ('offer', 'service', 'urgentChange', 'reminder', 'campaign', 'answer');
CREATE TYPE refusal_purpose AS ENUM ('everything', 'campaigns');
CREATE TYPE refusal_source AS ENUM ('message', 'telephone', 'letter', 'twilio');
CREATE TYPE number_trait AS ENUM ('landline', 'doubtful');
CREATE TYPE left_to_person_reason AS ENUM ('noNumber', 'abroad', 'unreachableKind', 'refused', 'noConsent', 'landline', 'doubtful', 'notAnswering', 'blocked', 'notSent', 'unknown');

ALTER TABLE message ADD COLUMN purpose message_purpose;
UPDATE message SET purpose = (CASE
  WHEN intent_key LIKE 'offer:%' THEN 'offer'
  WHEN intent_key LIKE 'remind:%' THEN 'reminder'
  WHEN intent_key LIKE 'late-answer:%' THEN 'answer'
  ELSE 'service' END)::message_purpose
WHERE direction = 'outbound';

CREATE TABLE refusal_entry (
  id uuid NOT NULL DEFAULT uuidv7(),
  key text NOT NULL,
  e164 text NOT NULL,
  channel message_channel NOT NULL,
  purpose refusal_purpose NOT NULL DEFAULT 'everything',
  refused boolean NOT NULL,
  source refusal_source NOT NULL,
  words text,
  person_id uuid,
  volunteer_id uuid,
  operator_id uuid,
  at timestamptz(3) NOT NULL,
  CONSTRAINT refusal_entry_pkey PRIMARY KEY (id),
  CONSTRAINT refusal_entry_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operator (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT refusal_entry_e164 CHECK (e164 ~ '^\+[0-9]{4,15}$'),
  CONSTRAINT refusal_entry_taken_down CHECK ((source IN ('telephone', 'letter')) = (operator_id IS NOT NULL))
);
CREATE UNIQUE INDEX refusal_entry_key_channel_key ON refusal_entry (key, channel);
CREATE INDEX refusal_entry_e164_channel_at_idx ON refusal_entry (e164, channel, at);
CREATE INDEX refusal_entry_operator_id_idx ON refusal_entry (operator_id);
CREATE TRIGGER refusal_entry_append_only BEFORE UPDATE OR DELETE ON refusal_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Whoever wrote STOP on one of the two ways of writing was written to on neither.
INSERT INTO refusal_entry (key, e164, channel, refused, source, words, at)
SELECT 'before:' || o.e164 || ':' || o.channel, o.e164, c.channel, true, 'message', o.source, o.at
FROM opt_out o JOIN (VALUES ('sms'::message_channel), ('whatsapp'), ('voice')) c (channel)
  ON (o.channel = 'voice') = (c.channel = 'voice')
WHERE o.e164 ~ '^\+[0-9]{4,15}$';
DROP TABLE opt_out;

-- On which ways a number wants nothing of us: the last word on each. Who refuses everything refuses campaigns too.
CREATE VIEW refused_channel AS
SELECT e164, channel, 'everything'::refusal_purpose AS purpose FROM (
  SELECT DISTINCT ON (e164, channel) e164, channel, refused FROM refusal_entry WHERE purpose = 'everything'
  ORDER BY e164, channel, at DESC, id DESC) said WHERE refused
UNION ALL
SELECT e164, channel, 'campaigns'::refusal_purpose FROM (
  SELECT DISTINCT ON (e164, channel) e164, channel, refused FROM refusal_entry
  ORDER BY e164, channel, at DESC, id DESC) said WHERE refused;

CREATE TABLE learnt_number (
  e164 text NOT NULL,
  trait number_trait NOT NULL,
  error_code integer,
  at timestamptz(3) NOT NULL,
  CONSTRAINT learnt_number_pkey PRIMARY KEY (e164)
);

CREATE TABLE undelivered (
  id uuid NOT NULL DEFAULT uuidv7(),
  intent_key text NOT NULL,
  reason left_to_person_reason NOT NULL,
  error_code integer,
  body text NOT NULL,
  e164 text,
  person_id uuid,
  volunteer_id uuid,
  service_id uuid,
  listening_point_id uuid,
  created_at timestamptz(3) NOT NULL,
  closed_at timestamptz(3),
  closed_by_id uuid,
  what_was_done text,
  CONSTRAINT undelivered_pkey PRIMARY KEY (id),
  CONSTRAINT undelivered_service_id_fkey FOREIGN KEY (service_id) REFERENCES service (id) ON UPDATE CASCADE ON DELETE SET NULL,
  CONSTRAINT undelivered_listening_point_id_fkey FOREIGN KEY (listening_point_id) REFERENCES listening_point (id) ON UPDATE CASCADE ON DELETE SET NULL,
  CONSTRAINT undelivered_closed_by_id_fkey FOREIGN KEY (closed_by_id) REFERENCES operator (id) ON UPDATE CASCADE ON DELETE SET NULL,
  CONSTRAINT undelivered_closed_with_what_was_done CHECK (closed_by_id IS NULL OR (closed_at IS NOT NULL AND what_was_done IS NOT NULL))
);
CREATE UNIQUE INDEX undelivered_intent_key_key ON undelivered (intent_key);
CREATE INDEX undelivered_service_id_idx ON undelivered (service_id);
CREATE INDEX undelivered_listening_point_id_idx ON undelivered (listening_point_id);
CREATE INDEX undelivered_closed_by_id_idx ON undelivered (closed_by_id);
CREATE INDEX undelivered_open ON undelivered (created_at) WHERE closed_at IS NULL;

CREATE TABLE sending_stop (
  id integer NOT NULL DEFAULT 1,
  since timestamptz(3) NOT NULL,
  error_code integer,
  next_try_at timestamptz(3) NOT NULL,
  CONSTRAINT sending_stop_pkey PRIMARY KEY (id),
  CONSTRAINT sending_stop_one CHECK (id = 1)
);
