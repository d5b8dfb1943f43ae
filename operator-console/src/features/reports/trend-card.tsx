import type { TrendYear } from '../../../../contract/reports.ts'
import { headlineFigures, headlineKeys } from '../../../../helpline/reports/figure-names.ts'
import { printedNumber } from '../../../../helpline/reports/report-lines.ts'
import { trendSections } from '../../../../helpline/reports/social-report.ts'
import { capitalised } from '../../formats.ts'
import { Table } from '../../ui/table.tsx'
import { ChartTable } from './report-tables.tsx'
import { words } from './words.ts'

/** Every headline figure of the years, oldest first as one reads; above it the main ones drawn. */
export function TrendCard({ trend }: { trend: readonly TrendYear[] }) {
  const years = [...trend].reverse()
  const [latest] = trend
  const difference = (key: string): string => {
    const moved = latest?.differences?.find((each) => each.key === key)
    if (!moved) return ''
    const { decimals } = headlineFigures[moved.key]
    const signed = `${moved.by > 0 ? '+' : ''}${printedNumber(moved.by, decimals).text}`
    return moved.percent === null
      ? signed
      : `${signed} (${moved.by > 0 ? '+' : ''}${printedNumber(moved.percent, 1).text}%)`
  }
  return (
    <section className="stack" aria-label={words.trend}>
      <div>
        <h2>{words.trend}</h2>
        <p className="soft">{words.trendHint}</p>
      </div>
      <div className="tables">
        {trendSections(trend).map((section) => (
          <ChartTable key={section.key} section={section} shareName={words.difference} />
        ))}
      </div>
      <Table
        caption={words.allYears}
        rows={headlineKeys}
        keyOf={(key) => key}
        columns={[
          { name: words.figure, cell: (key) => capitalised(headlineFigures[key].label) },
          ...years.map(({ name, values }) => ({
            name,
            cell: (key: (typeof headlineKeys)[number]) =>
              printedNumber(values[key] ?? null, headlineFigures[key].decimals).text,
            isNumber: true,
          })),
          { name: words.difference, cell: difference, isNumber: true },
        ]}
      />
    </section>
  )
}
