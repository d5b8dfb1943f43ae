import { formatRomeTime } from '../territory/rome-time.ts'
import { type HiddenNumbers, headlinePlace, nothingHidden, rowPlace, totalPlace } from './export-small-numbers.ts'
import {
  headlineFigures,
  headlineKeys,
  type ReportFigures,
  type ReportSectionKey,
  reportSectionKeys,
  reportSectionNames,
} from './figure-names.ts'
import { isFrozen, type Report } from './read-report.ts'
import { instantsOf } from './report-period.ts'

/** One printed figure. The page, the PDF and the CSV print these and nothing else, so they cannot disagree. */
export interface ReportLine {
  key: string
  label: string
  /** null where there is nothing to divide by. */
  value: number | null
  /** As Italians write it: '1.234', '7,0', '–'. */
  text: string
  /** The same for a spreadsheet: '1234', '7,0', ''. */
  plain: string
  decimals: 0 | 1
  /** Of the table's total, '12,3%'; null where it is not part of one. */
  share: string | null
  isHidden: boolean
}

export interface ReportSection {
  key: string
  title: string
  lines: ReportLine[]
  total: ReportLine | null
  note?: string | undefined
}

const format = (decimals: 0 | 1, useGrouping: 'always' | false) =>
  new Intl.NumberFormat('it-IT', { minimumFractionDigits: decimals, maximumFractionDigits: decimals, useGrouping })
const whole = { text: format(0, 'always'), plain: format(0, false) }
const oneDecimal = { text: format(1, 'always'), plain: format(1, false) }
const romeDay = new Intl.DateTimeFormat('it-IT', {
  timeZone: 'Europe/Rome',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})

const numbersOf = { 0: whole, 1: oneDecimal }

/** What stands where a number is not shown to third parties. */
export const HIDDEN = '*'

export function printedNumber(value: number | null, decimals: 0 | 1 = 0): Pick<ReportLine, 'text' | 'plain'> {
  if (value === null) return { text: '–', plain: '' }
  const { text, plain } = numbersOf[decimals]
  return { text: text.format(value), plain: plain.format(value) }
}

interface LineOf {
  key: string
  label: string
  value: number | null
  isHidden: boolean
  decimals?: 0 | 1
  /** The total it is a share of; null where that is not shown. */
  of?: number | null
}

function line({ key, label, value, isHidden, decimals = 0, of = null }: LineOf): ReportLine {
  if (isHidden) return { key, label, value: null, text: HIDDEN, plain: HIDDEN, decimals, share: null, isHidden }
  const share = of && value !== null ? `${oneDecimal.text.format((value * 100) / of)}%` : null
  return { key, label, value, ...printedNumber(value, decimals), decimals, share, isHidden }
}

export function headlineSections(figures: ReportFigures, hidden: HiddenNumbers = nothingHidden): ReportSection[] {
  const sections = reportSectionKeys.map((section) => ({
    key: section as string,
    title: reportSectionNames[section],
    lines: headlineKeys.flatMap((key) => {
      const { label, decimals, section: own } = headlineFigures[key]
      const value = figures.values[key]
      if (own !== section || value === undefined) return []
      return [line({ key, label, value, decimals, isHidden: hidden.has(headlinePlace(key)) })]
    }),
    total: null,
  }))
  return sections.filter(({ lines }) => lines.length > 0)
}

/** Every table that has something to say. */
export function tableSections(figures: ReportFigures, hidden: HiddenNumbers = nothingHidden): ReportSection[] {
  const shown = figures.tables.filter(({ key, rows }) => rows.length > 0 && !hidden.leftOut.has(key))
  return shown.map(({ key, title, rows, total, note }) => {
    const isTotalHidden = hidden.has(totalPlace(key))
    return {
      key,
      title,
      lines: rows.map((row) =>
        line({
          key: row.key,
          label: row.label,
          value: row.count,
          isHidden: hidden.has(rowPlace(key, row.key)),
          of: isTotalHidden ? null : total,
        }),
      ),
      total: line({ key: 'total', label: 'Totale', value: total, isHidden: isTotalHidden }),
      note,
    }
  })
}

/** The headline figures by section, then the tables. */
export const reportSections = (figures: ReportFigures, hidden: HiddenNumbers = nothingHidden): ReportSection[] => [
  ...headlineSections(figures, hidden),
  ...tableSections(figures, hidden),
]

export interface CrossSection {
  key: string
  title: string
  columns: string[]
  columnKeys: string[]
  /** Whether it stands with the table's columns as its rows. */
  isTurned: boolean
  /** A number that is not shown is null. */
  rows: { key: string; label: string; cells: (number | null)[]; total: number }[]
  columnTotals: number[]
  total: number
  note?: string | undefined
}

/** Longer than wide: a page has more room downwards. */
function upright(cross: CrossSection): CrossSection {
  if (cross.columns.length <= Math.max(cross.rows.length, 7)) return cross
  return {
    ...cross,
    isTurned: true,
    columns: cross.rows.map(({ label }) => label),
    columnKeys: cross.rows.map(({ key }) => key),
    rows: cross.columns.map((label, at) => ({
      key: cross.columnKeys[at] ?? label,
      label,
      cells: cross.rows.map(({ cells }) => cells[at] ?? null),
      total: cross.columnTotals[at] ?? 0,
    })),
    columnTotals: cross.rows.map(({ total }) => total),
  }
}

