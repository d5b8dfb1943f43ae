import { maySeePoint, type SignedIn, visiblePoints } from '../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../changes/change.ts'
import { Conflict, Invalid, NotAllowed, NotFound } from '../errors.ts'
import { addDays, type IsoDate, romeDate } from '../territory/rome-time.ts'
import type { AnnexPeople } from './accountability-annexes.ts'
import { accountabilityPeriods, type ReportingRhythm } from './accountability-periods.ts'
import { type ActivityReads, ownAssociation } from './activity-totals.ts'
import { type Period, periodName } from './report-period.ts'
import { type KnownScope, type ReportScope, type ScopeChoice, type ScopeReads, wholeNetwork } from './report-scope.ts'
import type { CounterpartKind } from './report-stocks.ts'

/** Of which part of the network the counterpart wants to know: a set of comuni or a comune; null is the association's own. */
export interface AgreementTerritory {
  kind: 'territorySet' | 'comune'
  id: string
}

export const priceUnits = ['service', 'km', 'hour'] as const
export type PriceUnit = (typeof priceUnits)[number]

export const priceUnitNames: Record<PriceUnit, string> = {
  service: 'per servizio svolto',
  km: 'per chilometro',
  hour: 'per ora dei volontari',
}

export interface Instalment {
  id: string
  dueOn: IsoDate
  amountCents: number
  paidOn: IsoDate | null
}

export interface AgreementTerms {
  name: string
  counterpartKind: CounterpartKind
  counterpartName: string
  localAssociationId: string | null
  territory: AgreementTerritory | null
  startsOn: IsoDate
  /** The last day, included. */
  endsOn: IsoDate
  amountCents: number
  paymentRule: string
  /** What is paid for each of them, where a price is agreed: both or neither. */
  unitPriceCents: number | null
  priceUnit: PriceUnit | null
  reportingRhythm: ReportingRhythm
  /** How many days after the end of a period its report is due. */
  reportingDueDays: number
  /** How the people helped are told in what goes with its reports. */
  annexPeople: AnnexPeople
}

export interface AccountabilityReport {
  id: string
  period: Period
  dueOn: IsoDate
  /** When it was told that its period is over and it can be looked at. */
  draftedAt: Date | null
  publishedReportId: string | null
  sentAt: Date | null
  sentOn: IsoDate | null
  sentTo: string | null
  sentBy: string | null
}

export interface Agreement extends AgreementTerms {
  id: string
  version: number
  associationName: string | null
  territoryName: string | null
  /** Whose coordinators look after it; null: the region. */
  listeningPointId: string | null
  instalments: Instalment[]
  /** The oldest period first. */
  reports: AccountabilityReport[]
}

export interface AgreementReads {
  /** By end, the latest first; `listeningPointIds` null is every one. */
  listAgreements(listeningPointIds: readonly string[] | null): Promise<Agreement[]>
  findAgreement(agreementId: string): Promise<Agreement | null>
}

export interface AgreementRows extends AgreementReads, ScopeReads, Pick<ActivityReads, 'findAccountableAssociation'> {
  /** Waits for whoever changes the same one. */
  lockAgreement(agreementId: string): Promise<void>
  addAgreement(terms: AgreementTerms): Promise<string>
  changeAgreement(agreementId: string, terms: AgreementTerms): Promise<void>
  /** Keeps those with an id, adds the others, takes the rest away. */
  saveInstalments(agreementId: string, instalments: readonly SavedInstalment[]): Promise<void>
  addAccountabilityReports(agreementId: string, reports: readonly PlannedReport[]): Promise<void>
  removeAccountabilityReports(ids: readonly string[]): Promise<void>
  changeDueDay(reportId: string, dueOn: IsoDate): Promise<void>
}

export type SavedInstalment = Omit<Instalment, 'id'> & { id: string | null }
export interface PlannedReport {
  period: Period
  dueOn: IsoDate
}

const MOST_YEARS = 12
const yearOf = (day: IsoDate): number => Number(day.slice(0, 4))

