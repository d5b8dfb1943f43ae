import { z } from 'zod'
import { callListOutcomes } from '../../helpline/messages/active/call-list.ts'
import { MOST_WARNING_SIGNS } from '../../helpline/messages/active/companion-records.ts'
import type { CompanionCallInput } from '../../helpline/messages/active/record-companion-call.ts'

const text = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .transform((typed) => typed || null)
    .optional()
const signs = z.array(z.string().trim().min(1).max(200)).max(MOST_WARNING_SIGNS - 1)

const form = z.object({
  companionCallId: z.uuid(),
  version: z.coerce.number().int().min(1).max(1_000_000),
  outcome: z.enum(callListOutcomes),
  mood: z.enum(['', '1', '2', '3', '4', '5']).optional(),
  signs: z.union([z.string().transform((one) => [one]), signs]).optional(),
  otherSigns: text(200),
  notes: text(1000),
})

/** What a volunteer wrote of a call; null for what no form of ours sends. */
export function readCompanionForm(body: unknown): Omit<CompanionCallInput, 'by' | 'planId'> | null {
  const read = form.safeParse(body ?? {})
  if (!read.success) return null
  const { mood, signs: ticked = [], otherSigns, notes = null, ...call } = read.data
  const hasSpoken = call.outcome === 'answered'
  return {
    ...call,
    // Left over from a choice that was changed afterwards.
    mood: hasSpoken && mood ? Number(mood) : null,
    warningSigns: hasSpoken ? [...ticked, ...(otherSigns ? [otherSigns] : [])] : [],
    notes,
    nextCallOn: null,
    hasRequest: false,
  }
}
