-- How a request repeats is one of the things typed in it, half-written too; a cycle is there from its taking in charge on.

ALTER TABLE request ADD COLUMN repetition jsonb;

WITH written AS (
  SELECT s.id, s.request_id, s.ends_on, s.skip_holidays, s.excluded_dates, s.added_dates,
    substring(s.rule FROM 'FREQ=([A-Z]+)') AS frequency,
    coalesce(substring(s.rule FROM 'INTERVAL=([0-9]+)')::int, 1) AS every_weeks,
    coalesce(substring(s.rule FROM 'BYDAY=(-?[0-9])')::int, 1) AS place,
    ARRAY(
      SELECT array_position('{MO,TU,WE,TH,FR,SA,SU}'::text[], code)
      FROM regexp_split_to_table(regexp_replace(substring(s.rule FROM 'BYDAY=(.+)$'), '[-0-9]', '', 'g'), ',') code
    ) AS weekdays
  FROM series s JOIN request r ON r.id = s.request_id
  WHERE r.taken_in_charge_at IS NULL AND NOT EXISTS (SELECT FROM service v WHERE v.request_id = r.id)
), kept AS (
  UPDATE request r SET repetition = jsonb_build_object(
    'kind', lower(w.frequency),
    'weekdays', CASE w.frequency WHEN 'WEEKLY' THEN to_jsonb(w.weekdays) ELSE '[]' END,
    'everyWeeks', w.every_weeks,
    'place', w.place,
    'weekday', coalesce(w.weekdays[1], 1),
    'ends', CASE WHEN w.ends_on IS NULL THEN 'never' ELSE 'on' END,
    'endsOn', w.ends_on,
    'times', NULL,
    'skipHolidays', w.skip_holidays,
    'excludedDates', to_jsonb(w.excluded_dates),
    'addedDates', to_jsonb(w.added_dates))
  FROM written w WHERE r.id = w.request_id
)
DELETE FROM series s USING written w WHERE s.id = w.id;
