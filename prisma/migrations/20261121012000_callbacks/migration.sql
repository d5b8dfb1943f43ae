ALTER TABLE "assisted_person" ADD COLUMN     "may_leave_message" BOOLEAN;

ALTER TABLE "callback" ADD COLUMN     "contact_id" UUID;

ALTER TABLE "callback_attempt" ADD COLUMN     "call_id" UUID;

ALTER TABLE "voicemail" ADD COLUMN     "removed_from_twilio_at" TIMESTAMPTZ(3);

CREATE INDEX "callback_contact_id_idx" ON "callback"("contact_id");
CREATE UNIQUE INDEX "callback_attempt_call_id_key" ON "callback_attempt"("call_id");
CREATE INDEX "callback_attempt_operator_id_idx" ON "callback_attempt"("operator_id");
ALTER TABLE "callback" ADD CONSTRAINT "callback_contact_id_fkey" FOREIGN KEY ("contact_id") REFERENCES "contact"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "callback_attempt" ADD CONSTRAINT "callback_attempt_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operator"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "callback_attempt" ADD CONSTRAINT "callback_attempt_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "call"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Only a person closes a call-back.
ALTER TABLE callback ADD CONSTRAINT callback_closed_by_somebody CHECK ((state = 'done') = (closed_by_id IS NOT NULL));
ALTER TABLE callback_attempt ADD CONSTRAINT callback_attempt_message_on_machine CHECK (NOT left_message OR outcome = 'answeringMachine');
-- What was deleted is nowhere any more.
ALTER TABLE voicemail ADD CONSTRAINT voicemail_deleted_everywhere CHECK (deleted_at IS NULL OR (audio IS NULL AND removed_from_twilio_at IS NOT NULL));
ALTER TABLE voicemail ADD CONSTRAINT voicemail_kept_with_its_type CHECK ((audio IS NULL) = (media_type IS NULL));
