import { randomUUID } from 'node:crypto'
import { DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, DEMO_VOICE_NUMBER } from '../../adapters/environment.ts'
import { signatureOf } from '../../phone-simulator/signing.ts'
import { rosaPhone } from '../../prisma/seed/demo-telephones.ts'
import { type Client, describeLoad, type Load, runLoad } from './load.ts'
import { inPairs, type Line, ratiosOf } from './pairs.ts'
import type { Program } from './programs.ts'
import { count } from './query.ts'

const PATH = '/webhooks/twilio/voice/incoming'
const PAIRS = 7
/** Calls of one round: about a second and a half each side. */
const rounds = [
  { concurrency: 1, ours: 150, bare: 1_500, limit: 85 },
  { concurrency: 10, ours: 300, bare: 3_000, limit: 95 },
]

interface Side {
  program: Program
  client: Client
}

/** An incoming call from a landline the demo knows: Rosa's, which rings at the desk of Cremona. */
export async function webhookLines(ours: Side, bare: Side, databaseUrl: string): Promise<Line[]> {
  const lines: Line[] = []
  for (const { concurrency, limit, ...calls } of rounds) {
    const measured = await inPairs(
      PAIRS,
      () => ring(ours, calls.ours, concurrency),
      () => ring(bare, calls.bare, concurrency),
    )
    const cost = ({ perSecond }: Load) => 1 / perSecond
    lines.push({
      title: `Incoming call, ${concurrency} at once`,
      ours: 'verifies the signature, recognises the caller, routes, writes call, leg, trace and news in one transaction, answers TwiML',
      bare: 'an Express route that verifies the same signature and answers a fixed TwiML; no database',
      oursMeasured: describeLoad(measured.ours, 'calls'),
      bareMeasured: describeLoad(measured.bare, 'calls'),
      ratios: ratiosOf(measured, cost, cost),
      limit,
    })
  }
  const expected = rounds.reduce((sum, round) => sum + round.ours * (PAIRS + 1), 0)
  const kept = await count(databaseUrl, 'call c JOIN call_leg l ON l.call_id = c.id WHERE c.from_e164 = $1', [
    rosaPhone,
  ])
  if (kept < expected) throw new Error(`${expected} calls were answered, ${kept} are in the database`)
  return lines
}

/** Every call is another one; all are signed beforehand. */
function ring({ program, client }: Side, calls: number, concurrency: number): Promise<Load> {
  const address = `http://127.0.0.1:${program.port}${PATH}`
  const tasks = Array.from({ length: calls }, () => {
    const form = {
      AccountSid: DEMO_ACCOUNT_SID,
      ApiVersion: '2010-04-01',
      CallSid: `CA${randomUUID().replaceAll('-', '')}`,
      CallStatus: 'ringing',
      CallerCountry: 'IT',
      Direction: 'inbound',
      From: rosaPhone,
      To: DEMO_VOICE_NUMBER,
    }
    const sent = {
      method: 'POST',
      path: PATH,
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
        'X-Twilio-Signature': signatureOf(DEMO_AUTH_TOKEN, address, form),
      },
      body: new URLSearchParams(form).toString(),
    }
    return async () => {
      const twiml = await client.send(sent)
      if (!twiml.includes('<Number')) throw new Error(`No telephone rings: ${twiml}`)
    }
  })
  return runLoad(tasks, concurrency)
}
