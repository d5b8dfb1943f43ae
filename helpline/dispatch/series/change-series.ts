import type { SignedIn } from '../../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { Invalid, NotAllowed } from '../../errors.ts'
import { addDays, type IsoDate, romeDate, type TimeOfDay } from '../../territory/rome-time.ts'
import { type CancelServiceRows, cancelService, tellPersonOff } from '../cancel-service.ts'
import { isOpenService, type LockedService } from '../service-records.ts'
import { addMissingServices, type ExtendRows } from './plan-services.ts'
import { type RescheduleRows, rescheduleDay } from './reschedule.ts'
import { datesOf } from './series-dates.ts'
import {
  type DatedService,
  type SeriesFields,
  type SeriesLock,
  type SeriesOrigin,
  type SeriesRecord,
  seriesToChange,
} from './series-records.ts'

export interface ChangeSeriesRows extends SeriesLock, ExtendRows, CancelServiceRows, RescheduleRows {
  addSeries(series: SeriesFields & { requestId: string }): Promise<string>
  updateSeries(seriesId: string, fields: Partial<SeriesFields>): Promise<void>
  /** Services from that day on go over to another cycle, whatever became of them. */
  handServicesOver(seriesId: string, toSeriesId: string, from: IsoDate): Promise<void>
  /** Those not closed yet, from that day on, in the order of their days. */
  openServicesOfSeries(seriesId: string, from: IsoDate): Promise<DatedService[]>
  preferForSeries(seriesId: string, volunteerId: string | null): Promise<void>
  volunteerExists(volunteerId: string): Promise<boolean>
}

type Tx = ChangeSeriesRows & Change

export interface SeriesAddress {
  who: SignedIn
  seriesId: string
  version: number
}

/** From a day on, that day included; null: every one still to come. */
export type Scope = { from: IsoDate | null }

export interface SeriesChange {
  wallTime?: TimeOfDay | undefined
  returnTime?: TimeOfDay | undefined
  fromPlace?: string | null | undefined
  toPlace?: string | null | undefined
}

export interface Changed {
  seriesId: string
  /** Services that changed or were cancelled. */
  services: number
  /** Whom no message reaches: somebody calls them. */
  toCall: string[]
}

/** "Questo e i seguenti", "tutti": another time or place. What is over stays as it was. */
export async function changeSeries(
  doors: Transactions<ChangeSeriesRows>,
  occasion: Occasion,
  input: SeriesAddress & Scope & { change: SeriesChange },
): Promise<Changed> {
  return doors.transaction(occasion, async (tx) => {
    const { series, origin } = await seriesToChange(tx, input)
    const fields = checkedChange(series, input.change)
    const from = firstDay(input, occasion)
    const target = await splitBefore(tx, occasion, series, origin, from)
    await tx.updateSeries(target.id, fields)
    const changed = { ...target, ...fields }
    const days = await heldDays(tx, target.id, from, occasion)
    const toCall: string[] = []
    let services = 0
    for (const [date, held] of days) {
      const retold = await rescheduleDay(tx, occasion, changed, origin, { date, held })
      services += held.length
      toCall.push(...retold)
    }
    await addMissingServices(tx, occasion, changed, origin)
    traceSeries(tx, 'series.changed', target.id, origin, Object.keys(fields))
    return { seriesId: target.id, services, toCall: [...new Set(toCall)] }
  })
}

function checkedChange(series: SeriesRecord, change: SeriesChange): Partial<SeriesFields> {
  const fields = Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined),
  ) as Partial<SeriesFields>
  const { wallTime, returnTime } = { ...series, ...fields }
  if (fields.returnTime !== undefined && series.returnKind !== 'fixed') {
    throw new Invalid('Controlli i campi segnati.', { returnTime: 'Questo ciclo non ha un ritorno a ora fissa.' })
  }
  if (series.returnKind === 'fixed' && returnTime !== null && returnTime <= wallTime) {
    throw new Invalid('Controlli i campi segnati.', { returnTime: 'Il ritorno viene prima dell’andata.' })
  }
  if (Object.keys(fields).length === 0)
    throw new Invalid('Scriva che cosa cambia.', { wallTime: 'Scriva che cosa cambia.' })
  return fields
}