export function crossSections(figures: ReportFigures, hidden: HiddenNumbers = nothingHidden): CrossSection[] {
  const shown = figures.crossTables.filter(({ key, rows }) => rows.length > 0 && !hidden.leftOut.has(key))
  return shown.map(({ key, title, columns, rows, columnTotals, total, note }) => {
    const cells = hidden.cells.get(key)
    // Only columns somebody is in: a day has 24 hours, and a point is open for six.
    const used = columns.flatMap((_, at) => (columnTotals[at] ? [at] : []))
    return upright({
      key,
      title,
      isTurned: false,
      columns: used.map((at) => columns[at]?.label ?? ''),
      columnKeys: used.map((at) => columns[at]?.key ?? ''),
      rows: rows.map((row, rowAt) => ({
        key: row.key,
        label: row.label,
        cells: used.map((at) => (cells?.[rowAt]?.[at] ? null : (row.counts[at] ?? 0))),
        total: row.total,
      })),
      columnTotals: used.map((at) => columnTotals[at] ?? 0),
      total,
      note,
    })
  })
}

/** Tables in which nothing happened are named, not printed. */
export function withoutEmpty(sections: readonly ReportSection[]): { tables: ReportSection[]; empty: string[] } {
  const isEmpty = ({ total }: ReportSection) => total !== null && total.value === 0
  return {
    tables: sections.filter((section) => !isEmpty(section)),
    empty: sections.filter(isEmpty).map(({ title }) => title),
  }
}

export const emptyNote = (titles: readonly string[]): string => `Nel periodo non c’è niente per: ${titles.join('; ')}.`

export interface SectionGroup {
  key: ReportSectionKey
  title: string
  headlines: ReportLine[]
  tables: ReportSection[]
  crossTables: CrossSection[]
  /** Titles of the tables in which nothing happened. */
  empty: string[]
}

/** As people read a report: one thing after the other, each with its figures and its tables. */
export function sectionGroups(figures: ReportFigures, hidden: HiddenNumbers = nothingHidden): SectionGroup[] {
  const sectionOf = new Map([...figures.tables, ...figures.crossTables].map(({ key, section }) => [key, section]))
  const headlines = headlineSections(figures, hidden)
  const [tables, crosses] = [tableSections(figures, hidden), crossSections(figures, hidden)]
  return reportSectionKeys.flatMap((section) => {
    const lines = headlines.find(({ key }) => key === section)?.lines ?? []
    const own = tables.filter(({ key }) => sectionOf.get(key) === section)
    if (lines.length + own.length === 0) return []
    const crossTables = crosses.filter(({ key }) => sectionOf.get(key) === section)
    return [{ key: section, title: reportSectionNames[section], headlines: lines, crossTables, ...withoutEmpty(own) }]
  })
}

const moment = (at: Date): string => `alle ore ${formatRomeTime(at)} del ${romeDay.format(at)}`

export interface ReportHeading {
  title: string
  scope: string
  /** 'Dati alle ore 18:05 del 30 novembre 2026.' */
  asOf: string
  /** Whose word it is, or that nobody gave theirs; and whether the month is over. */
  notes: string[]
}

export function reportHeading(report: Omit<Report, 'figures'>): ReportHeading {
  const { published } = report
  const notes: string[] = []
  if (report.asOf < instantsOf(report.period).to) notes.push('Il periodo è ancora in corso: i dati sono parziali.')
  if (!published) notes.push('Dati non ancora pubblicati.')
  else if (isFrozen(report)) notes.push(`Pubblicato da ${published.by}.`)
  else notes.push(`Pubblicato da ${published.by} ${moment(published.at)}: da allora i dati possono essere cambiati.`)
  return { title: report.title, scope: report.scope.name, asOf: `Dati ${moment(report.asOf)}.`, notes }
}

/** How the figures are counted, for whoever reads them. */
export const countingNotes = [
  'Contatti, richieste e servizi sono conteggi diversi: non si sommano fra loro.',
  'Un contatto conta nel giorno in cui è avvenuto; una richiesta nel giorno del suo contatto; un servizio nel giorno in cui comincia.',
  'Una presa in carico è un’informazione data o un servizio svolto.',
  'Un assistito conta una volta sola: chi nel periodo ha un contatto in entrata, una richiesta o un servizio svolto. L’età è quella dell’ultimo giorno del periodo. È nuovo chi prima non aveva avuto niente.',
  'Contatti, richieste e servizi sono del territorio dove l’assistito risulta abitare alla data dei dati, com’era quel giorno: chi si è trasferito conta, anche nei mesi passati, nel comune nuovo. Un rapporto pubblicato resta com’era.',
  'Volontari, ore e chilometri «per ambito» sono dell’associazione.',
  'Chilometri e minuti sono di tutti i servizi conclusi, anche quando l’assistito non si è presentato.',
  'Una chiamata è del punto d’ascolto che doveva rispondere, anche se ha risposto un altro.',
] as const
