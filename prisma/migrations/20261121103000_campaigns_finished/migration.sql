CREATE TYPE campaign_way AS ENUM ('person', 'message');
CREATE TYPE campaign_left AS ENUM ('companion', 'noNumber', 'abroad', 'unreachableKind', 'refused', 'noConsent', 'landline', 'doubtful', 'notAnswering', 'blocked', 'notSent', 'unknown');

ALTER TABLE campaign
  ADD COLUMN way campaign_way NOT NULL DEFAULT 'person',
  ADD COLUMN message_text text,
  ADD COLUMN is_urgent boolean NOT NULL DEFAULT false,
  ADD COLUMN filter jsonb,
  ADD COLUMN feed_step integer NOT NULL DEFAULT 0,
  ADD CONSTRAINT campaign_message_text CHECK (way <> 'message' OR message_text IS NOT NULL);

ALTER TABLE campaign_member
  ADD COLUMN message_id uuid,
  ADD COLUMN left_because campaign_left,
  ADD CONSTRAINT campaign_member_message_id_fkey FOREIGN KEY (message_id) REFERENCES message (id) ON UPDATE CASCADE ON DELETE SET NULL;
CREATE UNIQUE INDEX campaign_member_message_id_key ON campaign_member (message_id);

CREATE TABLE campaign_list_piece (
  campaign_id uuid NOT NULL,
  position integer NOT NULL,
  bytes bytea NOT NULL,
  CONSTRAINT campaign_list_piece_pkey PRIMARY KEY (campaign_id, position),
  CONSTRAINT campaign_list_piece_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaign (id) ON UPDATE CASCADE ON DELETE CASCADE
);
