import { z } from 'zod'
import type { Store } from '../../adapters/postgres/store.ts'
import { finalStatuses } from '../../helpline/calls/follow-call-status.ts'
import { twilioSid } from '../twilio-webhooks.ts'
import type { LastResort } from './last-resort.ts'
import type { LineTwiml } from './line-twiml.ts'

const number = z.string().max(100)
export const wholeNumber = z.coerce.number().int().min(0).max(1_000_000)
export const status = z.string().min(1).max(40)
export const digits = z.string().max(40).default('')
export const callSid = twilioSid('CA')
export const callForm = { CallSid: callSid, From: number.default(''), To: number.min(1) }
/** A line that is on its way: its caller may have gone. */
export const lineForm = { ...callForm, CallStatus: status }

export const isOver = (value: string): boolean => (finalStatuses as readonly string[]).includes(value)

/** What the webhooks of our lines need. */
export interface LineDoors {
  store: Store
  line: LineTwiml
  lastResort: LastResort
}
