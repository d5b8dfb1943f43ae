import { formatRomeTime } from '../territory/rome-time.ts'
import type { ReportFigures } from './month-figures.ts'
import { isFrozen, type MonthlyReport } from './monthly-report.ts'
import { reportMonth } from './report-month.ts'

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
}

export interface ReportSection {
  key: string
  title: string
  lines: ReportLine[]
  total: ReportLine | null
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

const line = (key: string, label: string, value: number | null, numbers = whole): ReportLine => ({
  key,
  label,
  value,
  text: value === null ? '–' : numbers.text.format(value),
  plain: value === null ? '' : numbers.plain.format(value),
})

const section = (key: string, title: string, lines: ReportLine[]): ReportSection => ({ key, title, lines, total: null })

export function reportSections(figures: ReportFigures): ReportSection[] {
  return [
    section('contacts', 'Contatti', [
      line('contactsIn', 'Contatti in entrata', figures.contactsIn),
      line('contactsOut', 'Contatti in uscita', figures.contactsOut),
      line('contactsOutToAssistedPerson', 'di cui agli assistiti', figures.contactsOutToAssistedPerson),
      line('contactsOutToOrganise', 'di cui per organizzare i servizi', figures.contactsOutToOrganise),
    ]),
    section('requests', 'Richieste', [
      line('requests', 'Richieste', figures.requests),
      line('informationRequests', 'di cui d’informazione', figures.informationRequests),
      line('helpRequests', 'di cui d’aiuto', figures.helpRequests),
    ]),
    section('services', 'Servizi', [
      line('services', 'Servizi svolti', figures.services),
      line('unmetServices', 'Servizi non coperti', figures.unmetServices),
      line('km', 'Chilometri percorsi', figures.km),
      line('volunteerMinutes', 'Minuti dei volontari', figures.volunteerMinutes),
      line('volunteerHours', 'pari a ore', figures.volunteerMinutes / 60, oneDecimal),
    ]),
    section('people', 'Assistiti e medie', [
      line('assistedPeople', 'Assistiti', figures.assistedPeople),
      line('contactsPerPerson', 'Contatti in entrata per assistito', figures.contactsPerPerson, oneDecimal),
      line('servicesPerContact', 'Servizi svolti per contatto in entrata', figures.servicesPerContact, oneDecimal),
      line('servicesPerPerson', 'Servizi svolti per assistito', figures.servicesPerPerson, oneDecimal),
    ]),
    ...figures.tables.map((table) => ({
      key: table.key,
      title: table.title,
      lines: table.rows.map((row) => line(row.key, row.label, row.count)),
      total: line('total', 'Totale', table.total),
    })),
  ]
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

export function reportHeading(report: Omit<MonthlyReport, 'figures'>): ReportHeading {
  const { published } = report
  const notes: string[] = []
  if (report.asOf < reportMonth(report.month).period.to) notes.push('Il mese è ancora in corso: i dati sono parziali.')
  if (!published) notes.push('Dati non ancora pubblicati.')
  else if (isFrozen(report)) notes.push(`Pubblicato da ${published.by}.`)
  else notes.push(`Pubblicato da ${published.by} ${moment(published.at)}: da allora i dati possono essere cambiati.`)
  return { title: report.title, scope: report.scope.name, asOf: `Dati ${moment(report.asOf)}.`, notes }
}

/** How the figures are counted, for whoever reads them. */
export const countingNotes = [
  'Contatti, richieste e servizi sono conteggi diversi: non si sommano fra loro.',
  'Un contatto conta nel mese in cui è avvenuto; una richiesta nel mese del suo contatto; un servizio nel mese in cui comincia.',
  'Un assistito conta una volta sola: chi nel mese ha un contatto in entrata, una richiesta o un servizio svolto. L’età è quella dell’ultimo giorno del mese.',
  'Chilometri e minuti sono di tutti i servizi conclusi, anche quando l’assistito non si è presentato.',
] as const
