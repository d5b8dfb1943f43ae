-- A message whose last word never came is looked up at Twilio, less and less often.
ALTER TABLE message ADD COLUMN looked_up_at timestamptz(3);
