import { type Client, describeLoad, type Load, runLoad } from './load.ts'
import { inPairs, type Line, median, ratiosOf } from './pairs.ts'

const PAIRS = 9
const TIMES = 6
const GOAL_MS = 50

/** As typed, a letter at a time; a slip, an address and a number among them. */
const typed = ['rosa bianchi', 'ferrari', 'colmobo', 'via palestro', '0372 900'].flatMap((text) =>
  Array.from({ length: text.length - 1 }, (_, index) => text.slice(0, index + 2)).filter(
    (part) => part.trim().length > 1,
  ),
)

export async function searchLine(
  ours: { client: Client; cookie: string },
  bare: { client: Client },
  people: number,
): Promise<Line> {
  const found = await search(ours, 'rosa bianchi')
  if (!found.includes('"Rosa Bianchi"')) throw new Error('Rosa Bianchi is not found')
  const searches = Array.from({ length: TIMES }, () => typed).flat()
  const measured = await inPairs(
    PAIRS,
    () =>
      runLoad(
        searches.map((text) => async () => void (await search(ours, text))),
        1,
      ),
    () =>
      runLoad(
        searches.map(() => async () => void (await bare.client.send({ method: 'GET', path: '/one' }))),
        1,
      ),
  )
  const cost = ({ p95Ms }: Load) => p95Ms
  return {
    title: 'Search as one types, p95',
    ours: `GET /api/people among ${people.toLocaleString('en')} people, over HTTP: session, permission, a search that forgives accents and slips, then the cards found`,
    bare: 'an Express route that asks the same PostgreSQL for SELECT 1',
    oursMeasured: describeLoad(measured.ours, 'searches'),
    bareMeasured: describeLoad(measured.bare, 'round trips'),
    ratios: ratiosOf(measured, cost, cost),
    limit: 60,
    goal: { text: `under ${GOAL_MS} ms`, isMet: median(measured.ours.map(cost)) < GOAL_MS },
  }
}

const search = ({ client, cookie }: { client: Client; cookie: string }, text: string): Promise<string> =>
  client.send({
    method: 'GET',
    path: `/api/people?${new URLSearchParams({ search: text })}`,
    headers: { Cookie: cookie },
  })
