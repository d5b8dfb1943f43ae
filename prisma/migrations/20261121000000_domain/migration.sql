CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

-- unaccent() is only STABLE, with its dictionary named it is safe in indexes and generated columns.
CREATE FUNCTION plain_text(value text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  RETURN lower(public.unaccent('public.unaccent'::regdictionary, value));

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "role" AS ENUM ('operator', 'coordinator', 'regionalAdmin');

-- CreateEnum
CREATE TYPE "presence_state" AS ENUM ('available', 'onBreak', 'offline');

-- CreateEnum
CREATE TYPE "call_direction" AS ENUM ('inbound', 'outbound');

-- CreateEnum
CREATE TYPE "call_state" AS ENUM ('ringing', 'answered', 'ended');

-- CreateEnum
CREATE TYPE "call_outcome" AS ENUM ('answered', 'abandoned', 'callback', 'voicemail', 'failed');

-- CreateEnum
CREATE TYPE "caller_kind" AS ENUM ('landline', 'mobile', 'tollFree', 'foreign', 'other', 'withheld', 'invalid');

-- CreateEnum
CREATE TYPE "leg_kind" AS ENUM ('operatorPhone', 'callCentrePhone', 'browser');

-- CreateEnum
CREATE TYPE "leg_state" AS ENUM ('ringing', 'accepted', 'lost', 'noAnswer');

-- CreateEnum
CREATE TYPE "callback_reason" AS ENUM ('missed', 'abandoned', 'voicemail', 'promised');

-- CreateEnum
CREATE TYPE "callback_state" AS ENUM ('open', 'working', 'done');

-- CreateEnum
CREATE TYPE "callback_outcome" AS ENUM ('answered', 'noAnswer', 'answeringMachine', 'wrongNumber');

-- CreateEnum
CREATE TYPE "actor_kind" AS ENUM ('operator', 'caller', 'volunteer', 'system');

-- CreateEnum
CREATE TYPE "contact_direction" AS ENUM ('inbound', 'outbound');

-- CreateEnum
CREATE TYPE "provenance" AS ENUM ('tollFree', 'localLine', 'office', 'sms', 'whatsapp', 'letter', 'service');

-- CreateEnum
CREATE TYPE "caller_type" AS ENUM ('selfCaller', 'relative', 'socialServices', 'healthServices', 'otherAssociations', 'otherInstitutions', 'other');

-- CreateEnum
CREATE TYPE "outbound_purpose" AS ENUM ('toAssistedPerson', 'toOrganise');

-- CreateEnum
CREATE TYPE "contact_state" AS ENUM ('draft', 'closed');

-- CreateEnum
CREATE TYPE "request_kind" AS ENUM ('information', 'help');

-- CreateEnum
CREATE TYPE "information_kind" AS ENUM ('health', 'socialCare', 'socialHealth', 'socialLife', 'tax', 'pension', 'housing', 'safety', 'culture', 'union');

-- CreateEnum
CREATE TYPE "help_kind" AS ENUM ('telephoneCompany', 'homeCompany', 'outingCompany', 'medicineDelivery', 'mealDelivery', 'groceryDelivery', 'transport', 'socialActivities', 'accompanying', 'shoppingHelp', 'paperwork', 'smallRepairs', 'facilitySupport');

-- CreateEnum
CREATE TYPE "request_state" AS ENUM ('open', 'takenInCharge', 'solved', 'unmet', 'withdrawn');

-- CreateEnum
CREATE TYPE "return_kind" AS ENUM ('none', 'fixed', 'open');

-- CreateEnum
CREATE TYPE "fulfilled_by" AS ENUM ('auser', 'partner', 'municipality', 'otherBody');

-- CreateEnum
CREATE TYPE "unmet_cause" AS ENUM ('noDriver', 'noVehicle', 'tooLate', 'refused', 'medicalTransport', 'other');

-- CreateEnum
CREATE TYPE "destination_kind" AS ENUM ('publicHospital', 'otherHealth', 'dayCentre', 'other');

-- CreateEnum
CREATE TYPE "message_channel" AS ENUM ('sms', 'whatsapp', 'voice');

-- CreateEnum
CREATE TYPE "pairing_kind" AS ENUM ('knows', 'volunteerRefuses', 'personRefuses');

-- CreateEnum
CREATE TYPE "vehicle_ownership" AS ENUM ('owned', 'onLoan');

-- CreateEnum
CREATE TYPE "service_state" AS ENUM ('planned', 'offering', 'assigned', 'done', 'unmet', 'cancelled');

-- CreateEnum
CREATE TYPE "service_leg" AS ENUM ('single', 'outward', 'return');

-- CreateEnum
CREATE TYPE "service_outcome" AS ENUM ('done', 'noShow', 'lateCancellation', 'turnedAway');

-- CreateEnum
CREATE TYPE "offer_state" AS ENUM ('pending', 'sent', 'accepted', 'declined', 'expired', 'alreadyCovered', 'withdrawn');

-- CreateEnum
CREATE TYPE "answer_via" AS ENUM ('sms', 'whatsapp', 'voice', 'page', 'operator');

-- CreateEnum
CREATE TYPE "aid_state" AS ENUM ('available', 'lent', 'repair', 'retired');

-- CreateEnum
CREATE TYPE "message_direction" AS ENUM ('inbound', 'outbound');

-- CreateEnum
CREATE TYPE "message_state" AS ENUM ('pending', 'queued', 'sent', 'delivered', 'read', 'undelivered', 'failed', 'received');

-- CreateEnum
CREATE TYPE "conversation_state" AS ENUM ('open', 'done');

-- CreateEnum
CREATE TYPE "campaign_state" AS ENUM ('draft', 'running', 'paused', 'ended');

-- CreateEnum
CREATE TYPE "call_list_outcome" AS ENUM ('answered', 'noAnswer', 'answeringMachine', 'wrongNumber', 'refused');

-- CreateEnum
CREATE TYPE "sex" AS ENUM ('female', 'male');

-- CreateEnum
CREATE TYPE "already_helped_by" AS ENUM ('family', 'municipality', 'privateCarer', 'nobody');

-- CreateEnum
CREATE TYPE "mobility" AS ENUM ('walks', 'aided', 'wheelchair');

-- CreateEnum
CREATE TYPE "relation_kind" AS ENUM ('spouse', 'child', 'sibling', 'otherRelative', 'neighbour', 'carer', 'guardian', 'doctor', 'other');

-- CreateEnum
CREATE TYPE "consent_purpose" AS ENUM ('record', 'messages', 'shareWithServices', 'companionCalls');

-- CreateEnum
CREATE TYPE "institution_kind" AS ENUM ('socialServices', 'healthServices', 'volunteerAssociation', 'otherInstitution');

-- CreateEnum
CREATE TYPE "report_kind" AS ENUM ('monthly', 'yearly', 'accountability');

-- CreateEnum
CREATE TYPE "report_scope_kind" AS ENUM ('region', 'listeningPoint', 'localAssociation', 'territorySet', 'province');

-- CreateEnum
CREATE TYPE "counterpart_kind" AS ENUM ('municipality', 'careHome', 'asst', 'ats', 'court', 'school', 'other');

-- CreateEnum
CREATE TYPE "reporting_rhythm" AS ENUM ('monthly', 'quarterly', 'halfYearly', 'yearly');

-- CreateEnum
CREATE TYPE "point_kind" AS ENUM ('point', 'callCentre');

-- CreateEnum
CREATE TYPE "territory_set_kind" AS ENUM ('ambito', 'asl2013', 'ats', 'asst');

-- CreateTable
CREATE TABLE "operator" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "role" "role" NOT NULL,
    "phone_e164" TEXT,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "is_demo" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "operator_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operator_point" (
    "operator_id" UUID NOT NULL,
    "listening_point_id" UUID NOT NULL,

    CONSTRAINT "operator_point_pkey" PRIMARY KEY ("operator_id","listening_point_id")
);

-- CreateTable
CREATE TABLE "session" (
    "token_hash" TEXT NOT NULL,
    "operator_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "sign_in_failure" (
    "id" BIGSERIAL NOT NULL,
    "email_hash" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_failure_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "presence" (
    "operator_id" UUID NOT NULL,
    "listening_point_id" UUID NOT NULL,
    "phone_e164" TEXT,
    "state" "presence_state" NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "presence_pkey" PRIMARY KEY ("operator_id")
);

-- CreateTable
CREATE TABLE "call" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "twilio_call_sid" TEXT NOT NULL,
    "direction" "call_direction" NOT NULL,
    "caller_kind" "caller_kind" NOT NULL,
    "from_e164" TEXT,
    "to_e164" TEXT NOT NULL,
    "state" "call_state" NOT NULL,
    "outcome" "call_outcome",
    "listening_point_id" UUID NOT NULL,
    "ring_round" INTEGER NOT NULL DEFAULT 1,
    "route_steps" JSONB NOT NULL,
    "person_id" UUID,
    "answered_by_operator_id" UUID,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "last_sequence_number" INTEGER NOT NULL DEFAULT -1,

    CONSTRAINT "call_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "call_leg" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "call_id" UUID NOT NULL,
    "ring_round" INTEGER NOT NULL,
    "kind" "leg_kind" NOT NULL,
    "e164" TEXT,
    "operator_id" UUID,
    "twilio_call_sid" TEXT,
    "state" "leg_state" NOT NULL DEFAULT 'ringing',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),

    CONSTRAINT "call_leg_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "call_event" (
    "id" BIGSERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "call_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "call_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "callback" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "call_id" UUID,
    "listening_point_id" UUID NOT NULL,
    "e164" TEXT,
    "person_id" UUID,
    "reason" "callback_reason" NOT NULL,
    "state" "callback_state" NOT NULL DEFAULT 'open',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "next_attempt_at" TIMESTAMPTZ(3),
    "locked_by_id" UUID,
    "locked_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "callback_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "callback_attempt" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "callback_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "operator_id" UUID NOT NULL,
    "outcome" "callback_outcome" NOT NULL,
    "notes" TEXT,

    CONSTRAINT "callback_attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "voicemail" (
    "call_id" UUID NOT NULL,
    "recording_sid" TEXT NOT NULL,
    "duration_seconds" INTEGER NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "delete_after" DATE NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "voicemail_pkey" PRIMARY KEY ("call_id")
);

