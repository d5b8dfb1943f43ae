-- Whoever was given somebody to call may say what came of it, also when another has taken over meanwhile.
ALTER TABLE campaign_member ADD COLUMN held_by_ids uuid[] NOT NULL DEFAULT '{}';
UPDATE campaign_member SET held_by_ids = ARRAY[locked_by_id] WHERE locked_by_id IS NOT NULL;
