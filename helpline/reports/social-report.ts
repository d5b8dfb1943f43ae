import { type HiddenNumbers, headlinePlace, nothingHidden, smallNumbers } from './export-small-numbers.ts'
import { type HeadlineKey, headlineFigures, type ReportFigures, type ReportSectionKey } from './figure-names.ts'
import type { Report } from './read-report.ts'
import type { TrendYear } from './read-trend.ts'
import {
  type CrossSection,
  crossSections,
  HIDDEN,
  headlineSections,
  printedNumber,
  type ReportLine,
  type ReportSection,
  tableSections,
  withoutEmpty,
} from './report-lines.ts'

/** The year as the association tells it: the figures of the yearly report, and the years before beside them. */
export interface SocialReport {
  report: Report
  /** Newest first. */
  trend: TrendYear[]
}

export interface SocialChapter {
  key: string
  title: string
  sentences: string[]
  headlines: ReportLine[]
  tables: ReportSection[]
  crossTables: CrossSection[]
  /** Titles of the tables in which nothing happened. */
  empty: string[]
}

interface ChapterPlan {
  key: string
  title: string
  sections: readonly ReportSectionKey[]
  /** In other chapters' sections, but told here. */
  tables?: readonly string[]
  sentences: (say: Say) => string[]
}

/** A headline figure as it is printed, for a sentence. */
type Say = (key: HeadlineKey) => string

const networkTables = ['contactsInByListeningPoint', 'contactsInByAssociation']
const agreementTables = ['agreementsByCounterpart']
const aidTables = ['aidsLentByKind']

const chapters: readonly ChapterPlan[] = [
  {
    key: 'network',
    title: 'Chi siamo: la rete',
    sections: [],
    tables: networkTables,
    sentences: (say) => [
      'Il Filo d’Argento è il telefono di Auser per le persone anziane e per chi sta loro vicino. Chi chiama il numero verde 800-995988 parla con il punto d’ascolto della sua zona, o con il call centre nazionale quando i punti sono chiusi.',
      `I punti d’ascolto sono stati aperti in ${say('openDays')} giorni e hanno ricevuto ${say('contactsIn')} contatti. I volontari iscritti sono ${say('volunteers')}.`,
    ],
  },
  {
    key: 'contacts',
    title: 'I contatti',
    sections: ['contactsIn', 'contactsOut', 'telephone'],
    sentences: (say) => [
      `I contatti in entrata sono ${say('contactsIn')}: ${say('contactsInPerMonth')} al mese, ${say('contactsInPerDay')} al giorno. Per rispondere sono serviti ${say('contactsOut')} contatti in uscita, di cui ${say('contactsOutToAssistedPerson')} agli assistiti e ${say('contactsOutToOrganise')} per organizzare i servizi.`,
    ],
  },
  {
    key: 'people',
    title: 'Gli assistiti',
    sections: ['people'],
    sentences: (say) => [
      `Gli assistiti sono ${say('assistedPeople')}, di cui ${say('newPeople')} nuovi. In media ciascuno ha avuto ${say('servicesPerPerson')} prese in carico.`,
    ],
  },
  {
    key: 'services',
    title: 'Le richieste e i servizi',
    sections: ['requests', 'services'],
    sentences: (say) => [
      `Le prese in carico sono ${say('takingsInCharge')}: ${say('informationGiven')} informazioni date e ${say('services')} servizi svolti. Sono ${say('servicesPerContact')} per ogni contatto in entrata.`,
    ],
  },
  {
    key: 'mobility',
    title: 'La mobilità sociale',
    sections: ['rides'],
    sentences: (say) => [
      `I viaggi sono ${say('rides')}, per ${say('transportedPeople')} persone e ${say('km')} chilometri; ${say('ridesToHealth')} portavano a ospedali e ambulatori.`,
    ],
  },
  {
    key: 'volunteers',
    title: 'I volontari e gli automezzi',
    sections: ['volunteers'],
    tables: ['vehiclesOwnedByAmbito', 'vehiclesOnLoanByAmbito', 'vehiclesEquippedByAmbito'],
    sentences: (say) => [
      `I volontari iscritti sono ${say('volunteers')}; ${say('activeVolunteers')} hanno svolto almeno un servizio, per ${say('volunteerHours')} ore. Gli automezzi sono ${say('vehicles')}: ${say('vehiclesOwned')} di proprietà e ${say('vehiclesOnLoan')} in comodato, ${say('vehiclesEquipped')} attrezzati per le carrozzine.`,
    ],
  },
  {
    key: 'agreements',
    title: 'Le convenzioni',
    sections: [],
    tables: agreementTables,
    sentences: (say) => [`Le convenzioni in vigore nell’anno sono ${say('agreements')}.`],
  },
  {
    key: 'aids',
    title: 'Gli ausili',
    sections: [],
    tables: aidTables,
    sentences: (say) => [
      `Gli ausili prestati sono ${say('aidsLent')}; a fine anno ${say('aidsOut')} erano a casa di chi li usa.`,
    ],
  },
  {
    key: 'activities',
    title: 'Le altre attività',
    sections: ['activities'],
    sentences: (say) => [
      `Nelle attività che non sono servizi alla persona, dal volontariato civico al turismo sociale, sono state coinvolte ${say('activityPeople')} persone per ${say('activityHours')} ore.`,
    ],
  },
]