-- CreateTable
CREATE TABLE "number_limit" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "e164" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "until_at" TIMESTAMPTZ(3) NOT NULL,
    "operator_id" UUID NOT NULL,
    "approved_by_id" UUID,
    "lifted_at" TIMESTAMPTZ(3),

    CONSTRAINT "number_limit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" "actor_kind" NOT NULL,
    "operator_id" UUID,
    "action" TEXT NOT NULL,
    "entity" TEXT NOT NULL,
    "entity_id" TEXT NOT NULL,
    "listening_point_id" UUID,
    "fields" TEXT[],
    "request_id" TEXT,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job_wish" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "run_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "enqueued_at" TIMESTAMPTZ(3),
    "done_at" TIMESTAMPTZ(3),
    "failed_at" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,

    CONSTRAINT "job_wish_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "live_event" (
    "id" BIGSERIAL NOT NULL,
    "xact" BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text)::bigint,
    "topic" TEXT NOT NULL,
    "entity_id" TEXT NOT NULL,
    "listening_point_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "live_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "contact" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "direction" "contact_direction" NOT NULL,
    "provenance" "provenance" NOT NULL,
    "purpose" "outbound_purpose",
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "listening_point_id" UUID NOT NULL,
    "local_association_id" UUID,
    "operator_id" UUID,
    "call_id" UUID,
    "message_id" UUID,
    "serves_request_id" UUID,
    "person_id" UUID,
    "caller_type" "caller_type",
    "caller_name" TEXT,
    "caller_e164" TEXT,
    "state" "contact_state" NOT NULL DEFAULT 'draft',
    "notes" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "closed_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "contact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "request" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "contact_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" "request_kind" NOT NULL,
    "information_kind" "information_kind",
    "help_kind" "help_kind",
    "state" "request_state" NOT NULL DEFAULT 'open',
    "person_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "urgent" BOOLEAN NOT NULL DEFAULT false,
    "answer" TEXT,
    "directory_entry_id" UUID,
    "referred_to" TEXT,
    "needed_from" TIMESTAMPTZ(3),
    "needed_until" TIMESTAMPTZ(3),
    "from_place" TEXT,
    "from_latitude" DOUBLE PRECISION,
    "from_longitude" DOUBLE PRECISION,
    "to_place" TEXT,
    "to_latitude" DOUBLE PRECISION,
    "to_longitude" DOUBLE PRECISION,
    "facility_id" UUID,
    "destination_kind" "destination_kind",
    "inside_province" BOOLEAN,
    "return_kind" "return_kind",
    "return_at" TIMESTAMPTZ(3),
    "companions" INTEGER,
    "wheelchair" BOOLEAN NOT NULL DEFAULT false,
    "recognised_by" TEXT,
    "notes" TEXT,
    "taken_in_charge_at" TIMESTAMPTZ(3),
    "taken_in_charge_by_id" UUID,
    "fulfilled_by" "fulfilled_by",
    "unmet_cause" "unmet_cause",
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "facility" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "name" TEXT NOT NULL,
    "kind" "destination_kind" NOT NULL,
    "comune_istat_code" CHAR(6),
    "asst_set_id" UUID,
    "address" TEXT,
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "facility_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "directory_entry" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "name" TEXT NOT NULL,
    "information_kinds" "information_kind"[],
    "description" TEXT NOT NULL,
    "for_whom" TEXT,
    "address" TEXT,
    "comune_istat_code" CHAR(6),
    "served_comuni" TEXT[],
    "phone" TEXT,
    "opening_times" TEXT,
    "how_to_reach" TEXT,
    "last_checked_on" DATE,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL DEFAULT 1,
    "search_vector" tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('italian', name), 'A') || setweight(to_tsvector('italian', description), 'B')
        || setweight(to_tsvector('italian', coalesce(for_whom, '') || ' ' || coalesce(address, '') || ' ' || coalesce(how_to_reach, '')), 'C')
    ) STORED,

    CONSTRAINT "directory_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "volunteer" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "first_name" TEXT NOT NULL,
    "last_name" TEXT NOT NULL,
    "fiscal_code" TEXT,
    "birth_date" DATE,
    "local_association_id" UUID NOT NULL,
    "comune_istat_code" CHAR(6),
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "phone_e164" TEXT NOT NULL,
    "preferred_channel" "message_channel" NOT NULL DEFAULT 'sms',
    "occasional" BOOLEAN NOT NULL DEFAULT false,
    "started_on" DATE NOT NULL,
    "ended_on" DATE,
    "insured_until" DATE,
    "licence_until" DATE,
    "wheelchair_trained" BOOLEAN NOT NULL DEFAULT false,
    "quiet_from" CHAR(5),
    "quiet_until" CHAR(5),
    "wants_more_often" SMALLINT NOT NULL DEFAULT 0,
    "first_place_next" BOOLEAN NOT NULL DEFAULT false,
    "page_token_hash" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "volunteer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "volunteer_skill" (
    "volunteer_id" UUID NOT NULL,
    "help_kind" "help_kind" NOT NULL,

    CONSTRAINT "volunteer_skill_pkey" PRIMARY KEY ("volunteer_id","help_kind")
);