/** Never a day that is past. */
function firstDay({ from }: Scope, { now }: Occasion): IsoDate {
  const today = romeDate(now)
  return from !== null && from > today ? from : today
}

/** The cycle from a day on: itself, or a new one that takes over the services from that day. */
async function splitBefore(
  tx: Tx,
  occasion: Occasion,
  series: SeriesRecord,
  origin: SeriesOrigin,
  from: IsoDate,
): Promise<SeriesRecord> {
  if (series.endsOn !== null && from > series.endsOn) throw new NotAllowed('Quel giorno il ciclo è già finito.')
  if (datesOf({ ...series, pausedFrom: null, pausedUntil: null }, series.firstDate, addDays(from, -1)).length === 0) {
    return series
  }
  const isKept = (date: IsoDate) => date >= from
  // Every second week goes on counting from a day of the rule.
  const [firstDate = from] = datesOf({ ...plainRule(series) }, from, addDays(from, 370))
  const { id, requestId, isComplete, version, ...fields } = series
  const later = {
    ...fields,
    firstDate: series.addedDates.includes(from) && from < firstDate ? from : firstDate,
    excludedDates: series.excludedDates.filter(isKept),
    addedDates: series.addedDates.filter(isKept),
  }
  const earlier = { ...series, endsOn: addDays(from, -1) }
  await tx.updateSeries(id, { endsOn: earlier.endsOn })
  const laterId = await tx.addSeries({ ...later, requestId })
  await tx.handServicesOver(id, laterId, from)
  await addMissingServices(tx, occasion, earlier, origin)
  traceSeries(tx, 'series.divided', id, origin, ['endsOn'])
  return { ...later, id: laterId, requestId, isComplete: false, version: 1 }
}

const plainRule = (series: SeriesRecord): SeriesRecord => ({
  ...series,
  skipHolidays: false,
  excludedDates: [],
  addedDates: [],
  pausedFrom: null,
  pausedUntil: null,
})

/** The services still to come, held, by day: volunteers first, like every transaction that holds both. */
async function heldDays(
  tx: Tx,
  seriesId: string,
  from: IsoDate,
  { now }: Occasion,
  until: IsoDate | null = null,
): Promise<Map<IsoDate, LockedService[]>> {
  const dated = (await tx.openServicesOfSeries(seriesId, from)).filter(
    ({ startsAt, occurrenceOn }) => startsAt > now && (until === null || occurrenceOn < until),
  )
  const volunteers = [...new Set(dated.flatMap(({ volunteerId }) => volunteerId ?? []))].sort()
  if (volunteers.length > 0) await tx.lockVolunteers(volunteers)
  const held = new Map<string, LockedService>()
  for (const id of dated.map((each) => each.id).sort()) {
    const service = await tx.lockService(id)
    if (service && (isOpenService(service) || service.state === 'assigned')) held.set(id, service)
  }
  const days = new Map<IsoDate, LockedService[]>()
  for (const { id, occurrenceOn } of dated) {
    const service = held.get(id)
    if (service) days.set(occurrenceOn, [...(days.get(occurrenceOn) ?? []), service])
  }
  return days
}

/** Ends the cycle: nothing more from that day on, and whoever had been told is told. */
export async function endSeries(
  doors: Transactions<ChangeSeriesRows>,
  occasion: Occasion,
  input: SeriesAddress & Scope,
): Promise<Changed> {
  return doors.transaction(occasion, async (tx) => {
    const { series, origin } = await seriesToChange(tx, input)
    const from = firstDay(input, occasion)
    const endsOn = addDays(from, -1)
    const ended = { ...series, endsOn }
    await tx.updateSeries(series.id, { endsOn })
    await addMissingServices(tx, occasion, ended, origin)
    const services = await cancelDays(tx, occasion, await heldDays(tx, series.id, from, occasion))
    traceSeries(tx, 'series.ended', series.id, origin, ['endsOn'])
    return { seriesId: series.id, services, toCall: [] }
  })
}

