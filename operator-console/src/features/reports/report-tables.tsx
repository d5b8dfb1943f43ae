import { Link } from 'wouter'
import type { ReportFigures } from '../../../../contract/reports.ts'
import {
  type CrossSection,
  countingNotes,
  emptyNote,
  printedNumber,
  type ReportLine,
  type ReportSection,
  sectionGroups,
} from '../../../../helpline/reports/report-lines.ts'
import { capitalised } from '../../formats.ts'
import { BarChart } from '../../ui/bar-chart.tsx'
import { Table } from '../../ui/table.tsx'
import './reports.css'
import { words } from './words.ts'

/** Where the rows behind a line are, for whoever may open them. */
export type RowsAddress = (table: string, key?: string) => string

export const HeadlineTable = ({ title, lines }: Pick<ReportSection, 'title' | 'lines'>) => (
  <Table
    caption={title}
    rows={lines}
    keyOf={({ key }) => key}
    columns={[
      { name: words.figure, cell: ({ label }) => capitalised(label) },
      { name: words.count, cell: ({ text }) => text, isNumber: true },
    ]}
  />
)

interface ChartTableProps {
  section: ReportSection
  rowsAddress?: RowsAddress | undefined
  shareName?: string
}

/** The chart, and beneath it the table it is drawn from. */
export function ChartTable({ section, rowsAddress, shareName = words.share }: ChartTableProps) {
  const { key, title, lines, total } = section
  const number = (line: ReportLine) =>
    rowsAddress && line.value ? (
      <Link
        href={rowsAddress(key, line.key === 'total' ? undefined : line.key)}
        className="table-link figure-link"
        aria-label={words.openRows(line.label, line.text)}
      >
        {line.text}
      </Link>
    ) : (
      line.text
    )
  return (
    <div className="chart-table">
      <h3>{title}</h3>
      <BarChart title={title} bars={lines.map((line) => ({ ...line, value: line.value ?? 0 }))} />
      <Table
        caption={title}
        isCaptionHidden
        rows={lines}
        keyOf={(line) => line.key}
        {...(total && { footer: [total.label, number(total), total.share ?? ''] })}
        columns={[
          { name: words.figure, cell: (line) => capitalised(line.label) },
          { name: words.count, cell: number, isNumber: true },
          { name: shareName, cell: ({ share }) => share ?? '', isNumber: true },
        ]}
      />
    </div>
  )
}

export const CrossTable = ({ cross }: { cross: CrossSection }) => (
  <Table
    caption={cross.title}
    rows={cross.rows}
    keyOf={({ key }) => key}
    footer={[words.total, ...[...cross.columnTotals, cross.total].map((sum) => printedNumber(sum).text)]}
    columns={[
      { name: words.figure, cell: ({ label }) => capitalised(label) },
      ...cross.columns.map((name, at) => ({
        name,
        cell: (row: CrossSection['rows'][number]) => printedNumber(row.cells[at] ?? 0).text,
        isNumber: true,
      })),
      { name: words.total, cell: ({ total }) => printedNumber(total).text, isNumber: true },
    ]}
  />
)

export const CountingNotes = () => (
  <section className="stack-tight">
    <h3>{words.howCounted}</h3>
    <ul className="counting-notes">
      {countingNotes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  </section>
)

export const EmptyTables = ({ titles }: { titles: readonly string[] }) =>
  titles.length > 0 && <p className="soft">{emptyNote(titles)}</p>

/** The same lines as on the printed report and in the spreadsheet. */
export function ReportTables({ figures, rowsAddress }: { figures: ReportFigures; rowsAddress?: RowsAddress }) {
  const opening = new Set(figures.tables.filter(({ opens }) => opens).map(({ key }) => key))
  const groups = sectionGroups(figures)
  return (
    <>
      <nav aria-label={words.contents} className="no-print">
        <ul className="plain-list row">
          {groups.map(({ key, title }) => (
            <li key={key}>
              <a href={`#${key}`} className="table-link">
                {title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {groups.map(({ key, title, headlines, tables, crossTables, empty }) => (
        <section key={key} className="stack" aria-labelledby={key}>
          <h2 id={key}>{title}</h2>
          <div className="tables">
            <HeadlineTable title={words.inFigures(title)} lines={headlines} />
            {tables.map((section) => (
              <ChartTable
                key={section.key}
                section={section}
                rowsAddress={opening.has(section.key) ? rowsAddress : undefined}
              />
            ))}
          </div>
          {crossTables.map((cross) => (
            <CrossTable key={cross.key} cross={cross} />
          ))}
          <EmptyTables titles={empty} />
        </section>
      ))}
      <CountingNotes />
    </>
  )
}