-- CreateTable
CREATE TABLE "volunteer_availability" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "volunteer_id" UUID NOT NULL,
    "weekday" SMALLINT NOT NULL,
    "from_time" CHAR(5) NOT NULL,
    "until_time" CHAR(5) NOT NULL,
    "valid_from" DATE,
    "valid_until" DATE,

    CONSTRAINT "volunteer_availability_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "volunteer_time_off" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "volunteer_id" UUID NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "until_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "volunteer_time_off_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "volunteer_pairing" (
    "volunteer_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "kind" "pairing_kind" NOT NULL,

    CONSTRAINT "volunteer_pairing_pkey" PRIMARY KEY ("volunteer_id","person_id","kind")
);

-- CreateTable
CREATE TABLE "volunteer_training" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "volunteer_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "held_on" DATE NOT NULL,
    "valid_until" DATE,

    CONSTRAINT "volunteer_training_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "volunteer_register_entry" (
    "id" BIGSERIAL NOT NULL,
    "volunteer_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "content" JSONB NOT NULL,

    CONSTRAINT "volunteer_register_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "vehicle" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "plate" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "local_association_id" UUID NOT NULL,
    "ownership" "vehicle_ownership" NOT NULL,
    "lender" TEXT,
    "loan_until" DATE,
    "seats" INTEGER NOT NULL,
    "wheelchair_places" INTEGER NOT NULL DEFAULT 0,
    "depot_address" TEXT,
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "insured_until" DATE,
    "inspected_until" DATE,
    "odometer_km" INTEGER NOT NULL DEFAULT 0,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "vehicle_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "vehicle_lending" (
    "vehicle_id" UUID NOT NULL,
    "local_association_id" UUID NOT NULL,

    CONSTRAINT "vehicle_lending_pkey" PRIMARY KEY ("vehicle_id","local_association_id")
);

-- CreateTable
CREATE TABLE "vehicle_unavailability" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "vehicle_id" UUID NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "until_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "vehicle_unavailability_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "series" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "request_id" UUID NOT NULL,
    "rule" TEXT NOT NULL,
    "first_date" DATE NOT NULL,
    "wall_time" CHAR(5) NOT NULL,
    "duration_minutes" INTEGER NOT NULL,
    "excluded_dates" DATE[],
    "added_dates" DATE[],
    "paused_from" DATE,
    "paused_until" DATE,
    "ends_on" DATE,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "series_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "service" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "request_id" UUID NOT NULL,
    "series_id" UUID,
    "occurrence_on" DATE,
    "leg" "service_leg" NOT NULL DEFAULT 'single',
    "outward_service_id" UUID,
    "person_id" UUID NOT NULL,
    "help_kind" "help_kind" NOT NULL,
    "listening_point_id" UUID NOT NULL,
    "local_association_id" UUID,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "busy_from" TIMESTAMPTZ(3) NOT NULL,
    "busy_until" TIMESTAMPTZ(3) NOT NULL,
    "state" "service_state" NOT NULL DEFAULT 'planned',
    "volunteer_id" UUID,
    "vehicle_id" UUID,
    "assigned_at" TIMESTAMPTZ(3),
    "told_person_at" TIMESTAMPTZ(3),
    "person_confirmed_at" TIMESTAMPTZ(3),
    "outcome" "service_outcome",
    "fulfilled_by" "fulfilled_by",
    "unmet_cause" "unmet_cause",
    "km" INTEGER,
    "odometer_start_km" INTEGER,
    "odometer_end_km" INTEGER,
    "minutes" INTEGER,
    "passengers" INTEGER,
    "destination_kind" "destination_kind",
    "inside_province" BOOLEAN,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "closed_by_id" UUID,
    "deleted_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "service_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "offer_policy" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "name" TEXT NOT NULL,
    "from_hours_left" INTEGER NOT NULL,
    "wave_size" INTEGER NOT NULL,
    "wave_minutes" INTEGER NOT NULL,

    CONSTRAINT "offer_policy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "offer" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "service_id" UUID NOT NULL,
    "volunteer_id" UUID NOT NULL,
    "wave" INTEGER NOT NULL,
    "rank" INTEGER NOT NULL,
    "reasons" TEXT[],
    "code" CHAR(4) NOT NULL,
    "channel" "message_channel" NOT NULL,
    "state" "offer_state" NOT NULL DEFAULT 'pending',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "answered_at" TIMESTAMPTZ(3),
    "answer_via" "answer_via",

    CONSTRAINT "offer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "expense" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "volunteer_id" UUID NOT NULL,
    "service_id" UUID,
    "incurred_on" DATE NOT NULL,
    "amount_cents" INTEGER NOT NULL,
    "description" TEXT NOT NULL,
    "self_certified" BOOLEAN NOT NULL,
    "approved_at" TIMESTAMPTZ(3),
    "paid_at" TIMESTAMPTZ(3),

    CONSTRAINT "expense_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "aid" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "local_association_id" UUID NOT NULL,
    "state" "aid_state" NOT NULL DEFAULT 'available',

    CONSTRAINT "aid_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "aid_loan" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "aid_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "lent_on" DATE NOT NULL,
    "due_on" DATE,
    "returned_on" DATE,

    CONSTRAINT "aid_loan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "conversation" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "channel" "message_channel" NOT NULL,
    "peer_e164" TEXT NOT NULL,
    "listening_point_id" UUID,
    "person_id" UUID,
    "volunteer_id" UUID,
    "state" "conversation_state" NOT NULL DEFAULT 'open',
    "assigned_to_id" UUID,
    "last_message_at" TIMESTAMPTZ(3) NOT NULL,
    "needs_answer" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "conversation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "conversation_id" UUID NOT NULL,
    "direction" "message_direction" NOT NULL,
    "channel" "message_channel" NOT NULL,
    "body" TEXT NOT NULL,
    "state" "message_state" NOT NULL,
    "intent_key" TEXT,
    "twilio_sid" TEXT,
    "error_code" INTEGER,
    "offer_id" UUID,
    "service_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "attempted_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "status_at" TIMESTAMPTZ(3),
    "media" JSONB,

    CONSTRAINT "message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "opt_out" (
    "e164" TEXT NOT NULL,
    "channel" "message_channel" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "source" TEXT NOT NULL,

    CONSTRAINT "opt_out_pkey" PRIMARY KEY ("e164","channel")
);

