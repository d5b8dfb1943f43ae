-- What comes with a message. The column that stood for it was never written.
ALTER TABLE message DROP COLUMN media;

CREATE TYPE message_media_state AS ENUM ('awaited', 'kept', 'refused', 'lost', 'deleted');
CREATE TYPE message_media_refusal AS ENUM ('type', 'size', 'mismatch', 'address');

CREATE TABLE message_media (
  id uuid NOT NULL DEFAULT uuidv7(),
  message_id uuid NOT NULL,
  position smallint NOT NULL,
  content_type text NOT NULL,
  size_bytes integer,
  state message_media_state NOT NULL DEFAULT 'awaited',
  reason message_media_refusal,
  twilio_message_sid text,
  twilio_media_sid text,
  content bytea,
  received_at timestamptz(3) NOT NULL,
  tries smallint NOT NULL DEFAULT 0,
  try_again_at timestamptz(3),
  kept_at timestamptz(3),
  removed_from_twilio_at timestamptz(3),
  delete_after date NOT NULL,
  deleted_at timestamptz(3),
  CONSTRAINT message_media_pkey PRIMARY KEY (id),
  CONSTRAINT message_media_message_id_fkey FOREIGN KEY (message_id) REFERENCES message (id) ON UPDATE CASCADE ON DELETE CASCADE,
  CONSTRAINT message_media_refused_for_a_reason CHECK ((state = 'refused') = (reason IS NOT NULL)),
  CONSTRAINT message_media_content_where_kept CHECK (state = 'kept' OR content IS NULL),
  CONSTRAINT message_media_place CHECK (position BETWEEN 0 AND 9),
  CONSTRAINT message_media_at_twilio CHECK ((twilio_message_sid IS NULL) = (twilio_media_sid IS NULL))
);
CREATE UNIQUE INDEX message_media_message_id_position_key ON message_media (message_id, position);
CREATE INDEX message_media_delete_after_idx ON message_media (delete_after);
