import { z } from 'zod'
import { type JobName, type JobPayloads, recheckAbouts } from '../helpline/changes/jobs.ts'

const wave = z.object({ serviceId: z.uuid(), wave: z.int().min(1).max(100) })
const message = z.object({ messageId: z.uuid() })
const media = z.object({ mediaId: z.uuid() })
const importBatch = z.object({ batchId: z.uuid() })

/** The payload of every job; a name without a schema does not compile. */
export const jobSchemas = {
  'make-offers': wave,
  'close-wave': wave,
  'recheck-services': z.object({ about: z.enum(recheckAbouts), id: z.uuid().nullable() }),
  'send-message': message.extend({ turnAt: z.iso.datetime().optional(), lane: z.literal('common').optional() }),
  'reconcile-message': message,
  'ring-again': message,
  'tell-person': z.object({ serviceId: z.uuid() }),
  'remind-tomorrow': z.object({ day: z.iso.date() }),
  'remind-unclosed': z.object({ day: z.iso.date() }),
  'extend-series': z.object({ seriesId: z.uuid() }),
  'extend-cycles': z.object({ day: z.iso.date() }),
  'watch-return': z.object({ serviceId: z.uuid() }),
  'run-import': importBatch,
  'undo-import': importBatch,
  'feed-campaign': z.object({ campaignId: z.uuid(), step: z.int().min(0) }),
  'place-outgoing-call': z.object({ callId: z.uuid() }),
  'hang-up-outgoing-line': z.object({ callId: z.uuid(), twilioCallSid: z.string().max(40) }),
  'keep-voicemail': z.object({ callId: z.uuid() }),
  'delete-voicemail': z.object({ callId: z.uuid() }),
  'keep-message-media': media,
  'delete-message-media': media,
  'call-next-waiting': z.object({ listeningPointId: z.uuid() }),
  'fetch-caller': z.object({
    callId: z.uuid(),
    ringRound: z.int().min(0),
    state: z.enum(['ringing', 'waiting', 'recording']),
  }),
  'steer-line': z.object({
    callId: z.uuid(),
    legId: z.uuid().nullable(),
    conferenceAt: z.iso.datetime().nullable(),
  }),
  'ring-helper': z.object({ legId: z.uuid() }),
  'end-help-ring': z.object({ helpId: z.uuid() }),
  'sweep-calls': z.object({ slot: z.int().min(0) }),
  'check-figures': z.object({ day: z.iso.date(), year: z.int().min(1990).max(2100) }),
  'make-export': z.object({ exportId: z.uuid() }),
  'prepare-months': z.object({ day: z.iso.date() }),
  'warn-of-due': z.object({ day: z.iso.date() }),
  housekeeping: z.object({ day: z.iso.date() }),
} satisfies { [N in JobName]: z.ZodType<JobPayloads[N]> }

/** What travels through the queue: only where to look. */
export const jobData = z.object({ wishId: z.uuid() })
export type JobData = z.infer<typeof jobData>
