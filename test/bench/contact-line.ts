import { randomUUID } from 'node:crypto'
import { type Client, describeLoad, type Load, runLoad } from './load.ts'
import { inPairs, type Line, ratiosOf } from './pairs.ts'
import { count } from './query.ts'

const PAIRS = 5
const CONCURRENCY = 10
const CONTACTS = 60
const NOTES = 1_500

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
  const put = async (path: string, body: object) => {
    const headers = { 'Content-Type': 'application/json', Cookie: cookie }
    await client.send({ method: 'PUT', path: `/api${path}`, headers, body: JSON.stringify(body) })
  }
  const visit = { provenance: 'office', listeningPointId, occurredAt: '2026-11-24T09:40:00+01:00' }
  yield await measured(sides, {
    title: `Contact with two requests, as they are typed, ${CONCURRENCY} at once`,
    ours: 'three calls of the API, each with session, permission, contract, lock, version, trace and news in one transaction',
    limit: 95,
    async save() {
      const contact = `/contacts/${randomUUID()}`
      await put(contact, visit)
      await put(`${contact}/requests/${randomUUID()}`, information)
      await put(`${contact}/requests/${randomUUID()}`, ride)
    },
  })
  yield await measured(sides, {
    title: `Contact with two requests, saved whole, ${CONCURRENCY} at once`,
    ours: 'one call of the API, with session, permission, contract, traces and news in one transaction',
    limit: 45,
    save: () =>
      put(`/contacts/${randomUUID()}/whole`, {
        opening: visit,
        version: 0,
        fields: { callerType: 'other' },
        requests: [information, ride].map((request) => ({ id: randomUUID(), ...request })),
      }),
  })
}

async function measured(
  { bare, databaseUrl }: Sides,
  { save, ...line }: Pick<Line, 'title' | 'ours' | 'limit'> & { save: () => Promise<void> },
): Promise<Line> {
  const note = JSON.stringify(ride)
  const saveNote = async () => {
    const headers = { 'Content-Type': 'application/json' }
    await bare.client.send({ method: 'POST', path: '/note', headers, body: note })
  }
  const before = await count(databaseUrl, 'request')
  const pairs = await inPairs(
    PAIRS,
    () =>
      runLoad(
        Array.from({ length: CONTACTS }, () => save),
        CONCURRENCY,
      ),
    () =>
      runLoad(
        Array.from({ length: NOTES }, () => saveNote),
        CONCURRENCY,
      ),
  )
  const written = (await count(databaseUrl, 'request')) - before
  if (written !== CONTACTS * 2 * (PAIRS + 1)) throw new Error(`${written} requests were written`)
  const cost = ({ perSecond }: Load) => 1 / perSecond
  return {
    ...line,
    bare: 'an Express route that does one INSERT through pg',
    oursMeasured: describeLoad(pairs.ours, 'contacts'),
    bareMeasured: describeLoad(pairs.bare, 'inserts'),
    ratios: ratiosOf(pairs, cost, cost),
  }
}