const elsewhere = new Set(chapters.flatMap(({ tables }) => tables ?? []))

export function socialChapters(figures: ReportFigures, hidden: HiddenNumbers = nothingHidden): SocialChapter[] {
  const headlines = headlineSections(figures, hidden)
  const tables = tableSections(figures, hidden)
  const crosses = crossSections(figures, hidden)
  const sectionOf = new Map([...figures.tables, ...figures.crossTables].map(({ key, section }) => [key, section]))
  const say: Say = (key) =>
    hidden.has(headlinePlace(key))
      ? HIDDEN
      : printedNumber(figures.values[key] ?? null, headlineFigures[key].decimals).text
  return chapters.map(({ key, title, sections, tables: own = [], sentences }) => {
    const isHere = (table: string) => {
      const section = sectionOf.get(table)
      return own.includes(table) || (section !== undefined && sections.includes(section) && !elsewhere.has(table))
    }
    return {
      key,
      title,
      sentences: sentences(say),
      headlines: headlines
        .filter(({ key: section }) => (sections as readonly string[]).includes(section))
        .flatMap(({ lines }) => lines),
      ...withoutEmpty(tables.filter(({ key: table }) => isHere(table))),
      crossTables: crosses.filter(({ key: table }) => isHere(table)),
    }
  })
}

/** What is compared from year to year, each with its own chart. */
const trendKeys: readonly HeadlineKey[] = [
  'contactsIn',
  'contactsOut',
  'assistedPeople',
  'takingsInCharge',
  'services',
  'rides',
  'km',
  'volunteers',
]

/** The oldest year first, as one reads. Headlines that are hidden in one year are left out of all. */
export function trendSections(trend: readonly TrendYear[], inReport: HiddenNumbers = nothingHidden): ReportSection[] {
  if (trend.length < 2) return []
  const hidden = trendHidden(trend, inReport)
  return trendKeys.flatMap((key) => {
    if (hidden.has(headlinePlace(key))) return []
    const { label, decimals } = headlineFigures[key]
    const lines = [...trend].reverse().map(({ name, values, differences }): ReportLine => {
      const value = values[key] ?? null
      const moved = differences?.find((difference) => difference.key === key)
      const sign = moved && moved.by > 0 ? '+' : ''
      const percent = moved?.percent === null || !moved ? null : `${sign}${printedNumber(moved.percent, 1).text}%`
      return {
        key: name,
        label: name,
        value,
        ...printedNumber(value, decimals),
        decimals,
        share: percent,
        isHidden: false,
      }
    })
    return [{ key: `trend-${key}`, title: `${label}, anno per anno`, lines, total: null }]
  })
}

/** What third parties do not see of one of the years, nor in the report that goes with them: one paper, one number. */
export function trendHidden(trend: readonly TrendYear[], inReport: HiddenNumbers): HiddenNumbers {
  if (inReport === nothingHidden) return nothingHidden
  const years = trend.map(({ values }) => smallNumbers({ values, tables: [], crossTables: [] }))
  return { ...nothingHidden, has: (place) => [inReport, ...years].some((hidden) => hidden.has(place)) }
}
