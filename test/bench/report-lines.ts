import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { openStore } from '../../adapters/postgres/store.ts'
import { recountFigures } from '../../helpline/reports/recount-figures.ts'
import { type Client, describeLoad, type Load, runLoad } from './load.ts'
import { measureProgram, megabytes } from './measured-program.ts'
import { figure, inPairs, type Line, median, ratiosOf } from './pairs.ts'
import { query } from './query.ts'
import { keepTenYears, LOMBARDY, makeYear } from './report-years.ts'

const PAIRS = 7
const REPORTS = 25
const ROUND_TRIPS = 300
/** A sixth of the rows: all 26,000 people have something, and a report reads none of them. */
const PART = 1 / 6
const YEARS = Array.from({ length: 10 }, (_, at) => LOMBARDY.year + at)

/** The whole region in tallies, one year counted from its rows; ten years of it in one database, that one alone in another. */
export async function prepareReports(databaseUrl: string, oneYearUrl: string, now: Date): Promise<void> {
  await makeYear(databaseUrl, PART)
  const store = openStore(databaseUrl)
  try {
    await recountFigures(store, { now, actor: { kind: 'system' } })
  } finally {
    await store.close()
  }
  const nameOf = (url: string) => new URL(url).pathname.slice(1)
  const postgres = new URL(databaseUrl)
  postgres.pathname = '/postgres'
  await query(postgres.href, `DROP DATABASE IF EXISTS ${nameOf(oneYearUrl)}`)
  await query(postgres.href, `CREATE DATABASE ${nameOf(oneYearUrl)} TEMPLATE ${nameOf(databaseUrl)}`)
  await keepTenYears(databaseUrl)
  const [kept] = await query(
    databaseUrl,
    `SELECT count(DISTINCT starts_on)::int AS years, max(people)::int AS people
     FROM (SELECT starts_on, count(DISTINCT person_id) AS people FROM report_person_year GROUP BY 1) y WHERE people > 10000`,
  )
  if (kept?.years !== 10 || Number(kept.people) < LOMBARDY.people) throw new Error(`${kept?.years} years are kept`)
}

interface Reader {
  client: Client
  cookie: string
}

const reportOf = async ({ client, cookie }: Reader, from: string, until: string): Promise<string> => {
  const path = `/api/reports/figures?${new URLSearchParams({ from, until })}`
  return client.send({ method: 'GET', path, headers: { Cookie: cookie } })
}

async function read(reader: Reader, [from, until]: readonly [string, string]): Promise<void> {
  if (!/"contactsIn":\d{4}/.test(await reportOf(reader, from, until))) throw new Error('The report is empty')
}

const loadOf = (reader: Reader, periods: readonly (readonly [string, string])[]): Promise<Load> =>
  runLoad(
    Array.from({ length: REPORTS }, (_, at) => () => read(reader, periods[at % periods.length] ?? ['', ''])),
    1,
  )

interface Shape {
  name: string
  limit: number
  goalMs: number
  of(year: number): readonly [string, string]
}

const shapes: readonly Shape[] = [
  { name: 'year', limit: 400, goalMs: 100, of: (year: number) => [`${year}-01-01`, `${year + 1}-01-01`] },
  { name: 'month', limit: 150, goalMs: 30, of: (year: number) => [`${year}-05-01`, `${year}-06-01`] },
]

const p95 = ({ p95Ms }: Load): number => p95Ms
const goalOf = (loads: readonly Load[], goalMs: number) => ({
  text: `p95 under ${goalMs} ms`,
  isMet: median(loads.map(p95)) < goalMs,
})

