import type { Change, Occasion } from '../../changes/change.ts'
import type { DestinationKind, HelpKind } from '../../contacts/kinds.ts'
import { addDays, type IsoDate, romeDate, romeInstant } from '../../territory/rome-time.ts'
import { type EndServiceRows, endRequestIfOver } from '../cancel-service.ts'
import type { ServiceLeg } from '../service-states.ts'
import { type NeededTimes, plannedLegs, type ServiceTimes } from '../service-times.ts'
import { datesOf, nextDates } from './series-dates.ts'
import type { SeriesFields, SeriesOrigin, SeriesRecord } from './series-records.ts'

const MINUTE_MS = 60_000
/** Services exist so far ahead; a job adds the next ones every day. */
export const HORIZON_DAYS = 35
/** Of a cycle volunteers are asked so long before each date: earlier nobody knows, and a person gets no ten questions at once. */
export const ASKED_DAYS_BEFORE = 10
const ASKED_FROM = '09:00'
/** So long whoever takes the outward way has the first word on the way back. */
export const RETURN_WAITS_MINUTES = 90

/** What all the services of one request have in common. */
export interface ServiceBase {
  requestId: string
  personId: string
  helpKind: HelpKind
  listeningPointId: string
  localAssociationId: string | null
  destinationKind: DestinationKind | null
  insideProvince: boolean | null
  createdAt: Date
}

export interface NewService extends ServiceBase, ServiceTimes {
  leg: ServiceLeg
  outwardServiceId: string | null
  seriesId: string | null
  occurrenceOn: IsoDate | null
  fromPlace: string | null
  toPlace: string | null
  returnAt: Date | null
  calledUntil: Date | null
  preferredVolunteerId: string | null
}

export interface PlanRows {
  addService(service: NewService): Promise<string>
}

interface Dated {
  seriesId: string
  occurrenceOn: IsoDate
  preferredVolunteerId: string | null
}

interface Places {
  fromPlace: string | null
  toPlace: string | null
}

/** The service, or the outward way and the return, of one day; volunteers are asked when it is time. */
export async function addServices(
  tx: PlanRows & Change,
  occasion: Occasion,
  base: ServiceBase,
  needed: NeededTimes & Places,
  dated: Dated | null = null,
): Promise<string[]> {
  const ids: string[] = []
  for (const { leg, returnAt, calledUntil, ...times } of plannedLegs(needed)) {
    const isReturn = leg === 'return'
    const id = await tx.addService({
      ...base,
      ...times,
      leg,
      returnAt,
      calledUntil,
      outwardServiceId: isReturn ? (ids[0] ?? null) : null,
      seriesId: dated?.seriesId ?? null,
      occurrenceOn: dated?.occurrenceOn ?? null,
      preferredVolunteerId: dated?.preferredVolunteerId ?? null,
      fromPlace: isReturn ? needed.toPlace : needed.fromPlace,
      toPlace: isReturn ? needed.fromPlace : needed.toPlace,
    })
    ids.push(id)
    const { listeningPointId } = base
    tx.trace({ action: 'service.planned', entity: 'service', entityId: id, listeningPointId })
    tx.announce({ topic: 'service', entityId: id, listeningPointId })
    askForIt(
      tx,
      { id, startsAt: times.startsAt, isReturn, calledUntil },
      dated ? askingDay(times.startsAt) : occasion.now,
      occasion,
    )
  }
  return ids
}

/** Nobody is asked for a return that is called when ready: whoever goes is kept for it. */
function askForIt(
  tx: Change,
  service: { id: string; startsAt: Date; isReturn: boolean; calledUntil: Date | null },
  from: Date,
  { now }: Occasion,
): void {
  if (service.calledUntil) {
    watchReturn(tx, service.id, service.calledUntil)
    return
  }
  const start = Math.max(now.getTime(), from.getTime()) + (service.isReturn ? RETURN_WAITS_MINUTES * MINUTE_MS : 0)
  tx.ask({
    name: 'make-offers',
    payload: { serviceId: service.id, wave: 1 },
    key: `make-offers:${service.id}:1`,
    runAt: new Date(start),
  })
}

