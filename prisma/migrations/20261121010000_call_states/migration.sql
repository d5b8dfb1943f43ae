-- Apart from what uses them: PostgreSQL takes new values of an enum into use only once they are committed.
ALTER TYPE "call_outcome" ADD VALUE 'noAnswer';
ALTER TYPE "call_outcome" ADD VALUE 'busy';
ALTER TYPE "call_state" ADD VALUE 'asking';
ALTER TYPE "call_state" ADD VALUE 'waiting';
ALTER TYPE "call_state" ADD VALUE 'recording';
ALTER TYPE "leg_kind" ADD VALUE 'person';
