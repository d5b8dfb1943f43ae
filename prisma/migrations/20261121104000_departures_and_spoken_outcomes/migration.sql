-- CreateTable
CREATE TABLE "departure_line" (
    "kind" TEXT NOT NULL,
    "free_ms" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "urgent_ms" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "common_ms" DOUBLE PRECISION NOT NULL DEFAULT 0,

    CONSTRAINT "departure_line_pkey" PRIMARY KEY ("kind")
);

-- One row for calls stood here before.
DELETE FROM "setting" WHERE "key" = 'lastCallTurnMs';

-- CreateEnum
CREATE TYPE "spoken_outcome" AS ENUM ('noAnswer', 'busy', 'notHeard', 'messageLeft', 'heard', 'connected', 'confirmed', 'cancelled');

-- AlterTable
ALTER TABLE "message" ADD COLUMN "spoken_outcome" "spoken_outcome";
