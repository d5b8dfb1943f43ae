import { z } from 'zod'
import type { JobName, JobPayloads } from '../helpline/changes/jobs.ts'

const wave = z.object({ serviceId: z.uuid(), wave: z.int().min(1).max(100) })
const message = z.object({ messageId: z.uuid() })

/** The payload of every job; a name without a schema does not compile. */
export const jobSchemas = {
  'make-offers': wave,
  'close-wave': wave,
  'send-message': message,
  'reconcile-message': message,
  'tell-person': z.object({ serviceId: z.uuid() }),
  housekeeping: z.object({ day: z.iso.date() }),
} satisfies { [N in JobName]: z.ZodType<JobPayloads[N]> }

/** What travels through the queue: only where to look. */
export const jobData = z.object({ wishId: z.uuid() })
export type JobData = z.infer<typeof jobData>
