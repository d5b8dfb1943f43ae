-- The list of what is still to be finished goes by when it was written, and is short beside all contacts.
CREATE INDEX contact_draft_recorded_at_idx ON contact (recorded_at, id) WHERE state = 'draft' AND deleted_at IS NULL;
