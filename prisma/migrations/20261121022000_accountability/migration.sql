CREATE TYPE due_urgency AS ENUM ('late', 'soon', 'later');
CREATE TYPE export_document AS ENUM ('report', 'socialReport');
CREATE TYPE export_format AS ENUM ('pdf', 'xlsx', 'csv');
CREATE TYPE export_audience AS ENUM ('own', 'others');
CREATE TYPE export_state AS ENUM ('waiting', 'working', 'done', 'failed');

ALTER TABLE agreement
  ADD COLUMN comune_istat_code char(6) REFERENCES comune (istat_code) ON UPDATE CASCADE ON DELETE SET NULL,
  ADD COLUMN reporting_due_days integer NOT NULL DEFAULT 30,
  ADD COLUMN version integer NOT NULL DEFAULT 1,
  ADD CONSTRAINT agreement_territory_set_id_fkey FOREIGN KEY (territory_set_id) REFERENCES territory_set (id)
    ON UPDATE CASCADE ON DELETE SET NULL,
  ADD CONSTRAINT agreement_one_territory CHECK (territory_set_id IS NULL OR comune_istat_code IS NULL),
  ADD CONSTRAINT agreement_due_days CHECK (reporting_due_days BETWEEN 0 AND 365);
ALTER TABLE agreement_instalment
  ADD COLUMN warned due_urgency,
  ADD CONSTRAINT agreement_instalment_amount CHECK (amount_cents > 0);

ALTER TABLE accountability_report
  ADD COLUMN sent_on date,
  ADD COLUMN sent_to text,
  ADD COLUMN sent_by_id uuid REFERENCES operator (id) ON UPDATE CASCADE ON DELETE SET NULL,
  ADD COLUMN warned due_urgency,
  ADD CONSTRAINT accountability_report_sent_shape CHECK (
    (sent_at IS NULL) = (sent_on IS NULL) AND (sent_at IS NULL) = (sent_to IS NULL)
    AND (sent_at IS NULL OR published_report_id IS NOT NULL));
CREATE TABLE accountability_document (
  accountability_report_id uuid NOT NULL REFERENCES accountability_report (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  format export_format NOT NULL,
  file_name text NOT NULL,
  content bytea NOT NULL,
  CONSTRAINT accountability_document_pkey PRIMARY KEY (accountability_report_id, format)
);
CREATE TRIGGER accountability_document_append_only BEFORE UPDATE OR DELETE ON accountability_document
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE social_report (
  published_report_id uuid NOT NULL REFERENCES published_report (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  trend jsonb NOT NULL,
  CONSTRAINT social_report_pkey PRIMARY KEY (published_report_id)
);
CREATE TRIGGER social_report_append_only BEFORE UPDATE OR DELETE ON social_report
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE month_preparation (
  id uuid NOT NULL DEFAULT uuidv7(),
  listening_point_id uuid REFERENCES listening_point (id) ON UPDATE CASCADE ON DELETE CASCADE,
  month_on date NOT NULL,
  prepared_at timestamptz(3) NOT NULL,
  CONSTRAINT month_preparation_pkey PRIMARY KEY (id),
  -- One of each month, the whole network's too.
  CONSTRAINT month_preparation_once EXCLUDE USING gist (
    (coalesce(listening_point_id, '00000000-0000-0000-0000-000000000000'::uuid)) WITH =, month_on WITH =)
);
CREATE INDEX month_preparation_month_on_idx ON month_preparation (month_on);

CREATE TABLE report_export (
  id uuid NOT NULL DEFAULT uuidv7(),
  document export_document NOT NULL,
  format export_format NOT NULL,
  audience export_audience NOT NULL,
  title text NOT NULL,
  file_name text NOT NULL,
  published_report_id uuid REFERENCES published_report (id) ON UPDATE CASCADE ON DELETE SET NULL,
  scope_kind report_scope_kind NOT NULL,
  scope_id text,
  scope_name text NOT NULL,
  period_from date NOT NULL,
  period_until date NOT NULL,
  asked_at timestamptz(3) NOT NULL,
  asked_by_id uuid NOT NULL REFERENCES operator (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  state export_state NOT NULL DEFAULT 'waiting',
  progress integer NOT NULL DEFAULT 0,
  attempts integer NOT NULL DEFAULT 0,
  finished_at timestamptz(3),
  size_bytes integer,
  content bytea,
  CONSTRAINT report_export_pkey PRIMARY KEY (id),
  CONSTRAINT report_export_progress CHECK (progress BETWEEN 0 AND 100),
  CONSTRAINT report_export_done CHECK ((state = 'done') = (content IS NOT NULL AND progress = 100 AND size_bytes IS NOT NULL))
);
CREATE INDEX report_export_asked_by_id_asked_at_idx ON report_export (asked_by_id, asked_at);
CREATE INDEX report_export_asked_at_idx ON report_export (asked_at);
