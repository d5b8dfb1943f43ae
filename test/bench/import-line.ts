import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openStore } from '../../adapters/postgres/store.ts'
import { report } from '../../contract/reports.ts'
import { recountFigures } from '../../helpline/reports/recount-figures.ts'
import { scaled } from '../../launch/make-year/year-totals.ts'
import { differencesFrom, shippedTotals } from '../support/year-proof.ts'
import type { Grounds } from './grounds.ts'
import { httpClient } from './load.ts'
import { commandOf, measureProgram, megabytes } from './measured-program.ts'
import { figure, type Line } from './pairs.ts'
import { startServerProgram } from './programs.ts'
import { query } from './query.ts'
import { signIn } from './sign-in.ts'

const GOAL_SECONDS = 180

/** The year the association printed: made to its totals, brought in from files, counted again, read through the API. */
export async function importLine(grounds: Grounds, scale = 1): Promise<Line> {
  const databaseUrl = await grounds.newDatabase('bench_import')
  // The demo's own cast is not counted.
  await query(databaseUrl, 'TRUNCATE assisted_person, volunteer, vehicle CASCADE')
  const environment = { ...grounds.environment, DATABASE_URL: databaseUrl }
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-bench-year-'))
  try {
    const size = ['--year', '2013', '--seed', '1', '--scale', String(scale)]
    await measureProgram([...commandOf('make-year'), ...size, '--csv', folder], environment)
    const { seconds, peakBytes } = await measureProgram([...commandOf('import'), folder], environment)
    const recountSeconds = await recount(databaseUrl, grounds.now())
    await proveTotals(environment, scale)
    const rows = scale === 1 ? '' : `, ${scale} of it`
    return {
      title: `A year of Lombardy brought in${rows}, and its totals read back`,
      ours: 'npm run import of the seven files of 2013: 181,110 contacts in, 470,058 takings in charge, 290,838 contacts out; every row checked, tied to its code and marked for its recount; then counted again and read through the API, equal to the unit to every total that is printed',
      bare: 'the goal: 3 minutes',
      oursMeasured: `${figure(seconds)} s, ${megabytes(peakBytes)} at most; counted again in ${figure(recountSeconds)} s`,
      bareMeasured: `${figure(GOAL_SECONDS * scale)} s`,
      ratios: [seconds / (GOAL_SECONDS * scale)],
      limit: 1,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function recount(databaseUrl: string, now: Date): Promise<number> {
  const store = openStore(databaseUrl)
  const startedAt = performance.now()
  try {
    await recountFigures(store, { now, actor: { kind: 'system' } })
    return (performance.now() - startedAt) / 1000
  } finally {
    await store.close()
  }
}

/** One wrong unit ends the bench. */
async function proveTotals(environment: Record<string, string>, scale: number): Promise<void> {
  const whole = shippedTotals('lombardia-2013')
  const totals = scale === 1 ? whole : scaled(whole, scale)
  const program = await startServerProgram(environment)
  const client = httpClient(program.port)
  try {
    const { cookie } = await signIn(`http://127.0.0.1:${program.port}`, 'regione@demo.example')
    const days = new URLSearchParams({ from: `${totals.year}-01-01`, until: `${totals.year + 1}-01-01` })
    const answer = await client.send({
      method: 'GET',
      path: `/api/reports/figures?${days}`,
      headers: { Cookie: cookie },
    })
    const differences = differencesFrom(totals, report.parse(JSON.parse(answer)).figures)
    if (differences.length > 0) throw new Error(`The report is not the year: ${differences.slice(0, 10).join('; ')}`)
  } finally {
    client.close()
    await program.stop()
  }
}
