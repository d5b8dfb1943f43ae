import type { MonthlyReport } from '../../../../contract/reports.ts'
import { countingNotes, reportSections } from '../../../../helpline/reports/report-lines.ts'
import { capitalised } from '../../formats.ts'
import { Table } from '../../ui/table.tsx'
import { words } from './words.ts'

/** The same lines as on the printed report and in the spreadsheet. */
export function ReportTables({ report }: { report: MonthlyReport }) {
  return (
    <>
      <div className="tables">
        {reportSections(report.figures).map(({ key, title, lines, total }) => (
          <Table
            key={key}
            caption={title}
            rows={lines}
            keyOf={(line) => line.key}
            {...(total && { footer: [total.label, total.text] })}
            columns={[
              { name: words.figure, cell: (line) => capitalised(line.label) },
              { name: words.count, cell: (line) => line.text, isNumber: true },
            ]}
          />
        ))}
      </div>
      <h3>{words.howCounted}</h3>
      <ul>
        {countingNotes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </>
  )
}