function checkTerms(terms: AgreementTerms, instalments: readonly SavedInstalment[], today: IsoDate): void {
  const fields: Record<string, string> = {}
  if (yearOf(terms.startsOn) < 1995 || yearOf(terms.startsOn) > 2100) fields.startsOn = 'Controlli l’anno.'
  if (terms.endsOn <= terms.startsOn) fields.endsOn = 'La fine viene dopo l’inizio.'
  else if (yearOf(terms.endsOn) - yearOf(terms.startsOn) >= MOST_YEARS) fields.endsOn = `Al massimo ${MOST_YEARS} anni.`
  if ((terms.unitPriceCents === null) !== (terms.priceUnit === null)) {
    fields.unitPriceCents = 'Scriva il prezzo e di che cosa, oppure nessuno dei due.'
  }
  const sum = instalments.reduce((total, { amountCents }) => total + amountCents, 0)
  if (sum > terms.amountCents) fields.amountCents = 'Le rate insieme superano l’importo della convenzione.'
  instalments.forEach(({ dueOn, paidOn }, at) => {
    if (yearOf(dueOn) < 1995 || yearOf(dueOn) > 2100) fields[`instalments.${at}.dueOn`] = 'Controlli l’anno.'
    if (paidOn && paidOn > today) fields[`instalments.${at}.paidOn`] = 'Un pagamento è di oggi o di prima.'
  })
  if (Object.keys(fields).length > 0) throw new Invalid('C’è qualcosa da correggere nella convenzione.', fields)
}

export const dueDay = ({ until }: Period, reportingDueDays: number): IsoDate => addDays(until, reportingDueDays - 1)

const samePeriod = (a: Period, b: Period): boolean => a.from === b.from && a.until === b.until

/**
 * The reports an agreement asks for, after its terms changed: those already prepared or sent stay as they are, and terms that
 * would take one away are refused; a due day somebody chose stays.
 */
export function replannedReports(
  before: Pick<Agreement, 'reports' | 'reportingDueDays'> | null,
  terms: AgreementTerms,
): { add: PlannedReport[]; remove: string[]; move: { id: string; dueOn: IsoDate }[] } {
  const periods = accountabilityPeriods(terms)
  const known = before?.reports ?? []
  const gone = known.filter(({ period }) => !periods.some((each) => samePeriod(each, period)))
  const accounted = gone.find(({ publishedReportId }) => publishedReportId !== null)
  if (accounted) {
    throw new Conflict(
      `Il periodo ${periodName(accounted.period)} è già stato rendicontato: le date e il ritmo devono lasciarlo com’è.`,
    )
  }
  return {
    add: periods
      .filter((period) => !known.some((report) => samePeriod(report.period, period)))
      .map((period) => ({ period, dueOn: dueDay(period, terms.reportingDueDays) })),
    remove: gone.map(({ id }) => id),
    move: known.flatMap(({ id, period, dueOn, sentAt }) => {
      const usual = dueDay(period, before?.reportingDueDays ?? terms.reportingDueDays)
      const next = dueDay(period, terms.reportingDueDays)
      const stays = sentAt !== null || dueOn !== usual || next === dueOn || gone.some((each) => each.id === id)
      return stays ? [] : [{ id, dueOn: next }]
    }),
  }
}

export const mayReadAgreement = (who: SignedIn, { listeningPointId }: Pick<Agreement, 'listeningPointId'>): boolean =>
  who.role === 'regionalAdmin' || (listeningPointId !== null && maySeePoint(who, listeningPointId))

/** A territory sums points: its figures are the region's to read, and so its reports to prepare. */
export const mayAccountFor = (who: SignedIn, agreement: Pick<Agreement, 'listeningPointId' | 'territory'>): boolean =>
  who.role === 'regionalAdmin' || (mayReadAgreement(who, agreement) && agreement.territory === null)

export function readableAgreement(agreement: Agreement | null, who: SignedIn): Agreement {
  if (!agreement) throw new NotFound('Questa convenzione non c’è.')
  if (!mayReadAgreement(who, agreement)) throw new NotAllowed('Può vedere le convenzioni dei Suoi punti d’ascolto.')
  return agreement
}

export const listAgreements = (reads: AgreementReads, who: SignedIn): Promise<Agreement[]> =>
  reads.listAgreements(visiblePoints(who))

export const readAgreement = async (
  reads: AgreementReads,
  { who, agreementId }: { who: SignedIn; agreementId: string },
): Promise<Agreement> => readableAgreement(await reads.findAgreement(agreementId), who)