-- CreateTable
CREATE TABLE "companion_plan" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "person_id" UUID NOT NULL,
    "every_days" INTEGER NOT NULL,
    "caller_name" TEXT,
    "operator_id" UUID,
    "volunteer_id" UUID,
    "next_call_on" DATE NOT NULL,
    "ended_on" DATE,

    CONSTRAINT "companion_plan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "companion_call" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "plan_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" "call_list_outcome" NOT NULL,
    "mood" SMALLINT,
    "warning_signs" TEXT[],
    "notes" TEXT,
    "contact_id" UUID,

    CONSTRAINT "companion_call_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaign" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "name" TEXT NOT NULL,
    "script" TEXT NOT NULL,
    "requested_by" TEXT,
    "legal_basis" TEXT,
    "state" "campaign_state" NOT NULL DEFAULT 'draft',
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "campaign_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaign_member" (
    "campaign_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "outcome" "call_list_outcome",
    "called_at" TIMESTAMPTZ(3),
    "referral" TEXT,

    CONSTRAINT "campaign_member_pkey" PRIMARY KEY ("campaign_id","person_id")
);

-- CreateTable
CREATE TABLE "assisted_person" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "card_number" SERIAL NOT NULL,
    "first_name" TEXT NOT NULL,
    "last_name" TEXT NOT NULL,
    "nickname" TEXT,
    "fiscal_code" TEXT,
    "birth_date" DATE,
    "sex" "sex",
    "lives_alone" BOOLEAN,
    "comune_istat_code" CHAR(6),
    "address" TEXT,
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "listening_point_id" UUID,
    "local_association_id" UUID,
    "already_helped_by" "already_helped_by",
    "member" BOOLEAN,
    "member_until" DATE,
    "mobility" "mobility",
    "hard_of_hearing" BOOLEAN NOT NULL DEFAULT false,
    "warning" TEXT,
    "notes" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "merged_into_id" UUID,
    "search_text" TEXT GENERATED ALWAYS AS (
        plain_text(last_name || ' ' || first_name || ' ' || coalesce(nickname, '') || ' ' || coalesce(address, '') || ' ' || coalesce(fiscal_code, ''))
    ) STORED,
    "erased_at" TIMESTAMPTZ(3),

    CONSTRAINT "assisted_person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person_phone" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "person_id" UUID NOT NULL,
    "e164" TEXT NOT NULL,
    "label" TEXT,
    "preferred" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "person_phone_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "relation" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "person_id" UUID NOT NULL,
    "related_person_id" UUID,
    "kind" "relation_kind" NOT NULL,
    "name" TEXT,
    "phone_e164" TEXT,
    "inform_in_alarm" BOOLEAN NOT NULL DEFAULT false,
    "notes" TEXT,

    CONSTRAINT "relation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consent" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "person_id" UUID NOT NULL,
    "purpose" "consent_purpose" NOT NULL,
    "given" BOOLEAN NOT NULL,
    "how" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "operator_id" UUID,

    CONSTRAINT "consent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "institution" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "name" TEXT NOT NULL,
    "kind" "institution_kind" NOT NULL,
    "phone_e164" TEXT,
    "listening_point_id" UUID,

    CONSTRAINT "institution_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person_merge" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "kept_id" UUID NOT NULL,
    "absorbed_id" UUID NOT NULL,
    "moved" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "operator_id" UUID NOT NULL,
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "person_merge_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agreement" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "name" TEXT NOT NULL,
    "local_association_id" UUID,
    "counterpart_kind" "counterpart_kind" NOT NULL,
    "counterpart_name" TEXT NOT NULL,
    "territory_set_id" UUID,
    "starts_on" DATE NOT NULL,
    "ends_on" DATE NOT NULL,
    "amount_cents" BIGINT NOT NULL,
    "payment_rule" TEXT NOT NULL,
    "reporting_rhythm" "reporting_rhythm" NOT NULL,

    CONSTRAINT "agreement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agreement_instalment" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "agreement_id" UUID NOT NULL,
    "due_on" DATE NOT NULL,
    "amount_cents" BIGINT NOT NULL,
    "paid_on" DATE,

    CONSTRAINT "agreement_instalment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "published_report" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "kind" "report_kind" NOT NULL,
    "scope_kind" "report_scope_kind" NOT NULL,
    "scope_id" TEXT,
    "period_from" TIMESTAMPTZ(3) NOT NULL,
    "period_until" TIMESTAMPTZ(3) NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "figures" JSONB NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,
    "published_by_id" UUID NOT NULL,

    CONSTRAINT "published_report_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accountability_report" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "agreement_id" UUID NOT NULL,
    "period_from" DATE NOT NULL,
    "period_until" DATE NOT NULL,
    "due_on" DATE NOT NULL,
    "published_report_id" UUID,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "accountability_report_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "activity_total" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "local_association_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "month_on" DATE NOT NULL,
    "people" INTEGER NOT NULL,
    "hours" INTEGER NOT NULL,

    CONSTRAINT "activity_total_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import_batch" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "kind" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "rows" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "operator_id" UUID,
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "import_batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "province" (
    "sigla" CHAR(2) NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "province_pkey" PRIMARY KEY ("sigla")
);

-- CreateTable
CREATE TABLE "comune" (
    "istat_code" CHAR(6) NOT NULL,
    "name" TEXT NOT NULL,
    "province_sigla" CHAR(2) NOT NULL,
    "caps" TEXT[],
    "cadastral_code" TEXT,
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "telephone_district_prefix" TEXT,
    "valid_from" DATE,
    "valid_to" DATE,
    "successor_istat_code" CHAR(6),

    CONSTRAINT "comune_pkey" PRIMARY KEY ("istat_code")
);

-- CreateTable
CREATE TABLE "telephone_district" (
    "prefix" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "telephone_district_pkey" PRIMARY KEY ("prefix")
);

-- CreateTable
CREATE TABLE "territory_set" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "kind" "territory_set_kind" NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "valid_from" DATE,
    "valid_to" DATE,
    "partial" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "territory_set_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "territory_membership" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "set_id" UUID NOT NULL,
    "kind" "territory_set_kind" NOT NULL,
    "comune_istat_code" CHAR(6) NOT NULL,
    "valid_from" DATE,
    "valid_to" DATE,

    CONSTRAINT "territory_membership_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "listening_point" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "kind" "point_kind" NOT NULL DEFAULT 'point',
    "name" TEXT NOT NULL,
    "comune_istat_code" CHAR(6),
    "address" TEXT,
    "patron_saint" JSONB,
    "fixed_phones" TEXT[],
    "ring_timeout_seconds" INTEGER NOT NULL DEFAULT 25,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "listening_point_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "listening_point_district" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "listening_point_id" UUID NOT NULL,
    "prefix" TEXT NOT NULL,
    "valid_from" DATE,
    "valid_to" DATE,

    CONSTRAINT "listening_point_district_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "listening_point_neighbour" (
    "listening_point_id" UUID NOT NULL,
    "neighbour_id" UUID NOT NULL,
    "rank" INTEGER NOT NULL,

    CONSTRAINT "listening_point_neighbour_pkey" PRIMARY KEY ("listening_point_id","neighbour_id")
);

-- CreateTable
CREATE TABLE "opening_hours" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "listening_point_id" UUID NOT NULL,
    "valid_from" DATE,
    "valid_to" DATE,

    CONSTRAINT "opening_hours_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "opening_interval" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "opening_hours_id" UUID NOT NULL,
    "weekday" SMALLINT NOT NULL,
    "opens_at" CHAR(5) NOT NULL,
    "closes_at" CHAR(5) NOT NULL,

    CONSTRAINT "opening_interval_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "closure" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "listening_point_id" UUID NOT NULL,
    "from_date" DATE NOT NULL,
    "to_date" DATE NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "closure_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "local_association" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "name" TEXT NOT NULL,
    "comune_istat_code" CHAR(6),
    "address" TEXT,
    "phone_e164" TEXT,
    "listening_point_id" UUID,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "local_association_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "operator_email_key" ON "operator"("email");