export const askingDay = (startsAt: Date): Date =>
  romeInstant(addDays(romeDate(startsAt), -ASKED_DAYS_BEFORE), ASKED_FROM)

export function watchReturn(tx: Change, serviceId: string, runAt: Date): void {
  const key = `watch-return:${serviceId}:${runAt.toISOString()}`
  tx.ask({ name: 'watch-return', payload: { serviceId }, key, runAt })
}

/** When and where a cycle's service is on one of its days. */
export function neededOn(series: SeriesFields, helpKind: HelpKind, date: IsoDate): NeededTimes & Places {
  const neededFrom = romeInstant(date, series.wallTime)
  return {
    helpKind,
    neededFrom,
    neededUntil: new Date(neededFrom.getTime() + series.durationMinutes * MINUTE_MS),
    returnKind: series.returnKind,
    returnAt: series.returnTime ? romeInstant(date, series.returnTime) : null,
    fromPlace: series.fromPlace,
    toPlace: series.toPlace,
  }
}

export interface ExtendRows extends PlanRows, Pick<EndServiceRows, 'servicesOfRequest' | 'endRequest'> {
  /** The days from `from` on which already have a service, whatever became of it. */
  datesWithServices(seriesId: string, from: IsoDate): Promise<IsoDate[]>
  setComplete(seriesId: string, isComplete: boolean): Promise<void>
}

/**
 * Adds the services of the days that have none, as far as the horizon, and always the next one. What somebody cancelled is still
 * there, cancelled, and is not made again. With the last of them its request ends. The cycle must be held.
 */
export async function addMissingServices(
  tx: ExtendRows & Change,
  occasion: Occasion,
  series: SeriesRecord,
  origin: SeriesOrigin,
): Promise<string[]> {
  const { personId, helpKind, requestId, listeningPointId, localAssociationId, destinationKind, insideProvince } =
    origin
  if (personId === null || helpKind === null) return []
  const today = romeDate(occasion.now)
  const known = new Set(await tx.datesWithServices(series.id, today))
  const isAhead = (date: IsoDate) => romeInstant(date, series.wallTime) > occasion.now
  const horizon = addDays(today, HORIZON_DAYS)
  const [next] = nextDates(series, today, 2).filter(isAhead)
  const dates = [...new Set([...datesOf(series, today, horizon).filter(isAhead), ...(next ? [next] : [])])]
  const created: string[] = []
  const base = { requestId, personId, helpKind, listeningPointId, localAssociationId, destinationKind, insideProvince }
  for (const occurrenceOn of dates) {
    if (known.has(occurrenceOn)) continue
    const ids = await addServices(
      tx,
      occasion,
      { ...base, createdAt: occasion.now },
      neededOn(series, helpKind, occurrenceOn),
      { seriesId: series.id, occurrenceOn, preferredVolunteerId: series.volunteerId },
    )
    created.push(...ids)
  }
  const isOver = !isWaiting(series, today) && isOverAfter(series, dates.at(-1) ?? horizon)
  if (isOver !== series.isComplete) await tx.setComplete(series.id, isOver)
  if (isOver && origin.requestState === 'takenInCharge') {
    const { contactId: entityId } = origin
    const isEnded = await endRequestIfOver(tx, occasion.now, origin)
    if (isEnded) tx.announce({ topic: 'contact', entityId, listeningPointId })
  }
  return created
}

/** Whether a pause takes away days still to come: they come back when it ends sooner. */
function isWaiting(series: SeriesRecord, today: IsoDate): boolean {
  const { pausedFrom, pausedUntil, endsOn } = series
  if (pausedFrom === null) return false
  const resumed = pausedUntil === null ? null : addDays(pausedUntil, -1)
  const last = endsOn === null || (resumed !== null && resumed < endsOn) ? resumed : endsOn
  const unpaused = { ...series, endsOn: last, pausedFrom: null, pausedUntil: null }
  return nextDates(unpaused, pausedFrom > today ? pausedFrom : today, 1).length > 0
}

/** Whether nothing is left to come after a day. */
const isOverAfter = (series: SeriesRecord, date: IsoDate): boolean =>
  (series.endsOn !== null && series.endsOn <= date) || nextDates(series, addDays(date, 1), 1).length === 0