/** Which part of the network the agreement's figures are of. */
export function agreementPart({
  territory,
  localAssociationId,
}: Pick<Agreement, 'territory' | 'localAssociationId'>): ScopeChoice {
  if (territory) return { scopeKind: territory.kind, scopeId: territory.id }
  return localAssociationId === null
    ? { scopeKind: 'region' }
    : { scopeKind: 'localAssociation', scopeId: localAssociationId }
}

export async function agreementScope(
  reads: Pick<ScopeReads, 'findScope'>,
  agreement: Pick<Agreement, 'territory' | 'localAssociationId'>,
): Promise<ReportScope> {
  const { scopeKind, scopeId } = agreementPart(agreement)
  const chosen: KnownScope | null =
    scopeKind === 'region' || scopeId === undefined ? wholeNetwork : await reads.findScope(scopeKind, scopeId)
  if (!chosen) throw new NotFound('La parte della rete di questa convenzione non c’è più.')
  const { kind, id, name } = chosen
  return { kind, id, name }
}

export interface SavedAgreement extends AgreementTerms {
  who: SignedIn
  instalments: SavedInstalment[]
}

async function checkParties(tx: AgreementRows, { who, localAssociationId, territory }: SavedAgreement): Promise<void> {
  if (localAssociationId !== null) await ownAssociation(tx, who, localAssociationId)
  else if (who.role !== 'regionalAdmin') {
    throw new Invalid('Scelga di quale associazione è la convenzione.', {
      localAssociationId: 'Scelga un’associazione dei Suoi punti d’ascolto.',
    })
  }
  if (territory && !(await tx.findScope(territory.kind, territory.id))) {
    throw new Invalid('Questo territorio non c’è.', { 'territory.id': 'Scelga un territorio dell’elenco.' })
  }
}

function told(tx: Change, action: string, agreement: Pick<Agreement, 'id' | 'listeningPointId'>): void {
  const { id, listeningPointId } = agreement
  tx.trace({ action, entity: 'agreement', entityId: id, listeningPointId })
  tx.announce({ topic: 'accountability', entityId: id, listeningPointId })
}

async function saved(tx: AgreementRows & Change, id: string, action: string): Promise<Agreement> {
  const agreement = (await tx.findAgreement(id)) as Agreement
  told(tx, action, agreement)
  return agreement
}

export async function addAgreement(
  doors: Transactions<AgreementRows>,
  occasion: Occasion,
  input: SavedAgreement,
): Promise<Agreement> {
  const { who: _who, instalments, ...terms } = input
  checkTerms(terms, instalments, romeDate(occasion.now))
  return doors.transaction(occasion, async (tx) => {
    await checkParties(tx, input)
    const id = await tx.addAgreement(terms)
    await tx.saveInstalments(
      id,
      instalments.map((instalment) => ({ ...instalment, id: null })),
    )
    await tx.addAccountabilityReports(id, replannedReports(null, terms).add)
    return saved(tx, id, 'agreement.added')
  })
}

export async function changeAgreement(
  doors: Transactions<AgreementRows>,
  occasion: Occasion,
  input: SavedAgreement & { agreementId: string; version: number },
): Promise<Agreement> {
  const { who, instalments, agreementId, version, ...terms } = input
  checkTerms(terms, instalments, romeDate(occasion.now))
  return doors.transaction(occasion, async (tx) => {
    await tx.lockAgreement(agreementId)
    const before = readableAgreement(await tx.findAgreement(agreementId), who)
    if (before.version !== version) throw new Conflict('Nel frattempo un’altra persona ha cambiato questa convenzione.')
    await checkParties(tx, input)
    const own = new Set(before.instalments.map(({ id }) => id))
    if (instalments.some(({ id }) => id !== null && !own.has(id))) throw new NotFound('Questa rata non c’è più.')
    const plan = replannedReports(before, terms)
    await tx.changeAgreement(agreementId, terms)
    await tx.saveInstalments(agreementId, instalments)
    await tx.removeAccountabilityReports(plan.remove)
    await tx.addAccountabilityReports(agreementId, plan.add)
    for (const { id, dueOn } of plan.move) await tx.changeDueDay(id, dueOn)
    return saved(tx, agreementId, 'agreement.changed')
  })
}