-- CreateIndex
CREATE INDEX "operator_point_listening_point_id_idx" ON "operator_point"("listening_point_id");

-- CreateIndex
CREATE INDEX "session_operator_id_idx" ON "session"("operator_id");

-- CreateIndex
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");

-- CreateIndex
CREATE INDEX "sign_in_failure_email_hash_at_idx" ON "sign_in_failure"("email_hash", "at");

-- CreateIndex
CREATE INDEX "presence_listening_point_id_state_idx" ON "presence"("listening_point_id", "state");

-- CreateIndex
CREATE UNIQUE INDEX "call_twilio_call_sid_key" ON "call"("twilio_call_sid");

-- CreateIndex
CREATE INDEX "call_listening_point_id_started_at_idx" ON "call"("listening_point_id", "started_at");

-- CreateIndex
CREATE INDEX "call_state_started_at_idx" ON "call"("state", "started_at");

-- CreateIndex
CREATE INDEX "call_from_e164_started_at_idx" ON "call"("from_e164", "started_at");

-- CreateIndex
CREATE INDEX "call_person_id_idx" ON "call"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "call_leg_twilio_call_sid_key" ON "call_leg"("twilio_call_sid");

-- CreateIndex
CREATE INDEX "call_leg_call_id_ring_round_idx" ON "call_leg"("call_id", "ring_round");

-- CreateIndex
CREATE INDEX "call_leg_operator_id_state_idx" ON "call_leg"("operator_id", "state");

-- CreateIndex
CREATE UNIQUE INDEX "call_event_key_key" ON "call_event"("key");

-- CreateIndex
CREATE INDEX "call_event_call_id_idx" ON "call_event"("call_id");

-- CreateIndex
CREATE UNIQUE INDEX "callback_call_id_key" ON "callback"("call_id");

-- CreateIndex
CREATE INDEX "callback_listening_point_id_state_created_at_idx" ON "callback"("listening_point_id", "state", "created_at");

-- CreateIndex
CREATE INDEX "callback_person_id_idx" ON "callback"("person_id");

-- CreateIndex
CREATE INDEX "callback_attempt_callback_id_idx" ON "callback_attempt"("callback_id");

-- CreateIndex
CREATE UNIQUE INDEX "voicemail_recording_sid_key" ON "voicemail"("recording_sid");

-- CreateIndex
CREATE INDEX "number_limit_e164_until_at_idx" ON "number_limit"("e164", "until_at");

-- CreateIndex
CREATE INDEX "audit_entry_entity_entity_id_id_idx" ON "audit_entry"("entity", "entity_id", "id");

-- CreateIndex
CREATE INDEX "audit_entry_operator_id_id_idx" ON "audit_entry"("operator_id", "id");

-- CreateIndex
CREATE INDEX "audit_entry_at_idx" ON "audit_entry"("at");

-- CreateIndex
CREATE UNIQUE INDEX "job_wish_key_key" ON "job_wish"("key");

-- CreateIndex
CREATE INDEX "live_event_xact_id_idx" ON "live_event"("xact", "id");

-- CreateIndex
CREATE INDEX "live_event_at_idx" ON "live_event"("at");

-- CreateIndex
CREATE UNIQUE INDEX "contact_call_id_key" ON "contact"("call_id");

-- CreateIndex
CREATE UNIQUE INDEX "contact_message_id_key" ON "contact"("message_id");

-- CreateIndex
CREATE INDEX "contact_listening_point_id_occurred_at_idx" ON "contact"("listening_point_id", "occurred_at");

-- CreateIndex
CREATE INDEX "contact_occurred_at_idx" ON "contact"("occurred_at");

-- CreateIndex
CREATE INDEX "contact_recorded_at_idx" ON "contact"("recorded_at");

-- CreateIndex
CREATE INDEX "contact_person_id_occurred_at_idx" ON "contact"("person_id", "occurred_at");

-- CreateIndex
CREATE INDEX "contact_serves_request_id_idx" ON "contact"("serves_request_id");

-- CreateIndex
CREATE INDEX "contact_local_association_id_occurred_at_idx" ON "contact"("local_association_id", "occurred_at");

-- CreateIndex
CREATE INDEX "contact_operator_id_occurred_at_idx" ON "contact"("operator_id", "occurred_at");

-- CreateIndex
CREATE INDEX "request_state_created_at_idx" ON "request"("state", "created_at");

-- CreateIndex
CREATE INDEX "request_person_id_created_at_idx" ON "request"("person_id", "created_at");

-- CreateIndex
CREATE INDEX "request_created_at_idx" ON "request"("created_at");

-- CreateIndex
CREATE INDEX "request_directory_entry_id_idx" ON "request"("directory_entry_id");

-- CreateIndex
CREATE INDEX "request_facility_id_idx" ON "request"("facility_id");

-- CreateIndex
CREATE UNIQUE INDEX "request_contact_id_position_key" ON "request"("contact_id", "position");

-- CreateIndex
CREATE INDEX "facility_comune_istat_code_idx" ON "facility"("comune_istat_code");

-- CreateIndex
CREATE INDEX "facility_asst_set_id_idx" ON "facility"("asst_set_id");

-- CreateIndex
CREATE INDEX "directory_entry_search" ON "directory_entry" USING GIN ("search_vector");

-- CreateIndex
CREATE INDEX "directory_entry_comune_istat_code_idx" ON "directory_entry"("comune_istat_code");

-- CreateIndex
CREATE UNIQUE INDEX "volunteer_fiscal_code_key" ON "volunteer"("fiscal_code");

-- CreateIndex
CREATE UNIQUE INDEX "volunteer_page_token_hash_key" ON "volunteer"("page_token_hash");

-- CreateIndex
CREATE INDEX "volunteer_local_association_id_idx" ON "volunteer"("local_association_id");

-- CreateIndex
CREATE INDEX "volunteer_phone_e164_idx" ON "volunteer"("phone_e164");

-- CreateIndex
CREATE INDEX "volunteer_comune_istat_code_idx" ON "volunteer"("comune_istat_code");

-- CreateIndex
CREATE INDEX "volunteer_skill_help_kind_idx" ON "volunteer_skill"("help_kind");

-- CreateIndex
CREATE INDEX "volunteer_availability_volunteer_id_weekday_idx" ON "volunteer_availability"("volunteer_id", "weekday");

-- CreateIndex
CREATE INDEX "volunteer_time_off_volunteer_id_from_at_idx" ON "volunteer_time_off"("volunteer_id", "from_at");

-- CreateIndex
CREATE INDEX "volunteer_pairing_person_id_idx" ON "volunteer_pairing"("person_id");

-- CreateIndex
CREATE INDEX "volunteer_training_volunteer_id_idx" ON "volunteer_training"("volunteer_id");

-- CreateIndex
CREATE INDEX "volunteer_register_entry_volunteer_id_idx" ON "volunteer_register_entry"("volunteer_id");

-- CreateIndex
CREATE UNIQUE INDEX "vehicle_plate_key" ON "vehicle"("plate");

