import { z } from 'zod'
import { liveTopics } from '../helpline/changes/change.ts'

/**
 * Over the socket: the console says `follow` with the last cursor it saw (or none) and gets `news` batches.
 * News carry ids; the console reads again what it shows. `reset` means too much was missed: read everything again.
 */
export const follow = z.object({
  cursor: z
    .string()
    .regex(/^\d{1,19}-\d{1,19}$/)
    .nullable(),
})
export const news = z.object({
  cursor: z.string(),
  reset: z.boolean(),
  items: z.array(z.object({ topic: z.enum(liveTopics), id: z.string() })),
})
export type News = z.infer<typeof news>
export const liveEventNames = { follow: 'follow', news: 'news' } as const
