CREATE TYPE import_kind AS ENUM ('person', 'volunteer', 'vehicle', 'contact', 'request', 'service');
CREATE TYPE import_state AS ENUM ('receiving', 'waiting', 'checking', 'writing', 'done', 'refused', 'undoing', 'undone');

-- No program has written an import_batch before this one.
ALTER TABLE import_batch
  ALTER COLUMN kind DROP NOT NULL,
  ALTER COLUMN kind TYPE import_kind USING kind::import_kind,
  ALTER COLUMN sha256 DROP NOT NULL,
  ALTER COLUMN rows SET DEFAULT 0,
  ADD COLUMN source text NOT NULL,
  ADD COLUMN state import_state NOT NULL,
  ADD COLUMN size_bytes integer NOT NULL,
  ADD COLUMN received_bytes integer NOT NULL DEFAULT 0,
  ADD COLUMN scope_point_ids uuid[],
  ADD COLUMN whole_network boolean NOT NULL,
  ADD COLUMN rows_done integer NOT NULL DEFAULT 0,
  ADD COLUMN added integer NOT NULL DEFAULT 0,
  ADD COLUMN unchanged integer NOT NULL DEFAULT 0,
  ADD COLUMN refused integer NOT NULL DEFAULT 0,
  ADD COLUMN removed integer NOT NULL DEFAULT 0,
  ADD COLUMN problem text,
  ADD COLUMN finished_at timestamptz(3);
CREATE INDEX import_batch_operator_id_at_idx ON import_batch (operator_id, at);

CREATE TABLE import_piece (
  batch_id uuid NOT NULL REFERENCES import_batch (id) ON UPDATE CASCADE ON DELETE CASCADE,
  position integer NOT NULL,
  bytes bytea NOT NULL,
  CONSTRAINT import_piece_pkey PRIMARY KEY (batch_id, position)
);
CREATE TABLE import_row (
  source text NOT NULL,
  kind import_kind NOT NULL,
  external_id text NOT NULL,
  batch_id uuid NOT NULL,
  row_id uuid NOT NULL,
  content uuid NOT NULL,
  created boolean NOT NULL,
  CONSTRAINT import_row_pkey PRIMARY KEY (source, kind, external_id)
);
CREATE INDEX import_row_batch_id_idx ON import_row (batch_id);
CREATE TABLE import_refusal (
  id bigserial PRIMARY KEY,
  batch_id uuid NOT NULL REFERENCES import_batch (id) ON UPDATE CASCADE ON DELETE CASCADE,
  line integer NOT NULL,
  "column" text,
  reason text NOT NULL
);
CREATE INDEX import_refusal_batch_id_line_idx ON import_refusal (batch_id, line);

ALTER TABLE import_batch ADD CONSTRAINT import_batch_counts CHECK (
  rows_done <= rows AND received_bytes <= size_bytes AND added >= 0 AND unchanged >= 0 AND refused >= 0 AND removed <= added);
ALTER TABLE import_batch ADD CONSTRAINT import_batch_undone CHECK ((state = 'undone') = (undone_at IS NOT NULL));
