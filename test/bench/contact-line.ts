import { randomUUID } from 'node:crypto'
import { type Client, describeLoad, type Load, runLoad } from './load.ts'
import { inPairs, type Line, median, ratiosOf } from './pairs.ts'
import { count, query } from './query.ts'

const PAIRS = 5
const CONCURRENCY = 10
const NOTES = 1_500
const GOAL_PER_SECOND = 366

const information = { version: 0, kind: 'information', informationKind: 'health', answer: 'Orari del CUP' }
const ride = {
  version: 0,
  kind: 'help',
  helpKind: 'transport',
  neededFrom: '2026-11-30T09:30:00+01:00',
  neededUntil: '2026-11-30T11:30:00+01:00',
  fromPlace: 'Via Palestro 12, Cremona',
  toPlace: 'Ospedale di Cremona',
  destinationKind: 'publicHospital',
  insideProvince: true,
  returnKind: 'open',
}

interface Sides {
  ours: { client: Client; cookie: string; listeningPointId: string }
  bare: { client: Client }
  databaseUrl: string
}

/** What an operator's console saves for one visit: bit by bit as it is typed, or all at once where it had to wait. */
export async function* contactLines(sides: Sides): AsyncGenerator<Line> {
  const { client, cookie, listeningPointId } = sides.ours
  const send = async (method: 'PUT' | 'PATCH', path: string, body: object) => {
    const headers = { 'Content-Type': 'application/json', Cookie: cookie }
    await client.send({ method, path: `/api${path}`, headers, body: JSON.stringify(body) })
  }
  const people = (await query(sides.databaseUrl, 'SELECT id FROM assisted_person ORDER BY id LIMIT 5000')).map(
    ({ id }) => id,
  )
  let next = 0
  const caller = () => ({ personId: people[next++ % people.length], callerType: 'selfCaller' })
  const visit = { provenance: 'office', listeningPointId, occurredAt: '2026-11-24T09:40:00+01:00' }
  yield await measured(sides, {
    title: `Contact with two requests, as it is typed, ${CONCURRENCY} at once`,
    ours: 'four calls of the API, each with session, permission, contract, lock, version, trace and news in one transaction: opened, for whom, and each request as if typed without a pause',
    limit: 95,
    contacts: 80,
    async save() {
      const contact = `/contacts/${randomUUID()}`
      await send('PUT', contact, visit)
      await send('PATCH', contact, { version: 1, ...caller() })
      await send('PUT', `${contact}/requests/${randomUUID()}`, information)
      await send('PUT', `${contact}/requests/${randomUUID()}`, ride)
    },
  })
  const whole = await measured(sides, {
    title: `Contact with two requests, saved whole, ${CONCURRENCY} at once`,
    ours: 'one call of the API makes the contact, for a person who is known, with an information and a ride that lack nothing: session, permission, contract, traces, news and marks for the reports, in one statement. It is what the console sends for a contact written down later when the line was away meanwhile',
    limit: 20,
    contacts: 400,
    save: () =>
      send('PUT', `/contacts/${randomUUID()}/whole`, {
        opening: visit,
        version: 0,
        fields: caller(),
        requests: [information, ride].map((request) => ({ id: randomUUID(), ...request })),
      }),
  })
  const isMet = median(whole.loads.map(({ perSecond }) => perSecond)) >= GOAL_PER_SECOND
  yield { ...whole, goal: { text: `${GOAL_PER_SECOND} contacts/s, twice what a peer does`, isMet } }
}

interface Saving extends Pick<Line, 'title' | 'ours' | 'limit'> {
  /** In each round. */
  contacts: number
  save(): Promise<void>
}

async function measured(
  { bare, databaseUrl }: Sides,
  { save, contacts, ...line }: Saving,
): Promise<Line & { loads: Load[] }> {
  const note = JSON.stringify(ride)
  const saveNote = async () => {
    const headers = { 'Content-Type': 'application/json' }
    await bare.client.send({ method: 'POST', path: '/note', headers, body: note })
  }
  const before = await count(databaseUrl, 'request')
  const times = (many: number, task: () => Promise<void>) =>
    runLoad(
      Array.from({ length: many }, () => task),
      CONCURRENCY,
    )
  const pairs = await inPairs(
    PAIRS,
    () => times(contacts, save),
    () => times(NOTES, saveNote),
  )
  const written = (await count(databaseUrl, 'request')) - before
  if (written !== contacts * 2 * (PAIRS + 1)) throw new Error(`${written} requests were written`)
  const cost = ({ perSecond }: Load) => 1 / perSecond
  return {
    ...line,
    bare: 'an Express route that does one INSERT through pg',
    oursMeasured: describeLoad(pairs.ours, 'contacts'),
    bareMeasured: describeLoad(pairs.bare, 'inserts'),
    ratios: ratiosOf(pairs, cost, cost),
    loads: pairs.ours,
  }
}
