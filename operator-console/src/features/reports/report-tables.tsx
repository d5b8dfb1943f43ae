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
export type RowsAddress = (table: string, key?: string, column?: string) => string

interface FigureLinkProps {
  address: string | null | undefined
  label: string
  text: string
}

/** A number that opens to what it counts; nothing opens behind a zero. */
const FigureLink = ({ address, label, text }: FigureLinkProps) =>
  address ? (
    <Link href={address} className="table-link figure-link" aria-label={words.openRows(label, text)}>
      {text}
    </Link>
  ) : (
    text
  )

interface HeadlineTableProps extends Pick<ReportSection, 'title' | 'lines'> {
  rowsAddress?: RowsAddress | undefined
}

export const HeadlineTable = ({ title, lines, rowsAddress }: HeadlineTableProps) => (
  <Table
    caption={title}
    rows={lines}
    keyOf={({ key }) => key}
    columns={[
      { name: words.figure, cell: ({ label }) => capitalised(label) },
      {
        name: words.count,
        cell: ({ key, label, value, text }) => (
          <FigureLink address={value ? rowsAddress?.(key) : null} label={label} text={text} />
        ),
        isNumber: true,
      },
    ]}
  />
)

/** A longer table, a line for each comune, is opened by whoever wants it. */
const MOST_OPEN = 100

interface ChartTableProps {
  section: ReportSection
  rowsAddress?: RowsAddress | undefined
  shareName?: string
}

/** The chart, and beneath it the table it is drawn from. */
export function ChartTable({ section, rowsAddress, shareName = words.share }: ChartTableProps) {
  const { key, title, lines, total, note } = section
  const number = ({ key: row, label, value, text }: ReportLine) => (
    <FigureLink
      address={value ? rowsAddress?.(key, row === 'total' ? undefined : row) : null}
      label={label}
      text={text}
    />
  )
  const table = (
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
  )
  return (
    <div className="chart-table">
      <h3>{title}</h3>
      <BarChart title={title} bars={lines.map((line) => ({ ...line, value: line.value ?? 0 }))} />
      {lines.length > MOST_OPEN ? (
        <details>
          <summary>{words.wholeTable(lines.length)}</summary>
          {table}
        </details>
      ) : (
        table
      )}
      {note && <p className="soft">{note}</p>}
    </div>
  )
}

export function CrossTable({ cross, rowsAddress }: { cross: CrossSection; rowsAddress?: RowsAddress | undefined }) {
  const { key: table, isTurned, columnKeys } = cross
  const number = (value: number | null, label: string, row?: string, column?: string) => {
    const [key, across] = isTurned ? [column, row] : [row, column]
    const address = value ? rowsAddress?.(table, key, across) : null
    return <FigureLink address={address} label={label} text={printedNumber(value ?? 0).text} />
  }
  const totals = cross.columnTotals.map((sum, at) => number(sum, cross.columns[at] ?? '', undefined, columnKeys[at]))
  return (
    <div className="stack-tight">
      <Table
        caption={cross.title}
        rows={cross.rows}
        keyOf={({ key }) => key}
        footer={[words.total, ...totals, number(cross.total, words.total)]}
        columns={[
          { name: words.figure, cell: ({ label }) => capitalised(label) },
          ...cross.columns.map((name, at) => ({
            name,
            cell: ({ key, label, cells }: CrossSection['rows'][number]) =>
              number(cells[at] ?? 0, `${label}, ${name}`, key, columnKeys[at]),
            isNumber: true,
          })),
          { name: words.total, cell: ({ key, label, total }) => number(total, label, key), isNumber: true },
        ]}
      />
      {cross.note && <p className="soft">{cross.note}</p>}
    </div>
  )
}

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
            <HeadlineTable title={words.inFigures(title)} lines={headlines} rowsAddress={rowsAddress} />
            {tables.map((section) => (
              <ChartTable key={section.key} section={section} rowsAddress={rowsAddress} />
            ))}
          </div>
          {crossTables.map((cross) => (
            <CrossTable key={cross.key} cross={cross} rowsAddress={rowsAddress} />
          ))}
          <EmptyTables titles={empty} />
        </section>
      ))}
      <CountingNotes />
    </>
  )
}
