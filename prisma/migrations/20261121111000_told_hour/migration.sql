-- The hour the person helped has heard of: a later one may not have reached her yet.
ALTER TABLE service ADD COLUMN told_starts_at timestamptz(3);
