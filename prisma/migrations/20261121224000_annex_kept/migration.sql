-- What goes with an accountability report is kept with its frozen figures: the paper adds up whatever arrives afterwards.
CREATE TABLE annex_tables (
  published_report_id uuid NOT NULL REFERENCES published_report (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  tables jsonb NOT NULL,
  CONSTRAINT annex_tables_pkey PRIMARY KEY (published_report_id)
);
CREATE TRIGGER annex_tables_append_only BEFORE UPDATE OR DELETE ON annex_tables
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
