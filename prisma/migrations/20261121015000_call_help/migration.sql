CREATE TYPE "call_help_ending" AS ENUM ('passed', 'left', 'nobodyAnswered', 'takenBack', 'callOver');

ALTER TABLE "call" ADD COLUMN     "moves" INTEGER NOT NULL DEFAULT 0;

ALTER TABLE "call_help" ADD COLUMN     "ending" "call_help_ending";

ALTER TABLE "call_leg" ADD COLUMN     "ended_at" TIMESTAMPTZ(3),
ADD COLUMN     "placed_at" TIMESTAMPTZ(3);

ALTER TABLE call_help ADD CONSTRAINT call_help_ending_said CHECK ((ended_at IS NULL) = (ending IS NULL));
