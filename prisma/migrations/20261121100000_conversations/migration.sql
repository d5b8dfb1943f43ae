-- Since when somebody waits to be read, who has it, what was said automatically, and what a person wrote down of it.
ALTER TABLE "conversation"
  ADD COLUMN "waiting_since" TIMESTAMPTZ(3),
  ADD COLUMN "not_assisted" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "closed_reply_until" TIMESTAMPTZ(3),
  ADD COLUMN "auto_replies" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "auto_replies_since" TIMESTAMPTZ(3);

UPDATE "conversation" SET "waiting_since" = "last_message_at" WHERE "needs_answer";
UPDATE "conversation" SET "state" = 'done' WHERE NOT "needs_answer";

ALTER TABLE "message"
  ADD COLUMN "operator_id" UUID,
  ADD COLUMN "auto_reply" TEXT,
  ADD COLUMN "written_down_in_id" UUID;

CREATE INDEX "conversation_peer_e164_idx" ON "conversation"("peer_e164");
CREATE INDEX "conversation_state_last_message_at_idx" ON "conversation"("state", "last_message_at");
CREATE INDEX "conversation_assigned_to_id_idx" ON "conversation"("assigned_to_id");
CREATE INDEX "message_operator_id_idx" ON "message"("operator_id");
CREATE INDEX "message_written_down_in_id_idx" ON "message"("written_down_in_id");

ALTER TABLE "conversation" ADD CONSTRAINT "conversation_assigned_to_id_fkey" FOREIGN KEY ("assigned_to_id") REFERENCES "operator"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "message" ADD CONSTRAINT "message_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operator"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "message" ADD CONSTRAINT "message_written_down_in_id_fkey" FOREIGN KEY ("written_down_in_id") REFERENCES "contact"("id") ON DELETE SET NULL ON UPDATE CASCADE;
