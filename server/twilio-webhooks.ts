import express, { type RequestHandler, Router } from 'express'
import { z } from 'zod'
import { type Log, withLogContext } from '../adapters/log.ts'
import { allowedTwiml } from '../adapters/twilio/allowed-numbers.ts'
import { verifySignature } from '../adapters/twilio/twilio-signature.ts'
import type { Occasion } from '../helpline/changes/change.ts'
import { inTime } from './in-time.ts'
import { parseInput } from './input-sentences.ts'
import { HttpProblem } from './problems.ts'

/** Somebody old listens to nothing meanwhile, and Twilio itself gives up at fifteen seconds. */
const LONGEST_SILENCE_MS = 8_000

/** What the webhooks need of the server they are mounted on. */
export interface TwilioInlet {
  authToken: string
  /** The address Twilio was told, which is what it signs: never the request's own host. */
  publicBaseUrl: string
  now(): Date
  log: Log
  /** The only numbers an answer may ring or write to; undefined: any. */
  allowedNumbers?: readonly string[] | undefined
}

/** What a webhook brought: its form, the ids of ours in its address. */
interface Asking<F extends z.ZodObject, A extends z.ZodObject> {
  form: z.output<F>
  address: z.output<A>
}

/** One row of a table of webhooks, POST only. */
export interface TwilioWebhook<F extends z.ZodObject = z.ZodObject, A extends z.ZodObject = z.ZodObject> {
  /** Express form, below /webhooks/twilio. */
  path: string
  /** There is one guard, the signature. A row without it answers 403. */
  guard: 'twilio'
  /** What it answers is heard beside a queue or a conference: nobody can be rung from there. */
  isAside?: boolean
  /** Twilio adds parameters unannounced: name those in use, all others are let through. */
  form: F
  /** Path and query parameters. */
  address: A
  /** TwiML, or nothing to say: 204. */
  answer(asking: Asking<F, A>, occasion: Occasion): Promise<string | undefined>
  /** TwiML for a line that must not fall silent when `answer` fails; without it a failure is a 500, which Twilio asks again. */
  whenBroken?(asking: Asking<F, A>): Promise<string> | string
  /** For what waits for no answer, where it is kept until the database is back. */
  kept?: {
    /** TwiML for whoever wrote. */
    said(asking: Asking<F, A>): string | undefined
    /** In the place of `answer`: nobody hears any more what that would say. */
    applied(asking: Asking<F, A>, occasion: Occasion): Promise<void>
  }
}

/** Checks a row against its own schemas. */
export const twilioWebhook = <F extends z.ZodObject, A extends z.ZodObject>(row: TwilioWebhook<F, A>): TwilioWebhook =>
  row as unknown as TwilioWebhook

export const noAddress = z.object({})
/** 'CA' and 32 hexadecimal digits, and the like. */
export const twilioSid = (prefix: string) => z.string().regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`))

/** Serves the table; mount it at /webhooks/twilio. Nothing in it is reached without a valid signature. */
export function twilioRouter(table: readonly TwilioWebhook[], inlet: TwilioInlet): Router {
  const router = Router()
  router.use(readForm, requireSignature(inlet))
  for (const row of table) router.post(row.path, serve(row, inlet))
  return router
}

const readForm = express.urlencoded({ extended: false, limit: '64kb', parameterLimit: 200 })

function requireSignature({ authToken, publicBaseUrl }: TwilioInlet): RequestHandler {
  return (request, _response, next) => {
    const form = (request.body ?? {}) as Record<string, unknown>
    const url = publicBaseUrl + request.originalUrl
    const isSigned = URL.canParse(url) && verifySignature(authToken, request.get('x-twilio-signature'), url, form)
    if (!isSigned) throw new HttpProblem(403, { detail: 'La firma della richiesta manca o non è valida.' })
    next()
  }
}

function serve(row: TwilioWebhook, inlet: TwilioInlet): RequestHandler {
  return async (request, response) => {
    response.locals.route = row.path
    if (row.guard !== 'twilio') throw new HttpProblem(403)
    const asking = {
      form: parseInput(row.form.loose(), writable(request.body), 400),
      address: parseInput(row.address, { ...request.query, ...request.params }, 400),
    }
    const requestId = response.locals.requestId as string
    const occasion: Occasion = { now: inlet.now(), actor: { kind: 'system' }, requestId }
    const callSid = asking.form.CallSid
    const ids = typeof callSid === 'string' ? { callId: callSid } : {}
    const twiml = await withLogContext(ids, () => answerOrCare(row, asking, occasion, inlet.log))
    response.set('Cache-Control', 'no-store')
    if (twiml === undefined) response.status(204).end()
    else response.type('text/xml').send(onlyAllowed(twiml, asking.form.From, inlet))
  }
}

function onlyAllowed(twiml: string, from: unknown, { allowedNumbers: allowed, log }: TwilioInlet): string {
  const onRefused = (to: string) =>
    log.error({ to }, 'outside production this number is not reached: see FILO_ALLOWED_NUMBERS')
  return allowedTwiml(twiml, { allowed, from, onRefused })
}

/** What no column holds is left out: no call and no message is refused for it. */
const writable = (form: object | undefined): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(form ?? {}).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replaceAll('\u0000', '') : value,
    ]),
  )

async function answerOrCare(
  row: TwilioWebhook,
  asking: Asking<z.ZodObject, z.ZodObject>,
  occasion: Occasion,
  log: Log,
): Promise<string | undefined> {
  if (!row.whenBroken) return row.answer(asking, occasion)
  try {
    return await inTime(row.answer(asking, occasion), LONGEST_SILENCE_MS)
  } catch (error) {
    log.error({ err: error, webhook: row.path }, 'webhook failed: the line gets its last resort')
    return row.whenBroken(asking)
  }
}
