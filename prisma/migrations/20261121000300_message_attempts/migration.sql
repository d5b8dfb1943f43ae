-- How often Twilio may have been asked: reconciliation puts a lost message back only once.
ALTER TABLE "message" ADD COLUMN "attempts" INTEGER NOT NULL DEFAULT 0;
