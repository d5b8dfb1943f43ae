CREATE TYPE "call_help_kind" AS ENUM ('transfer', 'threeWay');

CREATE TYPE "call_help_state" AS ENUM ('ringing', 'talking', 'done', 'cancelled');

ALTER TABLE "call" ADD COLUMN     "conference_at" TIMESTAMPTZ(3),
ADD COLUMN     "for_callback_id" UUID,
ADD COLUMN     "on_hold" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "purpose" "outbound_purpose",
ADD COLUMN     "responsible_point_id" UUID,
ADD COLUMN     "serves_request_id" UUID,
ADD COLUMN     "stage_index" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "stages" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "times_asked" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "waiting_since" TIMESTAMPTZ(3),
ALTER COLUMN "twilio_call_sid" DROP NOT NULL;

ALTER TABLE "call_leg" ADD COLUMN     "help_id" UUID,
ADD COLUMN     "listening_point_id" UUID;

ALTER TABLE "callback" ADD COLUMN     "closed_by_id" UUID,
ADD COLUMN     "notes" TEXT;

ALTER TABLE "callback_attempt" ADD COLUMN     "left_message" BOOLEAN NOT NULL DEFAULT false;

ALTER TABLE "number_limit" ADD COLUMN     "needs_approval" BOOLEAN NOT NULL DEFAULT false;

ALTER TABLE "presence" ADD COLUMN     "in_browser" BOOLEAN NOT NULL DEFAULT false;

ALTER TABLE "voicemail" ADD COLUMN     "audio" BYTEA,
ADD COLUMN     "heard_at" TIMESTAMPTZ(3),
ADD COLUMN     "heard_by_id" UUID,
ADD COLUMN     "media_type" TEXT;

CREATE TABLE "call_help" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "call_id" UUID NOT NULL,
    "kind" "call_help_kind" NOT NULL,
    "state" "call_help_state" NOT NULL DEFAULT 'ringing',
    "asked_by_id" UUID NOT NULL,
    "target_operator_id" UUID,
    "target_point_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "call_help_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "call_help_call_id_idx" ON "call_help"("call_id");
CREATE INDEX "call_help_asked_by_id_idx" ON "call_help"("asked_by_id");
CREATE INDEX "call_help_target_operator_id_idx" ON "call_help"("target_operator_id");
CREATE INDEX "call_help_target_point_id_idx" ON "call_help"("target_point_id");
CREATE INDEX "call_serves_request_id_idx" ON "call"("serves_request_id");
CREATE INDEX "call_for_callback_id_idx" ON "call"("for_callback_id");
CREATE INDEX "call_responsible_point_id_idx" ON "call"("responsible_point_id");
CREATE INDEX "call_leg_help_id_idx" ON "call_leg"("help_id");
CREATE INDEX "call_leg_listening_point_id_idx" ON "call_leg"("listening_point_id");
CREATE INDEX "callback_e164_state_idx" ON "callback"("e164", "state");
CREATE INDEX "callback_locked_by_id_idx" ON "callback"("locked_by_id");
CREATE INDEX "callback_closed_by_id_idx" ON "callback"("closed_by_id");
CREATE INDEX "number_limit_operator_id_idx" ON "number_limit"("operator_id");
CREATE INDEX "number_limit_approved_by_id_idx" ON "number_limit"("approved_by_id");
CREATE INDEX "voicemail_delete_after_idx" ON "voicemail"("delete_after");
CREATE INDEX "voicemail_heard_by_id_idx" ON "voicemail"("heard_by_id");
ALTER TABLE "call" ADD CONSTRAINT "call_responsible_point_id_fkey" FOREIGN KEY ("responsible_point_id") REFERENCES "listening_point"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "call" ADD CONSTRAINT "call_serves_request_id_fkey" FOREIGN KEY ("serves_request_id") REFERENCES "request"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "call" ADD CONSTRAINT "call_for_callback_id_fkey" FOREIGN KEY ("for_callback_id") REFERENCES "callback"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "call_leg" ADD CONSTRAINT "call_leg_listening_point_id_fkey" FOREIGN KEY ("listening_point_id") REFERENCES "listening_point"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "call_leg" ADD CONSTRAINT "call_leg_help_id_fkey" FOREIGN KEY ("help_id") REFERENCES "call_help"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "call_help" ADD CONSTRAINT "call_help_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "call"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "call_help" ADD CONSTRAINT "call_help_asked_by_id_fkey" FOREIGN KEY ("asked_by_id") REFERENCES "operator"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "call_help" ADD CONSTRAINT "call_help_target_operator_id_fkey" FOREIGN KEY ("target_operator_id") REFERENCES "operator"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "call_help" ADD CONSTRAINT "call_help_target_point_id_fkey" FOREIGN KEY ("target_point_id") REFERENCES "listening_point"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "callback" ADD CONSTRAINT "callback_closed_by_id_fkey" FOREIGN KEY ("closed_by_id") REFERENCES "operator"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "voicemail" ADD CONSTRAINT "voicemail_heard_by_id_fkey" FOREIGN KEY ("heard_by_id") REFERENCES "operator"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "number_limit" ADD CONSTRAINT "number_limit_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operator"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "number_limit" ADD CONSTRAINT "number_limit_approved_by_id_fkey" FOREIGN KEY ("approved_by_id") REFERENCES "operator"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- States are types, as before, with the ways of waiting for a person.
ALTER TABLE call DROP CONSTRAINT call_state_shape;
ALTER TABLE call ADD CONSTRAINT call_state_shape CHECK (
  (state IN ('asking', 'ringing', 'waiting', 'recording') AND answered_at IS NULL AND ended_at IS NULL AND outcome IS NULL)
  OR (state = 'answered' AND answered_at IS NOT NULL AND ended_at IS NULL AND outcome IS NULL)
  OR (state = 'ended' AND ended_at IS NOT NULL AND outcome IS NOT NULL AND (outcome <> 'answered' OR answered_at IS NOT NULL)));
ALTER TABLE call ADD CONSTRAINT call_waiting_since CHECK (state <> 'waiting' OR waiting_since IS NOT NULL);
ALTER TABLE call ADD CONSTRAINT call_inbound_has_line CHECK (direction = 'outbound' OR twilio_call_sid IS NOT NULL);
ALTER TABLE call ADD CONSTRAINT call_outbound_purpose CHECK ((direction = 'outbound') = (purpose IS NOT NULL));
ALTER TABLE call ADD CONSTRAINT call_hold_in_conference CHECK (NOT on_hold OR conference_at IS NOT NULL);
-- One winner of those rung to answer, one of those rung to help.
DROP INDEX call_leg_one_winner;
CREATE UNIQUE INDEX call_leg_one_winner ON call_leg (call_id, ring_round) WHERE state = 'accepted' AND help_id IS NULL;
CREATE UNIQUE INDEX call_leg_one_helper ON call_leg (help_id) WHERE state = 'accepted' AND help_id IS NOT NULL;
CREATE UNIQUE INDEX call_help_one_at_a_time ON call_help (call_id) WHERE state IN ('ringing', 'talking');
ALTER TABLE call_help ADD CONSTRAINT call_help_ended CHECK ((state IN ('done', 'cancelled')) = (ended_at IS NOT NULL));
ALTER TABLE number_limit ADD CONSTRAINT number_limit_second_person CHECK (approved_by_id <> operator_id);
