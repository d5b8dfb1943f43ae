import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import { DEMO_ACCOUNT_SID, DEMO_AUTH_TOKEN, DEMO_VOICE_NUMBER } from '../../adapters/environment.ts'
import { newSessionToken, sha256 } from '../../adapters/session-token.ts'
import { type News, news } from '../../contract/live.ts'
import { signatureOf } from '../../phone-simulator/signing.ts'
import { rosaPhone } from '../../prisma/seed/demo-telephones.ts'
import type { Client } from './load.ts'
import { figure, inPairs, type Line, median, quantile, ratiosOf } from './pairs.ts'
import type { Program } from './programs.ts'
import { query } from './query.ts'

const CONSOLES = 200
const PAIRS = 7
const CALLS = 20
/** Telephones do not ring one upon the other. */
const BETWEEN_MS = 40
const POP_LIMIT_MS = 20_000
const GOAL_MS = 150
const RINGING_PATH = '/webhooks/twilio/voice/incoming'

interface Side {
  program: Program
  client: Client
}

interface Seat {
  socket: Socket
  pointId: string
  /** Reads the card; false when it is not there yet. */
  read(): Promise<boolean>
  isNews(said: unknown): boolean
}

/** From the webhook that rings to the card read by every console of that point, with as many consoles as a region has. */
export async function popLine(ours: Side, bare: Side, databaseUrl: string, now: Date): Promise<Line> {
  const points = (await query(databaseUrl, "SELECT id FROM listening_point WHERE kind = 'point' ORDER BY id")).map(
    ({ id }) => String(id),
  )
  const [rosas] = await query(
    databaseUrl,
    'SELECT p.listening_point_id AS id FROM assisted_person p JOIN person_phone n ON n.person_id = p.id WHERE n.e164 = $1',
    [rosaPhone],
  )
  const pointId = String(rosas?.id)
  const tokens = await signInAll(databaseUrl, points, now)
  const seats = await Promise.all(
    tokens.map((token, index) => ourSeat(ours, token, points[index % points.length] ?? '')),
  )
  const bareSeats = await Promise.all(tokens.map((_, index) => bareSeat(bare, points[index % points.length] ?? '')))
  try {
    const measured = await inPairs(
      PAIRS,
      () =>
        ringAll(
          seats,
          pointId,
          () => ring(ours),
          async () => {
            await query(
              databaseUrl,
              "UPDATE call SET state = 'ended', outcome = 'abandoned', ended_at = started_at WHERE state = 'ringing'",
            )
          },
        ),
      () => ringAll(bareSeats, pointId, () => bare.client.send({ method: 'POST', path: `/ring/${pointId}` })),
    )
    const p99 = (times: number[]) => quantile(times, 0.99)
    const describe = (rounds: number[][]) =>
      `p50 ${figure(median(rounds.map((times) => quantile(times, 0.5))))} ms, p99 ${figure(p99(rounds.flat()))} ms`
    return {
      title: `Ring to screen-pop, ${CONSOLES} consoles, p99`,
      ours: `the webhook of an incoming call, its news to the consoles of the point, and GET /api/calls/current by each of them, with who it may be; ${CONSOLES} consoles follow, ${seats.filter((seat) => seat.pointId === pointId).length} of them at that point`,
      bare: 'NOTIFY, a socket.io message to as many sockets out of as many, and SELECT 1 by each of them',
      oursMeasured: describe(measured.ours),
      bareMeasured: describe(measured.bare),
      ratios: ratiosOf(measured, p99, p99),
      limit: 20,
      goal: { text: `under ${GOAL_MS} ms`, isMet: p99(measured.ours.flat()) < GOAL_MS },
    }
  } finally {
    for (const { socket } of [...seats, ...bareSeats]) socket.disconnect()
  }
}

