-- WhatsApp takes free text for a day after the person's last message.
ALTER TABLE "conversation" ADD COLUMN "last_inbound_at" TIMESTAMPTZ(3);
-- The printed sheet of a vehicle leads to its page of that day.
CREATE TABLE "vehicle_page_link" (
    "token_hash" TEXT NOT NULL,
    "vehicle_id" UUID NOT NULL,
    "day_on" DATE NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "vehicle_page_link_pkey" PRIMARY KEY ("token_hash")
);
CREATE INDEX "vehicle_page_link_vehicle_id_idx" ON "vehicle_page_link"("vehicle_id");
CREATE INDEX "vehicle_page_link_expires_at_idx" ON "vehicle_page_link"("expires_at");
ALTER TABLE "vehicle_page_link" ADD CONSTRAINT "vehicle_page_link_vehicle_id_fkey" FOREIGN KEY ("vehicle_id") REFERENCES "vehicle"("id") ON DELETE CASCADE ON UPDATE CASCADE;
