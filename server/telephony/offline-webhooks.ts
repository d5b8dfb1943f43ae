import { z } from 'zod'
import { recordOffline, ringOffline } from '../../adapters/twilio/offline-twiml.ts'
import { askToAnswer, joinLines, sayAndHangUp } from '../../adapters/twilio/twiml.ts'
import type { VoiceAddresses } from '../../adapters/twilio/voice-addresses.ts'
import { finalStatuses } from '../../helpline/calls/follow-call-status.ts'
import type { OfflineFact } from '../../helpline/calls/offline/journal-entries.ts'
import type { OfflineRing, OfflineRoute } from '../../helpline/calls/offline/offline-route.ts'
import { offlineAsk } from '../../helpline/calls/offline/offline-words.ts'
import {
  answeredByOther,
  goingOn,
  goingOnToCallCentre,
  goodbyes,
  greeting,
  lastGoodbye,
  voicemailWords,
} from '../../helpline/calls/spoken-words.ts'
import type { Occasion } from '../../helpline/changes/change.ts'
import { DomainError } from '../../helpline/errors.ts'
import { phoneKinds } from '../../helpline/territory/phone-numbers.ts'
import { inTime } from '../in-time.ts'
import { HttpProblem } from '../problems.ts'
import { type TwilioWebhook, twilioSid, twilioWebhook } from '../twilio-webhooks.ts'
import type { LastResort } from './last-resort.ts'
import type { ApplyWebhook, OfflineDesk } from './offline-desk.ts'

/** A status nobody waits for; Twilio gives up at fifteen seconds. */
const APPLY_LIMIT_MS = 8_000
/** Whoever pressed 1 first, of the calls of the last while. */
const MOST_REMEMBERED = 1_000

const line = z.object({
  CallSid: twilioSid('CA'),
  From: z.string().max(100).default(''),
  To: z.string().min(1).max(100),
})
type Line = z.output<typeof line>
const stage = z.object({ at: z.coerce.number().int().min(0), stage: z.coerce.number().int().min(0).max(100) })
const rung = z.object({
  call: twilioSid('CA'),
  kind: z.enum(phoneKinds),
  point: z.uuid(),
  operator: z.uuid().optional(),
})
type Rung = z.output<typeof rung>

export interface OfflineWebhookDoors {
  desk: OfflineDesk
  addresses: VoiceAddresses
  lastResort: LastResort
}

class DatabaseAway extends Error {}

const isOver = (status: unknown): boolean => (finalStatuses as readonly unknown[]).includes(status)

