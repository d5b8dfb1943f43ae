-- A service that goes over to another card, when two are joined or parted, is another assignment: what that card says of the
-- volunteer, and of a wheelchair, holds at once.
CREATE TRIGGER service_of_another_recheck AFTER UPDATE ON service FOR EACH ROW
  WHEN (NEW.state = 'assigned' AND OLD.person_id IS DISTINCT FROM NEW.person_id)
  EXECUTE FUNCTION ask_recheck('service', 'id', 'id');