/** As many operators as consoles, spread over the points, each with a session. */
async function signInAll(databaseUrl: string, points: readonly string[], now: Date): Promise<string[]> {
  const tokens = Array.from({ length: CONSOLES }, newSessionToken)
  const rows = tokens.map((token, index) => ({
    ...{ id: randomUUID(), email: `pop.${index}@filo.example`, token: sha256(token) },
    point: points[index % points.length],
  }))
  const until = new Date(now.getTime() + 10 * 3_600_000)
  await query(
    databaseUrl,
    `WITH made AS (SELECT * FROM json_to_recordset($1) AS m(id uuid, email text, token text, point uuid)),
      added AS (INSERT INTO operator (id, email, name, password_hash, role) SELECT id, email, 'Ada Bianchi', '-', 'operator' FROM made RETURNING id),
      placed AS (INSERT INTO operator_point (operator_id, listening_point_id) SELECT m.id, m.point FROM made m JOIN added USING (id))
      INSERT INTO session (token_hash, operator_id, created_at, expires_at) SELECT m.token, m.id, $2, $3 FROM made m JOIN added USING (id)`,
    [JSON.stringify(rows), now, until],
  )
  return tokens
}

const connected = (socket: Socket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })

const options = { path: '/live', transports: ['websocket'], forceNew: true, reconnection: false }

async function ourSeat({ program, client }: Side, token: string, pointId: string): Promise<Seat> {
  const headers = { Cookie: `filo_session=${token}` }
  const socket = io(`http://127.0.0.1:${program.port}`, { ...options, extraHeaders: headers })
  await connected(socket)
  await socket.emitWithAck('follow', { cursor: null })
  return {
    socket,
    pointId,
    isNews: (said) => (news.parse(said) satisfies News).items.some(({ topic }) => topic === 'call'),
    async read() {
      const calls = await client.send({ method: 'GET', path: '/api/calls/current', headers })
      return calls.includes('"state":"ringing"') && calls.includes('"Rosa Bianchi"')
    },
  }
}

async function bareSeat({ program, client }: Side, pointId: string): Promise<Seat> {
  const socket = io(`http://127.0.0.1:${program.port}`, { ...options, auth: { point: pointId } })
  await connected(socket)
  return {
    socket,
    pointId,
    isNews: () => true,
    read: async () => (await client.send({ method: 'GET', path: '/one' })).includes('one'),
  }
}

/** How long each console of the point waited for its card, call after call. */
async function ringAll(
  seats: readonly Seat[],
  pointId: string,
  ringOnce: () => Promise<unknown>,
  after?: () => Promise<void>,
): Promise<number[]> {
  const concerned = seats.filter((seat) => seat.pointId === pointId)
  if (concerned.length === 0) throw new Error('No console is at the point that rings')
  const times: number[] = []
  for (let call = 0; call < CALLS; call++) {
    const startedAt = performance.now()
    const popped = concerned.map(async (seat) => {
      await popOf(seat)
      times.push(performance.now() - startedAt)
    })
    await Promise.all([ringOnce(), ...popped])
    await after?.()
    await pause(BETWEEN_MS)
  }
  return times
}

function popOf({ socket, isNews, read }: Seat): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (end: () => void) => {
      clearTimeout(limit)
      socket.offAny(hear)
      end()
    }
    const limit = setTimeout(() => stop(() => reject(new Error('A console was never told'))), POP_LIMIT_MS)
    const hear = (_name: string, said: unknown) => {
      if (!isNews(said)) return
      read().then(
        (isThere) => isThere && stop(resolve),
        (error: unknown) => stop(() => reject(error)),
      )
    }
    socket.onAny(hear)
  })
}

/** Rosa, whom the demo knows. */
function ring({ program, client }: Side): Promise<string> {
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
  const address = `http://127.0.0.1:${program.port}${RINGING_PATH}`
  return client.send({
    method: 'POST',
    path: RINGING_PATH,
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'X-Twilio-Signature': signatureOf(DEMO_AUTH_TOKEN, address, form),
    },
    body: new URLSearchParams(form).toString(),
  })
}
