-- Who works at a console is at their post while it is connected.
ALTER TABLE "presence" ADD COLUMN "seen_at" TIMESTAMPTZ(3);
