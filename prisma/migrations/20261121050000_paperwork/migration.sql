ALTER TABLE aid ADD COLUMN notes TEXT;
ALTER TABLE aid ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

ALTER TABLE expense ADD COLUMN document TEXT;
ALTER TABLE expense ADD COLUMN recorded_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
ALTER TABLE expense ALTER COLUMN recorded_at DROP DEFAULT;
ALTER TABLE expense ADD COLUMN approved_by_id UUID;
ALTER TABLE expense ADD COLUMN refused_at TIMESTAMPTZ(3);
ALTER TABLE expense ADD COLUMN refused_reason TEXT;
ALTER TABLE expense ADD CONSTRAINT expense_approved_by_id_fkey
  FOREIGN KEY (approved_by_id) REFERENCES operator (id) ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE expense ADD CONSTRAINT expense_documented CHECK (self_certified OR document IS NOT NULL);
ALTER TABLE expense ADD CONSTRAINT expense_refused_with_reason CHECK ((refused_at IS NULL) = (refused_reason IS NULL));
ALTER TABLE expense ADD CONSTRAINT expense_refused_or_approved CHECK (refused_at IS NULL OR approved_at IS NULL);
ALTER TABLE expense ADD CONSTRAINT expense_paid_once_approved CHECK (paid_at IS NULL OR approved_at IS NOT NULL);
CREATE INDEX expense_incurred_on_idx ON expense (incurred_on);

-- Art. 17 of the third-sector code: without a receipt at most 10 euro a day and 150 a month.
CREATE FUNCTION expense_keep_ceiling() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT NEW.self_certified OR NEW.refused_at IS NOT NULL THEN RETURN NULL; END IF;
  -- Two at once would each see the other's missing.
  PERFORM 1 FROM volunteer WHERE id = NEW.volunteer_id FOR UPDATE;
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
CREATE TRIGGER expense_ceiling AFTER INSERT OR UPDATE ON expense FOR EACH ROW EXECUTE FUNCTION expense_keep_ceiling();

CREATE TYPE price_unit AS ENUM ('service', 'km', 'hour');
ALTER TABLE agreement ADD COLUMN unit_price_cents INTEGER;
ALTER TABLE agreement ADD COLUMN price_unit price_unit;
ALTER TABLE agreement ADD CONSTRAINT agreement_price CHECK (
  (unit_price_cents IS NULL) = (price_unit IS NULL) AND (unit_price_cents IS NULL OR unit_price_cents > 0)
);
