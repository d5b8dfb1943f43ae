-- Why a request was taken back.
CREATE TYPE "withdrawal_reason" AS ENUM ('notNeeded', 'solvedOtherwise', 'unwell', 'mistake');

ALTER TABLE "request"
    ADD COLUMN "mobility" "mobility",
    ADD COLUMN "withdrawal_reason" "withdrawal_reason",
    ADD COLUMN "withdrawal_note" TEXT;

-- Who is writing where, now.
CREATE TABLE "editing_mark" (
    "entity" TEXT NOT NULL,
    "entity_id" UUID NOT NULL,
    "operator_id" UUID NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "editing_mark_pkey" PRIMARY KEY ("entity", "entity_id", "operator_id")
);
CREATE INDEX "editing_mark_seen_at_idx" ON "editing_mark"("seen_at");
CREATE INDEX "editing_mark_operator_id_idx" ON "editing_mark"("operator_id");
ALTER TABLE "editing_mark" ADD CONSTRAINT "editing_mark_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operator"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "directory_entry" ADD COLUMN "search_text" TEXT GENERATED ALWAYS AS (
    plain_text(name || ' ' || description || ' ' || coalesce(for_whom, '') || ' ' || coalesce(address, ''))
) STORED;
CREATE INDEX "directory_entry_words" ON "directory_entry" USING GIN ("search_text" gin_trgm_ops);

ALTER TYPE "import_kind" ADD VALUE 'directoryEntry' BEFORE 'contact';
