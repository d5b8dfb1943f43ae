-- The personal page: each message carries a link of its own.
ALTER TABLE "volunteer" DROP COLUMN "page_token_hash";
CREATE TABLE "volunteer_page_link" (
    "token_hash" TEXT NOT NULL,
    "volunteer_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "volunteer_page_link_pkey" PRIMARY KEY ("token_hash")
);
CREATE INDEX "volunteer_page_link_volunteer_id_idx" ON "volunteer_page_link"("volunteer_id");
CREATE INDEX "volunteer_page_link_expires_at_idx" ON "volunteer_page_link"("expires_at");
ALTER TABLE "volunteer_page_link" ADD CONSTRAINT "volunteer_page_link_volunteer_id_fkey" FOREIGN KEY ("volunteer_id") REFERENCES "volunteer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A volunteer is looked for again: the same person may be asked once more, in a later wave.
ALTER TABLE "service" ADD COLUMN "wants_out_at" TIMESTAMPTZ(3), ADD COLUMN "reopened_after_wave" INTEGER NOT NULL DEFAULT 0, ADD COLUMN "told_before" BOOLEAN NOT NULL DEFAULT false;
DROP INDEX "offer_service_id_volunteer_id_key";
CREATE UNIQUE INDEX "offer_service_id_volunteer_id_wave_key" ON "offer"("service_id", "volunteer_id", "wave");

CREATE TABLE "detour_factor" (
    "local_association_id" UUID NOT NULL,
    "factor" DOUBLE PRECISION NOT NULL,
    "rides" INTEGER NOT NULL,
    "learnt_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "detour_factor_pkey" PRIMARY KEY ("local_association_id")
);
ALTER TABLE "detour_factor" ADD CONSTRAINT "detour_factor_local_association_id_fkey" FOREIGN KEY ("local_association_id") REFERENCES "local_association"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "detour_factor" ADD CONSTRAINT "detour_factor_sense" CHECK (factor BETWEEN 1 AND 3 AND rides >= 0);