export async function* reportLines(ours: Reader, oneYear: Reader, bare: { client: Client }): AsyncGenerator<Line> {
  for (const { name, limit, goalMs, of } of shapes) {
    const measured = await inPairs(
      PAIRS,
      () => loadOf(ours, YEARS.map(of)),
      () =>
        runLoad(
          Array.from(
            { length: ROUND_TRIPS },
            () => async () => void (await bare.client.send({ method: 'GET', path: '/one' })),
          ),
          1,
        ),
    )
    yield {
      title: `Report of a ${name}, p95`,
      ours: `GET /api/reports/figures of a ${name} of the whole region, ten years kept: session, permission, tallies, 26,000 people counted once, every table`,
      bare: 'an Express route that asks the same PostgreSQL for SELECT 1',
      oursMeasured: describeLoad(measured.ours, 'reports'),
      bareMeasured: describeLoad(measured.bare, 'round trips'),
      ratios: ratiosOf(measured, p95, p95),
      limit,
      goal: goalOf(measured.ours, goalMs),
    }
  }
  for (const { name, goalMs, of } of shapes) {
    const periods = [of(LOMBARDY.year)]
    const measured = await inPairs(
      PAIRS,
      () => loadOf(ours, periods),
      () => loadOf(oneYear, periods),
    )
    const middle = ({ p50Ms }: Load) => p50Ms
    yield {
      title: `Report of a ${name}: ten years kept beside one`,
      ours: `the same ${name} read where ten years are kept`,
      bare: 'and where that year alone is kept, by a server and a database of their own',
      oursMeasured: describeLoad(measured.ours, 'reports'),
      bareMeasured: describeLoad(measured.bare, 'reports'),
      ratios: ratiosOf(measured, middle, middle),
      limit: 1.5,
      goal: goalOf(measured.ours, goalMs),
    }
  }
}

const FRESH_SECONDS = 5
const FRESH_ROUNDS = 7
const LONGEST_SECONDS = 60

/** With the workers running: from the answer to a save until the live figures hold it. */
export async function freshnessLine({ client, cookie }: Reader, databaseUrl: string): Promise<Line> {
  const [point] = await query(databaseUrl, "SELECT id FROM listening_point WHERE name = 'Punto di prova 1'")
  const [day, next] = ['2013-05-14', '2013-05-15']
  const contactsIn = async () =>
    Number(/"contactsIn":(\d+)/.exec(await reportOf({ client, cookie }, '2013-05-01', '2013-06-01'))?.[1])
  const opening = { provenance: 'office', listeningPointId: point?.id, occurredAt: `${day}T10:00:00+02:00` }
  const seconds: number[] = []
  let before = await contactsIn()
  for (let round = 0; round < FRESH_ROUNDS; round += 1) {
    const headers = { 'Content-Type': 'application/json', Cookie: cookie }
    await client.send({ method: 'PUT', path: `/api/contacts/${randomUUID()}`, headers, body: JSON.stringify(opening) })
    const startedAt = performance.now()
    const passed = () => (performance.now() - startedAt) / 1000
    while ((await contactsIn()) === before) {
      if (passed() > LONGEST_SECONDS) throw new Error(`A contact of ${day} is not in the figures before ${next}`)
      await pause(100)
    }
    seconds.push(passed())
    before = await contactsIn()
  }
  return {
    title: 'A saved contact in the live figures',
    ours: 'a late card of the busiest point in a month of the region, ten years kept: saved, marked, counted again by the workers with the whole of that month and point, read through the API; the slowest of seven',
    bare: 'the goal: 5 seconds',
    oursMeasured: `${figure(median(seconds))} s in the median, ${figure(Math.max(...seconds))} s at most`,
    bareMeasured: `${FRESH_SECONDS} s`,
    ratios: [Math.max(...seconds) / FRESH_SECONDS],
    limit: 1,
    goal: { text: `within ${FRESH_SECONDS} s`, isMet: Math.max(...seconds) <= FRESH_SECONDS },
  }
}

const MOST_MEGABYTES = 300

/** All the papers of one year in one process that does nothing else. */
export async function exportMemoryLine(environment: Record<string, string>, now: Date): Promise<Line> {
  const { peakBytes, baseBytes, seconds } = await measureProgram(['test/bench/export-program.ts'], {
    ...environment,
    BENCH_YEAR: String(LOMBARDY.year),
    BENCH_NOW: now.toISOString(),
  })
  const [most, added] = [MOST_MEGABYTES * 2 ** 20, peakBytes - baseBytes]
  return {
    title: 'Memory of exports',
    ours: 'one process that makes the yearly and the social report of the whole region as PDF, XLSX and CSV, for us and for third parties, ten years kept; the most they ever added to what the program holds anyway',
    bare: 'the goal: 300 MB',
    oursMeasured: `${megabytes(added)} more than ${megabytes(baseBytes)}, twelve papers in ${figure(seconds)} s`,
    bareMeasured: `${MOST_MEGABYTES} MB`,
    ratios: [added / most],
    limit: 1,
    goal: { text: `under ${MOST_MEGABYTES} MB`, isMet: added < most },
  }
}