/** What a line does while the database does not answer. Its whole way is in the addresses: any server takes the next step. */
export function offlineWebhooks({ desk, addresses, lastResort }: OfflineWebhookDoors) {
  const winners = new Map<string, string>()

  const tell = (twilioCallSid: string, fact: OfflineFact): Promise<void> =>
    desk.keep(desk.now(), { kind: 'fact', twilioCallSid, fact })

  async function step(form: Line, at: Date, index: number, route: OfflineRoute): Promise<string> {
    const ring = route.rings[index]
    if (ring) {
      if (index > 0) await tell(form.CallSid, { kind: 'wentOn', listeningPointId: ring.listeningPointId })
      return ringing(form, at, index, route, ring)
    }
    await tell(form.CallSid, { kind: 'toVoicemail' })
    return recordOffline({
      words: voicemailWords(route),
      afterUrl: addresses.to('offline/recorded'),
      recordingUrl: addresses.to('offline/recording', `call=${form.CallSid}#rc=3&rp=5xx,ct,rt`),
      otherwise: lastGoodbye,
    })
  }

  function ringing(form: Line, at: Date, index: number, route: OfflineRoute, ring: OfflineRing): string {
    const about = `call=${form.CallSid}&kind=${route.callerKind}`
    return ringOffline({
      words: index === 0 ? greeting : ring.toCallCentre ? goingOnToCallCentre : goingOn,
      callerId: form.To,
      timeoutSeconds: ring.ringTimeoutSeconds,
      afterUrl: addresses.to('offline/next', `at=${at.getTime()}&stage=${index + 1}`),
      phones: ring.targets.map(({ e164, operatorId, listeningPointId }) => {
        const who = `${about}&point=${listeningPointId}${operatorId ? `&operator=${operatorId}` : ''}`
        const answeredUrl = addresses.to('offline/accepted', who)
        return { e164, operatorId, askUrl: addresses.to('offline/accept', who), answeredUrl }
      }),
    })
  }

  /** A caller's line that lost its database, or never had one; `index` is how many rings it has had. */
  async function callerLine(form: Line, index: number): Promise<string> {
    const at = desk.now()
    const route = desk.route({ from: form.From, to: form.To, at })
    if (!route) return lastResort.twiml(form.To)
    await tell(form.CallSid, {
      kind: 'received',
      callerKind: route.callerKind,
      fromE164: route.e164,
      toE164: form.To,
      listeningPointId: route.rings[0]?.listeningPointId ?? route.responsiblePointId,
      responsiblePointId: route.responsiblePointId,
      stages: route.stages,
      routeSteps: route.steps,
    })
    return step(form, at, index, route)
  }

  async function accept(legCallSid: string, to: string, { call, operator, point }: Rung): Promise<string> {
    const winner = winners.get(call) ?? legCallSid
    if (winner !== legCallSid) return sayAndHangUp(answeredByOther)
    const oldest = winners.size >= MOST_REMEMBERED ? winners.keys().next().value : undefined
    if (oldest !== undefined) winners.delete(oldest)
    winners.set(call, legCallSid)
    await tell(call, {
      kind: 'answered',
      legCallSid,
      operatorId: operator ?? null,
      e164: to.startsWith('client:') ? null : to,
      listeningPointId: point,
    })
    return joinLines()
  }

  const rows: TwilioWebhook[] = [
    twilioWebhook({
      path: '/voice/offline/next',
      guard: 'twilio',
      form: line.extend({ CallStatus: z.string().max(40).default(''), DialBridged: z.string().max(10).optional() }),
      address: stage,
      answer: async ({ form, address }) => {
        if (form.DialBridged === 'true' || isOver(form.CallStatus)) return sayAndHangUp(goodbyes.thanks)
        winners.delete(form.CallSid)
        const at = new Date(address.at)
        const route = desk.route({ from: form.From, to: form.To, at })
        return route ? step(form, at, address.stage, route) : lastResort.twiml(form.To)
      },
    }),
    twilioWebhook({
      path: '/voice/offline/accept',
      guard: 'twilio',
      form: line,
      address: rung,
      answer: async ({ address }) => askAgain(address),
    }),
    twilioWebhook({
      path: '/voice/offline/accepted',
      guard: 'twilio',
      form: line.extend({ Digits: z.string().max(20).optional() }),
      address: rung,
      // A console has no keys to press: it is answered by its person.
      answer: async ({ form, address }) =>
        form.Digits === '1' || form.To.startsWith('client:')
          ? accept(form.CallSid, form.To, address)
          : askAgain(address),
    }),
    twilioWebhook({
      path: '/voice/offline/recorded',
      guard: 'twilio',
      form: line,
      address: z.object({}),
      answer: async () => sayAndHangUp(goodbyes.voicemail),
    }),
    twilioWebhook({
      path: '/voice/offline/recording',
      guard: 'twilio',
      form: z.object({
        RecordingSid: twilioSid('RE'),
        RecordingStatus: z.string().max(40).default('completed'),
        RecordingDuration: z.coerce.number().int().min(0).default(0),
      }),
      address: z.object({ call: twilioSid('CA') }),
      answer: async ({ form, address }) => {
        if (form.RecordingStatus === 'completed') {
          const { RecordingSid: recordingSid, RecordingDuration: durationSeconds } = form
          await tell(address.call, { kind: 'recorded', recordingSid, durationSeconds })
        }
        return undefined
      },
    }),
  ]

  function askAgain({ call, kind, point, operator }: Rung): string {
    const who = `call=${call}&kind=${kind}&point=${point}${operator ? `&operator=${operator}` : ''}`
    return askToAnswer(offlineAsk(kind), addresses.to('offline/accepted', who))
  }

  return { rows, callerLine }
}
export type OfflineWebhooks = ReturnType<typeof offlineWebhooks>

/**
 * The same webhooks, for a database that may be away. Then nobody waits for it: a caller's line goes on from the snapshot, and
 * whatever else came is kept and applied later, as of the moment it came.
 */
