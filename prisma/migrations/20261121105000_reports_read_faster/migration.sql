-- Two people may change a hospital or a centre at once: the later one is told.
ALTER TABLE facility ADD COLUMN version integer NOT NULL DEFAULT 1;

-- A draft is the figures of the moment it is looked at: what is kept is only that it was told.
ALTER TABLE accountability_report ADD COLUMN drafted_at timestamptz(3);
UPDATE accountability_report r SET drafted_at = d.made_at
  FROM (SELECT accountability_report_id, min(made_at) AS made_at FROM accountability_draft GROUP BY 1) d
  WHERE d.accountability_report_id = r.id AND r.sent_at IS NULL;
DROP TABLE accountability_draft;

-- Where the comuni lie changes a few times in a generation and is read with every report: whoever has read it asks only whether it
-- is still this. Never the same twice, so that what a transaction took back is not mistaken for what came after.
CREATE TABLE report_place_version (
  is_current boolean NOT NULL DEFAULT true,
  version uuid NOT NULL,
  CONSTRAINT report_place_version_pkey PRIMARY KEY (is_current),
  CONSTRAINT report_place_version_one_row CHECK (is_current)
);
INSERT INTO report_place_version (version) VALUES (uuidv7());

CREATE FUNCTION new_place_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO report_place_version (version) VALUES (uuidv7())
    ON CONFLICT (is_current) DO UPDATE SET version = EXCLUDED.version;
  RETURN NULL;
END $$;
CREATE TRIGGER comune_new_place_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON comune
  FOR EACH STATEMENT EXECUTE FUNCTION new_place_version();
CREATE TRIGGER province_new_place_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON province
  FOR EACH STATEMENT EXECUTE FUNCTION new_place_version();
CREATE TRIGGER territory_set_new_place_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON territory_set
  FOR EACH STATEMENT EXECUTE FUNCTION new_place_version();
CREATE TRIGGER report_territory_new_place_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON report_territory
  FOR EACH STATEMENT EXECUTE FUNCTION new_place_version();

-- Who gave a service is most of a year's keys, and a report only wants to know how many they are.
ALTER TABLE report_tally ADD COLUMN volunteers jsonb NOT NULL DEFAULT '{}';
UPDATE report_tally t SET counts = x.counts, volunteers = x.volunteers
  FROM (
    SELECT scope_kind, scope_id, grain, starts_on, listening_point_id,
      coalesce(jsonb_object_agg(e.key, e.value) FILTER (WHERE e.key NOT LIKE 'volunteer|%'), '{}') AS counts,
      jsonb_object_agg(e.key, e.value) FILTER (WHERE e.key LIKE 'volunteer|%') AS volunteers
    FROM report_tally, jsonb_each(counts) e GROUP BY 1, 2, 3, 4, 5
  ) x
  WHERE x.volunteers IS NOT NULL
    AND (t.scope_kind, t.scope_id, t.grain, t.starts_on, t.listening_point_id)
      = (x.scope_kind, x.scope_id, x.grain, x.starts_on, x.listening_point_id);