-- CreateIndex
CREATE INDEX "vehicle_local_association_id_idx" ON "vehicle"("local_association_id");

-- CreateIndex
CREATE INDEX "vehicle_lending_local_association_id_idx" ON "vehicle_lending"("local_association_id");

-- CreateIndex
CREATE INDEX "vehicle_unavailability_vehicle_id_from_at_idx" ON "vehicle_unavailability"("vehicle_id", "from_at");

-- CreateIndex
CREATE INDEX "series_request_id_idx" ON "series"("request_id");

-- CreateIndex
CREATE INDEX "service_request_id_idx" ON "service"("request_id");

-- CreateIndex
CREATE INDEX "service_listening_point_id_starts_at_idx" ON "service"("listening_point_id", "starts_at");

-- CreateIndex
CREATE INDEX "service_state_starts_at_idx" ON "service"("state", "starts_at");

-- CreateIndex
CREATE INDEX "service_starts_at_idx" ON "service"("starts_at");

-- CreateIndex
CREATE INDEX "service_recorded_at_idx" ON "service"("recorded_at");

-- CreateIndex
CREATE INDEX "service_person_id_starts_at_idx" ON "service"("person_id", "starts_at");

-- CreateIndex
CREATE INDEX "service_volunteer_id_starts_at_idx" ON "service"("volunteer_id", "starts_at");

-- CreateIndex
CREATE INDEX "service_vehicle_id_starts_at_idx" ON "service"("vehicle_id", "starts_at");

-- CreateIndex
CREATE INDEX "service_local_association_id_starts_at_idx" ON "service"("local_association_id", "starts_at");

-- CreateIndex
CREATE UNIQUE INDEX "service_series_id_occurrence_on_leg_key" ON "service"("series_id", "occurrence_on", "leg");

-- CreateIndex
CREATE UNIQUE INDEX "offer_policy_name_key" ON "offer_policy"("name");

-- CreateIndex
CREATE UNIQUE INDEX "offer_policy_from_hours_left_key" ON "offer_policy"("from_hours_left");

-- CreateIndex
CREATE INDEX "offer_volunteer_id_state_idx" ON "offer"("volunteer_id", "state");

