-- The hour of a way back within the same service belongs to the service: it moves with it.
ALTER TABLE service ADD COLUMN return_at timestamptz(3);
UPDATE service s SET return_at = coalesce(
    (SELECT (s.occurrence_on + c.return_time::time) AT TIME ZONE 'Europe/Rome'
      + (s.starts_at - (s.occurrence_on + c.wall_time::time) AT TIME ZONE 'Europe/Rome')
      FROM series c WHERE c.id = s.series_id),
    r.return_at + (s.starts_at - r.needed_from))
FROM request r
WHERE r.id = s.request_id AND s.leg = 'single' AND r.return_kind = 'fixed' AND r.return_at > r.needed_from;

-- What a volunteer was asked, whatever the service becomes: a yes to one hour is no yes to another.
ALTER TABLE offer ADD COLUMN asked_starts_at timestamptz(3), ADD COLUMN asked_return_at timestamptz(3),
  ADD COLUMN asked_to_place text;
UPDATE offer o SET asked_starts_at = s.starts_at, asked_return_at = s.return_at,
  asked_to_place = coalesce(s.to_place, r.to_place)
FROM service s JOIN request r ON r.id = s.request_id
WHERE s.id = o.service_id AND o.state IN ('pending', 'sent');
