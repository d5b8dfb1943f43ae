import { importGround } from '../../helpline/imports/import-ground.ts'
import { romeDate } from '../../helpline/territory/rome-time.ts'
import { progressBar } from '../progress-bar.ts'
import { CannotMakeYear, castYear } from './year-cast.ts'
import { planYear } from './year-plan.ts'
import { type YearScene, yearMark } from './year-rows.ts'
import type { YearTotals } from './year-totals.ts'

export interface YearRequest {
  totals: YearTotals
  seed: number
  /** Where the files go; without it the year goes straight into the database. */
  csv: string | undefined
  anyDatabase: boolean
  isDemo: boolean
  databaseUrl: string
  now: Date
  out: NodeJS.WriteStream
}

/** Invents a year that adds up to its totals, to the unit. */
export async function makeYear(request: YearRequest): Promise<void> {
  const { totals, seed, csv, databaseUrl, now, out } = request
  if (`${totals.year}-12-31` >= romeDate(now)) throw new CannotMakeYear('Un anno si inventa quando è finito.')
  // Not before: the stores speak through the generated client.
  const { connectDatabase } = await import('../../adapters/postgres/database.ts')
  const { openStore } = await import('../../adapters/postgres/store.ts')
  const { seedDemo } = await import('../../prisma/seed.ts')
  const { writeYear } = await import('./year-writing.ts')
  const { writeYearCsv } = await import('./year-csv.ts')
  const db = connectDatabase(databaseUrl, 2)
  const store = openStore(databaseUrl, { maxConnections: 2 })
  try {
    if (request.isDemo && (await db.listeningPoint.count()) === 0) await seedDemo({ databaseUrl, now, activity: false })
    const demo = await db.setting.findUnique({ where: { key: 'demo' } })
    if (demo?.value !== true && !request.anyDatabase) {
      throw new CannotMakeYear('Questo non è il database della demo: un anno inventato finirebbe fra i dati veri.')
    }
    const plan = planYear(totals, seed)
    const scene: YearScene = { plan, cast: await castYear(db, totals), mark: yearMark(plan) }
    let bar: { part: string; show(done: number, total: number): void; end(): void } | undefined
    const progress = (part: string, done: number, total: number) => {
      if (bar?.part !== part) {
        bar?.end()
        bar = { part, ...progressBar(part, out) }
      }
      bar.show(done, total)
    }
    const said = csv
      ? await writeYearCsv(scene, csv, progress).then((files) => ['I file, nell’ordine in cui si caricano:', ...files])
      : [
          (await writeYear(
            store,
            { now, actor: { kind: 'system' } },
            scene,
            importGround(await store.readImportGround(), null),
            progress,
          )) === 'made'
            ? `${totals.name}: l’anno ${totals.year} è nel database.`
            : `${totals.name}: l’anno ${totals.year} c’era già, e resta com’è.`,
        ]
    bar?.end()
    out.write(`${said.join('\n')}\n`)
  } finally {
    await Promise.all([db.$disconnect(), store.close()])
  }
}
