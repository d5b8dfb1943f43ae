-- Rides are counted by facility too: what was counted before is counted again.
INSERT INTO report_mark (month_on, listening_point_id)
  SELECT DISTINCT starts_on, listening_point_id FROM report_tally WHERE grain = 'month';

-- How an agreement wants people told in what goes with its reports.
CREATE TYPE annex_people AS ENUM ('anonymous', 'initials');
ALTER TABLE agreement ADD COLUMN annex_people annex_people NOT NULL DEFAULT 'anonymous';

-- A report that made itself when its period was over: it waits for the coordinator's word, and gives way to what is then frozen.
CREATE TABLE accountability_draft (
  accountability_report_id uuid NOT NULL,
  format export_format NOT NULL,
  file_name text NOT NULL,
  content bytea NOT NULL,
  made_at timestamptz(3) NOT NULL,
  CONSTRAINT accountability_draft_pkey PRIMARY KEY (accountability_report_id, format),
  CONSTRAINT accountability_draft_accountability_report_id_fkey FOREIGN KEY (accountability_report_id)
    REFERENCES accountability_report (id) ON UPDATE CASCADE ON DELETE CASCADE
);
