-- Nobody overwrites what they have not seen of an account.
ALTER TABLE "operator" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;

-- Those still open are counted at every change of the wall, among years of closed ones.
CREATE INDEX callback_open ON callback (listening_point_id) WHERE state IN ('open', 'working');
