import { type Client, describeLoad, type Load, runLoad } from './load.ts'
import { inPairs, type Line, median, ratiosOf } from './pairs.ts'

const PAIRS = 9
const ASKED = 300
const GOAL_MS = 50

/** As typed, a letter at a time; a slip, an address and a number among them. */
const typed = ['rosa bianchi', 'ferrari', 'colmobo', 'via palestro', '0372 900'].flatMap((text) =>
  Array.from({ length: text.length - 1 }, (_, index) => text.slice(0, index + 2)).filter(
    (part) => part.trim().length > 1,
  ),
)

/** While a card is written: a letter more of the surname each time, then the day of birth, a slip, a number. */
const surnames = Array.from({ length: 'Ferrari'.length - 2 }, (_, index) => 'Ferrari'.slice(0, index + 3))
const writtenDown: Record<string, string>[] = [
  ...surnames.map((lastName) => ({ firstName: 'Giovanna', lastName })),
  { firstName: 'Giovanna', lastName: 'Ferrari', birthDate: '1940-05-02' },
  { firstName: 'Giovana', lastName: 'Ferari', birthDate: '1940-05-02' },
  { firstName: 'Rosa', lastName: 'Colombo', phones: '0372 900100' },
]

const asPath = (way: string, query: Record<string, string>) => `/api/people${way}?${new URLSearchParams(query)}`

export async function searchLines(
  ours: { client: Client; cookie: string },
  bare: { client: Client },
  people: number,
): Promise<Line[]> {
  const ask = ({ client }: { client: Client }, path: string) =>
    client.send({ method: 'GET', path, headers: { Cookie: ours.cookie } })
  const found = await ask(ours, asPath('', { search: 'rosa bianchi' }))
  if (!found.includes('"Rosa Bianchi"')) throw new Error('Rosa Bianchi is not found')
  const among = `among ${people.toLocaleString('en')} people, over HTTP: session, permission,`
  const line = async (title: string, what: string, paths: string[], limit: number): Promise<Line> => {
    const times = Math.ceil(ASKED / paths.length)
    const asked = Array.from({ length: times }, () => paths).flat()
    const run = (side: { client: Client }, pathOf: (path: string) => string) => () =>
      runLoad(
        asked.map((path) => async () => void (await ask(side, pathOf(path)))),
        1,
      )
    const measured = await inPairs(
      PAIRS,
      run(ours, (path) => path),
      run(bare, () => '/one'),
    )
    const cost = ({ p95Ms }: Load) => p95Ms
    return {
      title,
      ours: what,
      bare: 'an Express route that asks the same PostgreSQL for SELECT 1',
      oursMeasured: describeLoad(measured.ours, 'askings'),
      bareMeasured: describeLoad(measured.bare, 'round trips'),
      ratios: ratiosOf(measured, cost, cost),
      limit,
      goal: { text: `under ${GOAL_MS} ms`, isMet: median(measured.ours.map(cost)) < GOAL_MS },
    }
  }
  return [
    await line(
      'Search as one types, p95',
      `GET /api/people ${among} a search that forgives accents and slips, then the cards found`,
      typed.map((search) => asPath('', { search })),
      60,
    ),
    await line(
      'Likely doubles of a card that is being written, p95',
      `GET /api/people/likely-duplicates ${among} names that sound alike, days of birth, numbers, codes`,
      writtenDown.map((each) => asPath('/likely-duplicates', each)),
      60,
    ),
  ]
}
