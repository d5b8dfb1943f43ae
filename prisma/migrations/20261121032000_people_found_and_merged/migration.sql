CREATE INDEX "assisted_person_birth_date_idx" ON "assisted_person"("birth_date");
CREATE INDEX "relation_phone_fragment" ON "relation" USING GIN ("phone_e164" gin_trgm_ops);

-- What Prisma's schema language cannot say.
-- Two cards may be of one person: their names are compared whole, without address and nickname.
CREATE INDEX assisted_person_name ON assisted_person USING gin (plain_text(last_name || ' ' || first_name) gin_trgm_ops)
  WHERE merged_into_id IS NULL AND erased_at IS NULL;
CREATE INDEX relation_name_search ON relation USING gin (plain_text(name) gin_trgm_ops);
-- A card is absorbed by one other at a time.
CREATE UNIQUE INDEX person_merge_absorbed_once ON person_merge (absorbed_id) WHERE undone_at IS NULL;

-- Calls and call-backs are placed by whom they are of: a merge moves them, and a person moves house.
DROP TRIGGER call_changed_marked ON call;
CREATE TRIGGER call_changed_marked AFTER UPDATE ON call FOR EACH ROW
  WHEN (NEW.direction = 'inbound' AND (OLD.state = 'ended' OR NEW.state = 'ended') AND
    (OLD.state, OLD.outcome, OLD.answered_at, OLD.started_at, OLD.listening_point_id, OLD.responsible_point_id, OLD.from_e164,
      OLD.person_id)
    IS DISTINCT FROM
    (NEW.state, NEW.outcome, NEW.answered_at, NEW.started_at, NEW.listening_point_id, NEW.responsible_point_id, NEW.from_e164,
      NEW.person_id))
  EXECUTE FUNCTION mark_changed_call();

DROP TRIGGER callback_changed_marked ON callback;
CREATE TRIGGER callback_changed_marked AFTER UPDATE ON callback FOR EACH ROW
  WHEN ((OLD.state, OLD.created_at, OLD.closed_at, OLD.listening_point_id, OLD.person_id)
    IS DISTINCT FROM (NEW.state, NEW.created_at, NEW.closed_at, NEW.listening_point_id, NEW.person_id))
  EXECUTE FUNCTION mark_changed_callback();

CREATE OR REPLACE FUNCTION mark_changed_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO report_mark (person_id) VALUES (NEW.id);
  IF OLD.comune_istat_code IS DISTINCT FROM NEW.comune_istat_code THEN
    INSERT INTO report_mark (month_on, listening_point_id)
      SELECT rome_month(occurred_at), listening_point_id FROM contact WHERE person_id = NEW.id
      UNION SELECT rome_month(starts_at), listening_point_id FROM service
        WHERE person_id = NEW.id AND state IN ('done', 'unmet')
      UNION SELECT rome_month(c.occurred_at), c.listening_point_id
        FROM request r JOIN contact c ON r.id = c.serves_request_id OR r.contact_id = c.id WHERE r.person_id = NEW.id
      UNION SELECT rome_month(started_at), coalesce(responsible_point_id, listening_point_id) FROM call
        WHERE person_id = NEW.id AND direction = 'inbound' AND state = 'ended'
      UNION SELECT rome_month(created_at), listening_point_id FROM callback WHERE person_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;

-- Cards that nearly hold some words. The usual threshold is for single words: two of them with a slip fall below it.
CREATE FUNCTION people_nearly(asked text, most integer) RETURNS TABLE (id uuid, likeness real)
  LANGUAGE sql STABLE ROWS 20 SET pg_trgm.word_similarity_threshold = 0.45 AS $$
  SELECT p.id, word_similarity(asked, p.search_text) AS likeness FROM assisted_person p
  WHERE asked <% p.search_text AND p.merged_into_id IS NULL AND p.erased_at IS NULL
  ORDER BY likeness DESC, p.search_text COLLATE "C" LIMIT most
$$;
