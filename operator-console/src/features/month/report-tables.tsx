import type { MonthlyReport, ReportFigures } from '../../../../contract/reports.ts'
import { capitalised, formatAverage, formatCount } from '../../formats.ts'
import { Table } from '../../ui/table.tsx'
import { words } from './words.ts'

const averages = ['contactsPerPerson', 'servicesPerContact', 'servicesPerPerson'] as const
const MINUTES_PER_HOUR = 60

type Row = keyof typeof words.rows

function printed(figures: ReportFigures, row: Row): string {
  const average = averages.find((each) => each === row)
  if (average) return formatAverage(figures[average])
  if (row === 'volunteerMinutes') return formatAverage(figures.volunteerMinutes / MINUTES_PER_HOUR)
  return formatCount(figures[row] ?? 0)
}

export function ReportTables({ report }: { report: MonthlyReport }) {
  const { figures } = report
  return (
    <div className="tables">
      <Table
        caption={words.figures}
        rows={Object.keys(words.rows) as Row[]}
        keyOf={(row) => row}
        columns={[
          { name: words.figure, cell: (row) => words.rows[row] },
          { name: words.count, cell: (row) => printed(figures, row), isNumber: true },
        ]}
      />
      {figures.tables.map((table) => (
        <Table
          key={table.key}
          caption={table.title}
          rows={table.rows}
          keyOf={(row) => row.key}
          footer={[words.total, formatCount(table.total)]}
          columns={[
            { name: words.figure, cell: (row) => capitalised(row.label) },
            { name: words.count, cell: (row) => formatCount(row.count), isNumber: true },
          ]}
        />
      ))}
    </div>
  )
}