async function cancelDays(
  tx: Tx,
  occasion: Occasion,
  days: ReadonlyMap<IsoDate, readonly LockedService[]>,
): Promise<number> {
  let count = 0
  for (const services of days.values()) {
    for (const service of services) {
      // The way back may have gone with the outward way.
      const current = await tx.lockService(service.id)
      count += 1
      if (!current || current.state === 'cancelled') continue
      await cancelService(tx, occasion, current)
      await tellPersonOff(tx, occasion, current)
    }
  }
  return count
}

/** In hospital: nothing from a day on, until the day it starts again, if it is known. */
export async function pauseSeries(
  doors: Transactions<ChangeSeriesRows>,
  occasion: Occasion,
  input: SeriesAddress & { from: IsoDate; until: IsoDate | null },
): Promise<Changed> {
  const { from, until } = input
  if (until !== null && until <= from) {
    throw new Invalid('Controlli i campi segnati.', { until: 'La ripresa viene prima della pausa.' })
  }
  return doors.transaction(occasion, async (tx) => {
    const { series, origin } = await seriesToChange(tx, input)
    const pausedFrom = from < romeDate(occasion.now) ? romeDate(occasion.now) : from
    await tx.updateSeries(series.id, { pausedFrom, pausedUntil: until })
    await addMissingServices(tx, occasion, { ...series, pausedFrom, pausedUntil: until }, origin)
    const services = await removeDays(tx, occasion, await heldDays(tx, series.id, pausedFrom, occasion, until))
    traceSeries(tx, 'series.paused', series.id, origin, ['pausedFrom', 'pausedUntil'])
    return { seriesId: series.id, services, toCall: [] }
  })
}

/** Days a pause takes away come back when it ends sooner: their services are taken out, not cancelled for good. */
async function removeDays(
  tx: Tx,
  occasion: Occasion,
  days: ReadonlyMap<IsoDate, readonly LockedService[]>,
): Promise<number> {
  const count = await cancelDays(tx, occasion, days)
  await tx.detachServices([...days.values()].flatMap((services) => services.map(({ id }) => id)))
  return count
}

/** Home again: from that day on everything goes on as before. */
export async function resumeSeries(
  doors: Transactions<ChangeSeriesRows>,
  occasion: Occasion,
  input: SeriesAddress & { on: IsoDate },
): Promise<Changed> {
  return doors.transaction(occasion, async (tx) => {
    const { series, origin } = await seriesToChange(tx, input)
    const today = romeDate(occasion.now)
    if (series.pausedFrom === null) throw new NotAllowed('Questo ciclo non è in pausa.')
    const on = input.on < today ? today : input.on
    const pause = on <= series.pausedFrom ? { pausedFrom: null, pausedUntil: null } : { pausedUntil: on }
    await tx.updateSeries(series.id, pause)
    const resumed = { ...series, ...pause }
    // It may start again later than was thought.
    const days = await heldDays(tx, series.id, series.pausedFrom, occasion, on)
    await removeDays(tx, occasion, days)
    const created = await addMissingServices(tx, occasion, resumed, origin)
    traceSeries(tx, 'series.resumed', series.id, origin, Object.keys(pause))
    return { seriesId: series.id, services: created.length, toCall: [] }
  })
}

/** Who is asked first for every date; whoever has already said yes to some keeps them. */
export async function chooseStandingVolunteer(
  doors: Transactions<ChangeSeriesRows>,
  occasion: Occasion,
  input: SeriesAddress & { volunteerId: string | null },
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const { series, origin } = await seriesToChange(tx, input)
    const { volunteerId } = input
    if (volunteerId && !(await tx.volunteerExists(volunteerId))) {
      throw new Invalid('Controlli i campi segnati.', { volunteerId: 'Questo volontario non c’è più.' })
    }
    await tx.updateSeries(series.id, { volunteerId })
    await tx.preferForSeries(series.id, volunteerId)
    traceSeries(tx, 'series.changed', series.id, origin, ['volunteer'])
  })
}

function traceSeries(tx: Change, action: string, seriesId: string, origin: SeriesOrigin, fields: string[]): void {
  const { listeningPointId, contactId } = origin
  tx.trace({ action, entity: 'series', entityId: seriesId, listeningPointId, fields })
  tx.announce({ topic: 'service', entityId: seriesId, listeningPointId })
  tx.announce({ topic: 'contact', entityId: contactId, listeningPointId })
}
