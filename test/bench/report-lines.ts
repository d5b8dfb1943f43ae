import { openStore } from '../../adapters/postgres/store.ts'
import { recountFigures } from '../../helpline/reports/recount-figures.ts'
import { type Client, describeLoad, type Load, runLoad } from './load.ts'
import { inPairs, type Line, ratiosOf } from './pairs.ts'
import { query } from './query.ts'
import { keepTenYears, LOMBARDY, makeYear } from './report-years.ts'

const PAIRS = 7
const REPORTS = 25
const ROUND_TRIPS = 300
/** A sixth of the rows: all 26,000 people have something, and a report reads none of them. */
const PART = 1 / 6

/** Ten years of the whole region in tallies, one of them counted from its rows. */
export async function prepareReports(databaseUrl: string, now: Date): Promise<void> {
  await makeYear(databaseUrl, PART)
  const store = openStore(databaseUrl)
  try {
    await recountFigures(store, { now, actor: { kind: 'system' } })
  } finally {
    await store.close()
  }
  await keepTenYears(databaseUrl)
  const [kept] = await query(
    databaseUrl,
    `SELECT count(DISTINCT starts_on)::int AS years, max(people)::int AS people
     FROM (SELECT starts_on, count(DISTINCT person_id) AS people FROM report_person_year GROUP BY 1) y WHERE people > 10000`,
  )
  if (kept?.years !== 10 || Number(kept.people) < LOMBARDY.people) throw new Error(`${kept?.years} years are kept`)
}

export async function* reportLines(
  ours: { client: Client; cookie: string },
  bare: { client: Client },
): AsyncGenerator<Line> {
  const read = async (from: string, until: string) => {
    const path = `/api/reports/figures?${new URLSearchParams({ from, until })}`
    const answer = await ours.client.send({ method: 'GET', path, headers: { Cookie: ours.cookie } })
    if (!/"contactsIn":\d{4}/.test(answer)) throw new Error('The report is empty')
  }
  const years = Array.from({ length: 10 }, (_, at) => LOMBARDY.year + at)
  const line = async (title: string, what: string, limit: number, periods: (readonly [string, string])[]) => {
    const measured = await inPairs(
      PAIRS,
      () =>
        runLoad(
          Array.from({ length: REPORTS }, (_, at) => {
            const [from, until] = periods[at % periods.length] ?? ['', '']
            return () => read(from, until)
          }),
          1,
        ),
      () =>
        runLoad(
          Array.from(
            { length: ROUND_TRIPS },
            () => async () => void (await bare.client.send({ method: 'GET', path: '/one' })),
          ),
          1,
        ),
    )
    const cost = ({ p95Ms }: Load) => p95Ms
    return {
      title,
      ours: `GET /api/reports/figures of ${what} of the whole region, ten years kept: session, permission, tallies, 26,000 people counted once, every table`,
      bare: 'an Express route that asks the same PostgreSQL for SELECT 1',
      oursMeasured: describeLoad(measured.ours, 'reports'),
      bareMeasured: describeLoad(measured.bare, 'round trips'),
      ratios: ratiosOf(measured, cost, cost),
      limit,
    }
  }
  yield await line(
    'Report of a year, p95',
    'a year',
    400,
    years.map((year) => [`${year}-01-01`, `${year + 1}-01-01`] as const),
  )
  yield await line(
    'Report of a month, p95',
    'a month',
    150,
    years.map((year) => [`${year}-05-01`, `${year}-06-01`] as const),
  )
}