-- CreateIndex
CREATE INDEX "offer_state_expires_at_idx" ON "offer"("state", "expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "offer_service_id_volunteer_id_key" ON "offer"("service_id", "volunteer_id");

-- CreateIndex
CREATE INDEX "expense_volunteer_id_incurred_on_idx" ON "expense"("volunteer_id", "incurred_on");

-- CreateIndex
CREATE INDEX "expense_service_id_idx" ON "expense"("service_id");

-- CreateIndex
CREATE UNIQUE INDEX "aid_code_key" ON "aid"("code");

-- CreateIndex
CREATE INDEX "aid_local_association_id_idx" ON "aid"("local_association_id");

-- CreateIndex
CREATE INDEX "aid_loan_aid_id_idx" ON "aid_loan"("aid_id");

-- CreateIndex
CREATE INDEX "aid_loan_person_id_idx" ON "aid_loan"("person_id");

-- CreateIndex
CREATE INDEX "conversation_listening_point_id_state_last_message_at_idx" ON "conversation"("listening_point_id", "state", "last_message_at");

-- CreateIndex
CREATE INDEX "conversation_person_id_idx" ON "conversation"("person_id");

-- CreateIndex
CREATE INDEX "conversation_volunteer_id_idx" ON "conversation"("volunteer_id");

-- CreateIndex
CREATE UNIQUE INDEX "conversation_channel_peer_e164_key" ON "conversation"("channel", "peer_e164");

-- CreateIndex
CREATE UNIQUE INDEX "message_intent_key_key" ON "message"("intent_key");

-- CreateIndex
CREATE UNIQUE INDEX "message_twilio_sid_key" ON "message"("twilio_sid");

-- CreateIndex
CREATE INDEX "message_conversation_id_created_at_idx" ON "message"("conversation_id", "created_at");

-- CreateIndex
CREATE INDEX "message_state_attempted_at_idx" ON "message"("state", "attempted_at");

-- CreateIndex
CREATE INDEX "message_offer_id_idx" ON "message"("offer_id");

-- CreateIndex
CREATE INDEX "message_service_id_idx" ON "message"("service_id");

-- CreateIndex
CREATE INDEX "companion_plan_next_call_on_idx" ON "companion_plan"("next_call_on");

-- CreateIndex
CREATE INDEX "companion_plan_person_id_idx" ON "companion_plan"("person_id");

-- CreateIndex
CREATE INDEX "companion_call_plan_id_at_idx" ON "companion_call"("plan_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "campaign_name_key" ON "campaign"("name");

-- CreateIndex
CREATE INDEX "campaign_member_person_id_idx" ON "campaign_member"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "assisted_person_card_number_key" ON "assisted_person"("card_number");

-- CreateIndex
CREATE INDEX "assisted_person_search" ON "assisted_person" USING GIN ("search_text" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "assisted_person_last_name_first_name_idx" ON "assisted_person"("last_name", "first_name");

-- CreateIndex
CREATE INDEX "assisted_person_listening_point_id_idx" ON "assisted_person"("listening_point_id");

-- CreateIndex
CREATE INDEX "assisted_person_comune_istat_code_idx" ON "assisted_person"("comune_istat_code");

-- CreateIndex
CREATE INDEX "assisted_person_local_association_id_idx" ON "assisted_person"("local_association_id");

-- CreateIndex
CREATE INDEX "assisted_person_merged_into_id_idx" ON "assisted_person"("merged_into_id");

-- CreateIndex
CREATE INDEX "person_phone_fragment" ON "person_phone" USING GIN ("e164" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "person_phone_e164_idx" ON "person_phone"("e164");

-- CreateIndex
CREATE UNIQUE INDEX "person_phone_person_id_e164_key" ON "person_phone"("person_id", "e164");

-- CreateIndex
CREATE INDEX "relation_person_id_idx" ON "relation"("person_id");

-- CreateIndex
CREATE INDEX "relation_related_person_id_idx" ON "relation"("related_person_id");

-- CreateIndex
CREATE INDEX "relation_phone_e164_idx" ON "relation"("phone_e164");

-- CreateIndex
CREATE INDEX "consent_person_id_purpose_at_idx" ON "consent"("person_id", "purpose", "at");

-- CreateIndex
CREATE INDEX "institution_phone_e164_idx" ON "institution"("phone_e164");

-- CreateIndex
CREATE INDEX "institution_listening_point_id_idx" ON "institution"("listening_point_id");

-- CreateIndex
CREATE INDEX "person_merge_kept_id_idx" ON "person_merge"("kept_id");

-- CreateIndex
CREATE INDEX "person_merge_absorbed_id_idx" ON "person_merge"("absorbed_id");

-- CreateIndex
CREATE INDEX "agreement_local_association_id_idx" ON "agreement"("local_association_id");

-- CreateIndex
CREATE INDEX "agreement_instalment_agreement_id_idx" ON "agreement_instalment"("agreement_id");

-- CreateIndex
CREATE INDEX "agreement_instalment_due_on_idx" ON "agreement_instalment"("due_on");

-- CreateIndex
CREATE INDEX "published_report_kind_period_from_idx" ON "published_report"("kind", "period_from");

-- CreateIndex
CREATE INDEX "accountability_report_due_on_idx" ON "accountability_report"("due_on");

-- CreateIndex
CREATE UNIQUE INDEX "accountability_report_agreement_id_period_from_key" ON "accountability_report"("agreement_id", "period_from");

-- CreateIndex
CREATE UNIQUE INDEX "activity_total_local_association_id_kind_month_on_key" ON "activity_total"("local_association_id", "kind", "month_on");

-- CreateIndex
CREATE INDEX "import_batch_sha256_idx" ON "import_batch"("sha256");

-- CreateIndex
CREATE UNIQUE INDEX "territory_set_kind_code_key" ON "territory_set"("kind", "code");

-- CreateIndex
CREATE UNIQUE INDEX "territory_set_id_kind_key" ON "territory_set"("id", "kind");

-- CreateIndex
CREATE INDEX "territory_membership_comune_istat_code_idx" ON "territory_membership"("comune_istat_code");

-- CreateIndex
CREATE INDEX "territory_membership_set_id_idx" ON "territory_membership"("set_id");

-- CreateIndex
CREATE UNIQUE INDEX "listening_point_name_key" ON "listening_point"("name");

-- CreateIndex
CREATE INDEX "listening_point_district_listening_point_id_idx" ON "listening_point_district"("listening_point_id");

-- CreateIndex
CREATE UNIQUE INDEX "listening_point_neighbour_listening_point_id_rank_key" ON "listening_point_neighbour"("listening_point_id", "rank");

-- CreateIndex
CREATE INDEX "opening_hours_listening_point_id_idx" ON "opening_hours"("listening_point_id");

-- CreateIndex
CREATE INDEX "opening_interval_opening_hours_id_idx" ON "opening_interval"("opening_hours_id");

-- CreateIndex
CREATE INDEX "closure_listening_point_id_from_date_idx" ON "closure"("listening_point_id", "from_date");

-- CreateIndex
CREATE UNIQUE INDEX "local_association_name_key" ON "local_association"("name");

-- CreateIndex
CREATE INDEX "local_association_listening_point_id_idx" ON "local_association"("listening_point_id");

-- AddForeignKey
ALTER TABLE "operator_point" ADD CONSTRAINT "operator_point_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operator"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operator_point" ADD CONSTRAINT "operator_point_listening_point_id_fkey" FOREIGN KEY ("listening_point_id") REFERENCES "listening_point"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operator"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "presence" ADD CONSTRAINT "presence_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operator"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "presence" ADD CONSTRAINT "presence_listening_point_id_fkey" FOREIGN KEY ("listening_point_id") REFERENCES "listening_point"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "call" ADD CONSTRAINT "call_listening_point_id_fkey" FOREIGN KEY ("listening_point_id") REFERENCES "listening_point"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "call" ADD CONSTRAINT "call_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "assisted_person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "call" ADD CONSTRAINT "call_answered_by_operator_id_fkey" FOREIGN KEY ("answered_by_operator_id") REFERENCES "operator"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "call_leg" ADD CONSTRAINT "call_leg_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "call"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "call_leg" ADD CONSTRAINT "call_leg_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operator"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "call_event" ADD CONSTRAINT "call_event_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "call"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "callback" ADD CONSTRAINT "callback_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "call"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "callback" ADD CONSTRAINT "callback_listening_point_id_fkey" FOREIGN KEY ("listening_point_id") REFERENCES "listening_point"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "callback" ADD CONSTRAINT "callback_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "assisted_person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "callback" ADD CONSTRAINT "callback_locked_by_id_fkey" FOREIGN KEY ("locked_by_id") REFERENCES "operator"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "callback_attempt" ADD CONSTRAINT "callback_attempt_callback_id_fkey" FOREIGN KEY ("callback_id") REFERENCES "callback"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "voicemail" ADD CONSTRAINT "voicemail_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "call"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_entry" ADD CONSTRAINT "audit_entry_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operator"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contact" ADD CONSTRAINT "contact_listening_point_id_fkey" FOREIGN KEY ("listening_point_id") REFERENCES "listening_point"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contact" ADD CONSTRAINT "contact_local_association_id_fkey" FOREIGN KEY ("local_association_id") REFERENCES "local_association"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contact" ADD CONSTRAINT "contact_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operator"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contact" ADD CONSTRAINT "contact_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "call"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contact" ADD CONSTRAINT "contact_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contact" ADD CONSTRAINT "contact_serves_request_id_fkey" FOREIGN KEY ("serves_request_id") REFERENCES "request"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contact" ADD CONSTRAINT "contact_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "assisted_person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request" ADD CONSTRAINT "request_contact_id_fkey" FOREIGN KEY ("contact_id") REFERENCES "contact"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request" ADD CONSTRAINT "request_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "assisted_person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request" ADD CONSTRAINT "request_directory_entry_id_fkey" FOREIGN KEY ("directory_entry_id") REFERENCES "directory_entry"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request" ADD CONSTRAINT "request_facility_id_fkey" FOREIGN KEY ("facility_id") REFERENCES "facility"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "facility" ADD CONSTRAINT "facility_comune_istat_code_fkey" FOREIGN KEY ("comune_istat_code") REFERENCES "comune"("istat_code") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "facility" ADD CONSTRAINT "facility_asst_set_id_fkey" FOREIGN KEY ("asst_set_id") REFERENCES "territory_set"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "directory_entry" ADD CONSTRAINT "directory_entry_comune_istat_code_fkey" FOREIGN KEY ("comune_istat_code") REFERENCES "comune"("istat_code") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "volunteer" ADD CONSTRAINT "volunteer_local_association_id_fkey" FOREIGN KEY ("local_association_id") REFERENCES "local_association"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "volunteer" ADD CONSTRAINT "volunteer_comune_istat_code_fkey" FOREIGN KEY ("comune_istat_code") REFERENCES "comune"("istat_code") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "volunteer_skill" ADD CONSTRAINT "volunteer_skill_volunteer_id_fkey" FOREIGN KEY ("volunteer_id") REFERENCES "volunteer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "volunteer_availability" ADD CONSTRAINT "volunteer_availability_volunteer_id_fkey" FOREIGN KEY ("volunteer_id") REFERENCES "volunteer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "volunteer_time_off" ADD CONSTRAINT "volunteer_time_off_volunteer_id_fkey" FOREIGN KEY ("volunteer_id") REFERENCES "volunteer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "volunteer_pairing" ADD CONSTRAINT "volunteer_pairing_volunteer_id_fkey" FOREIGN KEY ("volunteer_id") REFERENCES "volunteer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "volunteer_pairing" ADD CONSTRAINT "volunteer_pairing_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "assisted_person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "volunteer_training" ADD CONSTRAINT "volunteer_training_volunteer_id_fkey" FOREIGN KEY ("volunteer_id") REFERENCES "volunteer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "volunteer_register_entry" ADD CONSTRAINT "volunteer_register_entry_volunteer_id_fkey" FOREIGN KEY ("volunteer_id") REFERENCES "volunteer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "vehicle" ADD CONSTRAINT "vehicle_local_association_id_fkey" FOREIGN KEY ("local_association_id") REFERENCES "local_association"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "vehicle_lending" ADD CONSTRAINT "vehicle_lending_vehicle_id_fkey" FOREIGN KEY ("vehicle_id") REFERENCES "vehicle"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "vehicle_lending" ADD CONSTRAINT "vehicle_lending_local_association_id_fkey" FOREIGN KEY ("local_association_id") REFERENCES "local_association"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "vehicle_unavailability" ADD CONSTRAINT "vehicle_unavailability_vehicle_id_fkey" FOREIGN KEY ("vehicle_id") REFERENCES "vehicle"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "series" ADD CONSTRAINT "series_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service" ADD CONSTRAINT "service_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service" ADD CONSTRAINT "service_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "series"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service" ADD CONSTRAINT "service_outward_service_id_fkey" FOREIGN KEY ("outward_service_id") REFERENCES "service"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service" ADD CONSTRAINT "service_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "assisted_person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service" ADD CONSTRAINT "service_listening_point_id_fkey" FOREIGN KEY ("listening_point_id") REFERENCES "listening_point"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service" ADD CONSTRAINT "service_local_association_id_fkey" FOREIGN KEY ("local_association_id") REFERENCES "local_association"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service" ADD CONSTRAINT "service_volunteer_id_fkey" FOREIGN KEY ("volunteer_id") REFERENCES "volunteer"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service" ADD CONSTRAINT "service_vehicle_id_fkey" FOREIGN KEY ("vehicle_id") REFERENCES "vehicle"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service" ADD CONSTRAINT "service_closed_by_id_fkey" FOREIGN KEY ("closed_by_id") REFERENCES "operator"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "offer" ADD CONSTRAINT "offer_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "offer" ADD CONSTRAINT "offer_volunteer_id_fkey" FOREIGN KEY ("volunteer_id") REFERENCES "volunteer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "expense" ADD CONSTRAINT "expense_volunteer_id_fkey" FOREIGN KEY ("volunteer_id") REFERENCES "volunteer"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "expense" ADD CONSTRAINT "expense_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "aid" ADD CONSTRAINT "aid_local_association_id_fkey" FOREIGN KEY ("local_association_id") REFERENCES "local_association"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "aid_loan" ADD CONSTRAINT "aid_loan_aid_id_fkey" FOREIGN KEY ("aid_id") REFERENCES "aid"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "aid_loan" ADD CONSTRAINT "aid_loan_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "assisted_person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_listening_point_id_fkey" FOREIGN KEY ("listening_point_id") REFERENCES "listening_point"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "assisted_person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_volunteer_id_fkey" FOREIGN KEY ("volunteer_id") REFERENCES "volunteer"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_offer_id_fkey" FOREIGN KEY ("offer_id") REFERENCES "offer"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "companion_plan" ADD CONSTRAINT "companion_plan_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "assisted_person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "companion_call" ADD CONSTRAINT "companion_call_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "companion_plan"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaign_member" ADD CONSTRAINT "campaign_member_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaign_member" ADD CONSTRAINT "campaign_member_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "assisted_person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assisted_person" ADD CONSTRAINT "assisted_person_comune_istat_code_fkey" FOREIGN KEY ("comune_istat_code") REFERENCES "comune"("istat_code") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assisted_person" ADD CONSTRAINT "assisted_person_listening_point_id_fkey" FOREIGN KEY ("listening_point_id") REFERENCES "listening_point"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assisted_person" ADD CONSTRAINT "assisted_person_local_association_id_fkey" FOREIGN KEY ("local_association_id") REFERENCES "local_association"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assisted_person" ADD CONSTRAINT "assisted_person_merged_into_id_fkey" FOREIGN KEY ("merged_into_id") REFERENCES "assisted_person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person_phone" ADD CONSTRAINT "person_phone_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "assisted_person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "relation" ADD CONSTRAINT "relation_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "assisted_person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "relation" ADD CONSTRAINT "relation_related_person_id_fkey" FOREIGN KEY ("related_person_id") REFERENCES "assisted_person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consent" ADD CONSTRAINT "consent_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "assisted_person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "institution" ADD CONSTRAINT "institution_listening_point_id_fkey" FOREIGN KEY ("listening_point_id") REFERENCES "listening_point"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agreement" ADD CONSTRAINT "agreement_local_association_id_fkey" FOREIGN KEY ("local_association_id") REFERENCES "local_association"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agreement_instalment" ADD CONSTRAINT "agreement_instalment_agreement_id_fkey" FOREIGN KEY ("agreement_id") REFERENCES "agreement"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "published_report" ADD CONSTRAINT "published_report_published_by_id_fkey" FOREIGN KEY ("published_by_id") REFERENCES "operator"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "accountability_report" ADD CONSTRAINT "accountability_report_agreement_id_fkey" FOREIGN KEY ("agreement_id") REFERENCES "agreement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "accountability_report" ADD CONSTRAINT "accountability_report_published_report_id_fkey" FOREIGN KEY ("published_report_id") REFERENCES "published_report"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "activity_total" ADD CONSTRAINT "activity_total_local_association_id_fkey" FOREIGN KEY ("local_association_id") REFERENCES "local_association"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comune" ADD CONSTRAINT "comune_province_sigla_fkey" FOREIGN KEY ("province_sigla") REFERENCES "province"("sigla") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comune" ADD CONSTRAINT "comune_telephone_district_prefix_fkey" FOREIGN KEY ("telephone_district_prefix") REFERENCES "telephone_district"("prefix") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comune" ADD CONSTRAINT "comune_successor_istat_code_fkey" FOREIGN KEY ("successor_istat_code") REFERENCES "comune"("istat_code") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "territory_membership" ADD CONSTRAINT "territory_membership_set_id_kind_fkey" FOREIGN KEY ("set_id", "kind") REFERENCES "territory_set"("id", "kind") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "territory_membership" ADD CONSTRAINT "territory_membership_comune_istat_code_fkey" FOREIGN KEY ("comune_istat_code") REFERENCES "comune"("istat_code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "listening_point" ADD CONSTRAINT "listening_point_comune_istat_code_fkey" FOREIGN KEY ("comune_istat_code") REFERENCES "comune"("istat_code") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "listening_point_district" ADD CONSTRAINT "listening_point_district_listening_point_id_fkey" FOREIGN KEY ("listening_point_id") REFERENCES "listening_point"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "listening_point_district" ADD CONSTRAINT "listening_point_district_prefix_fkey" FOREIGN KEY ("prefix") REFERENCES "telephone_district"("prefix") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "listening_point_neighbour" ADD CONSTRAINT "listening_point_neighbour_listening_point_id_fkey" FOREIGN KEY ("listening_point_id") REFERENCES "listening_point"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "listening_point_neighbour" ADD CONSTRAINT "listening_point_neighbour_neighbour_id_fkey" FOREIGN KEY ("neighbour_id") REFERENCES "listening_point"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "opening_hours" ADD CONSTRAINT "opening_hours_listening_point_id_fkey" FOREIGN KEY ("listening_point_id") REFERENCES "listening_point"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "opening_interval" ADD CONSTRAINT "opening_interval_opening_hours_id_fkey" FOREIGN KEY ("opening_hours_id") REFERENCES "opening_hours"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "closure" ADD CONSTRAINT "closure_listening_point_id_fkey" FOREIGN KEY ("listening_point_id") REFERENCES "listening_point"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "local_association" ADD CONSTRAINT "local_association_comune_istat_code_fkey" FOREIGN KEY ("comune_istat_code") REFERENCES "comune"("istat_code") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "local_association" ADD CONSTRAINT "local_association_listening_point_id_fkey" FOREIGN KEY ("listening_point_id") REFERENCES "listening_point"("id") ON DELETE SET NULL ON UPDATE CASCADE;


