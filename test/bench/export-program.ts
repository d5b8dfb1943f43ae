import { writeFileSync } from 'node:fs'
import { documents } from '../../adapters/documents/export-documents.ts'
import { openStore } from '../../adapters/postgres/store.ts'
import { countReport } from '../../helpline/reports/read-report.ts'
import { countSocialReport } from '../../helpline/reports/read-social-report.ts'
import { wholeNetwork } from '../../helpline/reports/report-scope.ts'

// Every paper there is of one year of the whole region, one after the other, as a worker makes them.
const { DATABASE_URL: databaseUrl = '', BENCH_YEAR: year = '', BENCH_NOW: now = '' } = process.env
const store = openStore(databaseUrl)
try {
  const occasion = { now: new Date(now), actor: { kind: 'system' as const } }
  const period = { from: `${year}-01-01`, until: `${Number(year) + 1}-01-01` }
  const report = await countReport(store, occasion, { kind: 'yearly', period, scope: wholeNetwork })
  const social = await countSocialReport(store, occasion, { year: Number(year), scope: wholeNetwork })
  // Only now: what a worker holds anyway is no export's.
  writeFileSync(`${process.env.PEAK_MEMORY_FILE}.base`, String(process.memoryUsage().rss))
  for (const format of ['pdf', 'xlsx', 'csv'] as const) {
    for (const audience of ['own', 'others'] as const) {
      const papers = [
        await documents.makeReport(report, format, audience),
        await documents.makeSocialReport(social, format, audience),
      ]
      if (papers.some(({ length }) => length < 1_000)) throw new Error(`A ${format} is empty`)
    }
  }
} finally {
  await store.close()
}