export const keepAnswering = (
  rows: readonly TwilioWebhook[],
  doors: { desk: OfflineDesk } & Pick<OfflineWebhooks, 'callerLine'>,
): TwilioWebhook[] =>
  rows.map((row) => {
    if (row.whenBroken) return spokenRow(row, row.whenBroken, doors)
    // What is heard beside a queue needs no database.
    return row.isAside ? row : toldRow(row, doors.desk)
  })

type Answer = TwilioWebhook['answer']
type Asking = Parameters<Answer>[0]

const unlessAway =
  (row: TwilioWebhook, desk: OfflineDesk): Answer =>
  async (asking, occasion) => {
    if (desk.isAway()) throw new DatabaseAway('The database does not answer')
    await desk.caughtUp()
    // What a line waits for does not; what is only told keeps its place behind what came before.
    if (!row.whenBroken && desk.isBehind()) throw new DatabaseAway('What came before still waits')
    return row.answer(asking, occasion)
  }

const keepWebhook = (row: TwilioWebhook, desk: OfflineDesk, { form, address }: Asking, at: Date): Promise<void> => {
  const named = Object.fromEntries(Object.entries(form).filter(([name]) => name in row.form.shape))
  return desk.keep(at, { kind: 'webhook', path: row.path, form: named, address })
}

/** Nobody listens to what it answers: it is kept, and applied later. */
function toldRow(row: TwilioWebhook, desk: OfflineDesk): TwilioWebhook {
  const answer = unlessAway(row, desk)
  return {
    ...row,
    answer: async (asking, occasion) => {
      try {
        return await inTime(answer(asking, occasion), APPLY_LIMIT_MS)
      } catch (error) {
        if (isRefused(error)) throw error
        desk.look()
        await keepWebhook(row, desk, asking, occasion.now)
        return row.kept?.said(asking)
      }
    },
  }
}

/** A line waits for its answer. */
function spokenRow(
  row: TwilioWebhook,
  whenBroken: NonNullable<TwilioWebhook['whenBroken']>,
  { desk, callerLine }: { desk: OfflineDesk } & Pick<OfflineWebhooks, 'callerLine'>,
): TwilioWebhook {
  return {
    ...row,
    answer: unlessAway(row, desk),
    async whenBroken(asking) {
      desk.look()
      const { form, address } = asking
      const caller = row.isAside || address.leg !== undefined ? undefined : callerIn(form)
      if (caller && !hasDone(row, form)) return callerLine(caller, Number(address.round ?? 0))
      const twiml = await whenBroken(asking)
      // A message left, or two lines joined: it counts from now.
      if (caller || twiml === joinLines()) await keepWebhook(row, desk, asking, desk.now())
      return twiml
    },
  }
}

/** Whoever called has spoken to somebody, left a message, gone, or is somewhere else by now: nobody is to be rung for them. */
function hasDone(row: TwilioWebhook, form: Record<string, unknown>): boolean {
  const { DialBridged, DialCallStatus, QueueResult, CallStatus } = form
  const spoke = DialBridged === 'true' || (DialBridged === undefined && SPOKEN.includes(DialCallStatus))
  return spoke || 'RecordingDuration' in row.form.shape || ELSEWHERE.includes(QueueResult) || isOver(CallStatus)
}
const SPOKEN: readonly unknown[] = ['answered', 'completed']
const ELSEWHERE: readonly unknown[] = ['redirected', 'hangup', 'bridged']

const isRefused = (error: unknown): boolean => error instanceof DomainError || error instanceof HttpProblem

/** A webhook that was kept, as of the moment it came; what it answers, nobody hears any more. */
export const laterApplied =
  (rows: readonly TwilioWebhook[]): ApplyWebhook =>
  async ({ path, form, address }, { id, at }) => {
    const row = rows.find((each) => each.path === path)
    if (!row) throw new Error('No webhook has this path any more')
    try {
      const occasion: Occasion = { now: at, actor: { kind: 'system' }, requestId: id }
      await (row.kept?.applied ?? row.answer)({ form, address }, occasion)
    } catch (error) {
      // It would have been refused then, too.
      if (!isRefused(error)) throw error
    }
  }

/** The line of somebody who called us, rather than one that we rang or that a console opened. */
function callerIn(form: Record<string, unknown>): Line | undefined {
  if (form.Direction !== 'inbound') return undefined
  const parsed = line.safeParse(form)
  return parsed.success && !parsed.data.From.startsWith('client:') ? parsed.data : undefined
}
