-- NOTIFY lets one transaction of the whole database commit at a time, its wait for the disk included. Whoever writes live events
-- says so after the commit instead.
DROP TRIGGER live_event_announced ON live_event;
DROP FUNCTION announce_live_event();
