-- Whoever refers to a volunteer meanwhile, with an offer or a service, need not wait for their expenses.
CREATE OR REPLACE FUNCTION expense_keep_ceiling() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT NEW.self_certified OR NEW.refused_at IS NOT NULL THEN RETURN NULL; END IF;
  -- Two at once would each see the other's missing.
  PERFORM 1 FROM volunteer WHERE id = NEW.volunteer_id FOR NO KEY UPDATE;
  IF (SELECT sum(amount_cents) FROM expense
      WHERE volunteer_id = NEW.volunteer_id AND self_certified AND refused_at IS NULL AND incurred_on = NEW.incurred_on) > 1000
    OR (SELECT sum(amount_cents) FROM expense
      WHERE volunteer_id = NEW.volunteer_id AND self_certified AND refused_at IS NULL
        AND date_trunc('month', incurred_on) = date_trunc('month', NEW.incurred_on)) > 15000
  THEN
    RAISE EXCEPTION 'self-certified expenses above their ceiling' USING ERRCODE = 'check_violation', CONSTRAINT = 'expense_ceiling';
  END IF;
  RETURN NULL;
END $$;
