import type { SignedIn } from '../access/permissions.ts'
import type { Occasion } from '../changes/change.ts'
import { type OpeningHours, opensOn } from '../territory/opening-hours.ts'
import { type IsoDate, romeDate } from '../territory/rome-time.ts'
import type { CountedPeriod } from './counted-period.ts'
import type { HeadlineValues, ReportFigures } from './figure-names.ts'
import { headlineValues, reportFigures } from './report-figures.ts'
import type { PeopleCounts, ReportNames } from './report-names.ts'
import {
  askedPeriod,
  daysOf,
  type Period,
  type PeriodUnits,
  periodName,
  periodShape,
  unitsOf,
} from './report-period.ts'
import { chooseScope, type ReportKind, type ReportScope, type ScopeChoice, type ScopeReads } from './report-scope.ts'
import type { ReportStocks } from './report-stocks.ts'
import { addTallies, type Tally } from './tally.ts'

export interface Publication {
  id: string
  at: Date
  by: string
}

export interface Report {
  kind: ReportKind
  title: string
  period: Period
  scope: ReportScope
  /** The moment the figures were true. */
  asOf: Date
  /** Of a frozen report its own publication; of a live one the last of the same kind, period and scope. */
  published: Publication | null
  figures: ReportFigures
}

type KeptUnits = Pick<PeriodUnits, 'years' | 'months'>

export interface FiguresReads extends ScopeReads {
  /** How long the oldest change in the period has been waiting for its recount; null where everything is counted. */
  waitingSeconds(period: Period): Promise<number | null>
  /** Without who gave a service, where their number is enough. */
  readTallies(units: KeptUnits, scope: ReportScope, options: { withVolunteers: boolean }): Promise<Tally[]>
  /** Each of them once. */
  countVolunteers(units: KeptUnits, scope: ReportScope): Promise<number>
  /** Days no tally is kept for, counted from the rows themselves. */
  countDays(period: Period, scope: ReportScope): Promise<Tally>
  countPeople(period: Period, units: PeriodUnits, scope: ReportScope): Promise<PeopleCounts>
  readStocks(period: Period, scope: ReportScope): Promise<ReportStocks>
  listScopeHours(scope: ReportScope): Promise<OpeningHours[]>
  /** Places as they lay on the period's last day. */
  readNames(period: Period, scope: ReportScope): Promise<Omit<ReportNames, 'directoryEntries' | 'facilities'>>
  nameDirectoryEntries(ids: readonly string[]): Promise<ReportNames['directoryEntries']>
  nameFacilities(ids: readonly string[]): Promise<ReportNames['facilities']>
}

export interface PublicationReads {
  lastPublication(kind: ReportKind, period: Period, scope: ReportScope): Promise<Publication | null>
}

/** A report is frozen at the moment it is published. */
export const isFrozen = ({ asOf, published }: Pick<Report, 'asOf' | 'published'>): boolean =>
  published !== null && published.at.getTime() === asOf.getTime()

const MOST_DAYS_KEPT = 62

const keysOf = (tally: Tally, figure: string): string[] =>
  Object.keys(tally).flatMap((key) => (key.startsWith(`${figure}|`) ? [key.slice(figure.length + 1)] : []))

export async function countPeriod(
  reads: FiguresReads,
  period: Period,
  scope: ReportScope,
  now: Date,
): Promise<CountedPeriod> {
  const units = unitsOf(period)
  const all = daysOf(period)
  // Somebody of the days left over may be among those of the whole months: only their names tell.
  const withVolunteers = units.days.length > 0
  const [kept, volunteers, days, people, stocks, hours, names] = await Promise.all([
    reads.readTallies(units, scope, { withVolunteers }),
    withVolunteers ? null : reads.countVolunteers(units, scope),
    Promise.all(units.days.map((range) => reads.countDays(range, scope))),
    reads.countPeople(period, units, scope),
    reads.readStocks(period, scope),
    reads.listScopeHours(scope),
    reads.readNames(period, scope),
  ])
  const tally = addTallies([...kept, ...days], { withDays: all.length <= MOST_DAYS_KEPT })
  const [referred, visited] = [keysOf(tally, 'referred'), keysOf(tally, 'rideFacility').filter(Boolean)]
  const activeVolunteers = volunteers ?? keysOf(tally, 'volunteer').length
  const [directoryEntries, facilities] = await Promise.all([
    referred.length > 0 ? reads.nameDirectoryEntries(referred) : [],
    visited.length > 0 ? reads.nameFacilities(visited) : [],
  ])
  const openDays = countOpenDays(hours, all, romeDate(now))
  return {
    period,
    tally,
    activeVolunteers,
    people,
    stocks,
    names: { ...names, directoryEntries, facilities },
    openDays,
  }
}

/** Days so far on which at least one point was open. */
const countOpenDays = (hours: readonly OpeningHours[], days: readonly IsoDate[], today: IsoDate): number =>
  days.filter((day) => day <= today && hours.some((each) => opensOn(each, day))).length

const titles: Record<ReportKind, (period: Period) => string> = {
  monthly: (period) =>
    periodShape(period) === 'month' ? `Rapporto del mese di ${periodName(period)}` : `Rapporto ${periodName(period)}`,
  yearly: (period) => `Rapporto dell’anno ${periodName(period)}`,
  accountability: (period) => `Rendicontazione ${periodName(period)}`,
}

export const reportTitle = (kind: ReportKind, period: Period): string => titles[kind](period)

/** What a live report would be published as. */
export const usualKind = (period: Period): ReportKind =>
  (({ month: 'monthly', year: 'yearly', other: 'accountability' }) as const)[periodShape(period)]

/** The figures of a period as they are now; what waits for its recount is told by the moment they were true. */
export async function countReport(
  reads: FiguresReads & PublicationReads,
  { now }: Occasion,
  asked: { kind: ReportKind; period: Period; scope: ReportScope },
): Promise<Report> {
  const { kind, period, scope } = asked
  // Before the figures: a change that comes in between is in some of them, and no later than they say.
  const waiting = await reads.waitingSeconds(period)
  const [counted, published] = await Promise.all([
    countPeriod(reads, period, scope, now),
    reads.lastPublication(kind, period, scope),
  ])
  const asOf = new Date(now.getTime() - Math.ceil((waiting ?? 0) * 1000))
  return { kind, title: reportTitle(kind, period), period, scope, asOf, published, figures: reportFigures(counted) }
}

export interface FiguresChoice extends ScopeChoice, Period {
  who: SignedIn
}

export async function readReport(
  doors: FiguresReads & PublicationReads,
  occasion: Occasion,
  input: FiguresChoice,
): Promise<Report> {
  const period = askedPeriod(input, occasion.now)
  const scope = await chooseScope(doors, input.who, input)
  return countReport(doors, occasion, { kind: usualKind(period), period, scope })
}

export const countValues = async (
  reads: FiguresReads,
  period: Period,
  scope: ReportScope,
  now: Date,
): Promise<HeadlineValues> => headlineValues(await countPeriod(reads, period, scope, now))
