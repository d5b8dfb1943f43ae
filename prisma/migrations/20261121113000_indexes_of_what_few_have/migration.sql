-- What few rows have is indexed where it is: a year brought in writes a million rows that have none of it.
DROP INDEX service_series_id_occurrence_on_leg_key;
CREATE UNIQUE INDEX service_series_id_occurrence_on_leg_key ON service (series_id, occurrence_on, leg)
  WHERE series_id IS NOT NULL;
DROP INDEX service_outward_service_id_idx;
CREATE INDEX service_outward_service_id_idx ON service (outward_service_id) WHERE outward_service_id IS NOT NULL;
DROP INDEX service_preferred_volunteer_id_idx;
CREATE INDEX service_preferred_volunteer_id_idx ON service (preferred_volunteer_id)
  WHERE preferred_volunteer_id IS NOT NULL;
DROP INDEX service_vehicle_id_starts_at_idx;
CREATE INDEX service_vehicle_id_starts_at_idx ON service (vehicle_id, starts_at) WHERE vehicle_id IS NOT NULL;
DROP INDEX request_directory_entry_id_idx;
CREATE INDEX request_directory_entry_id_idx ON request (directory_entry_id) WHERE directory_entry_id IS NOT NULL;
DROP INDEX request_facility_id_idx;
CREATE INDEX request_facility_id_idx ON request (facility_id) WHERE facility_id IS NOT NULL;
DROP INDEX contact_serves_request_id_idx;
CREATE INDEX contact_serves_request_id_idx ON contact (serves_request_id) WHERE serves_request_id IS NOT NULL;
DROP INDEX contact_operator_id_occurred_at_idx;
CREATE INDEX contact_operator_id_occurred_at_idx ON contact (operator_id, occurred_at) WHERE operator_id IS NOT NULL;
