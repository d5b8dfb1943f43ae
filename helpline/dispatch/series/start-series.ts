import { maySeePoint, type SignedIn } from '../../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import type { RequestRecord } from '../../contacts/contact-records.ts'
import { Invalid, NotAllowed, NotFound } from '../../errors.ts'
import { addDays, formatRomeTime, type IsoDate, romeDate } from '../../territory/rome-time.ts'
import { type NeededTimes, serviceTimes } from '../service-times.ts'
import { addMissingServices, type ExtendRows, type ServiceBase } from './plan-services.ts'
import { type Repetition, ruleOf } from './repetition.ts'
import { dayOfTime, nextDates, type SeriesDays } from './series-dates.ts'
import type { SeriesFields, SeriesRecord } from './series-records.ts'

const MINUTE_MS = 60_000
const MOST_EXCEPTIONS = 100
const FURTHEST_DAYS = 5 * 366

/** A repetition as it is written beside a request. */
export interface RepetitionInput {
  repetition: Repetition
  ends: { kind: 'never' } | { kind: 'on'; date: IsoDate } | { kind: 'times'; times: number }
  skipHolidays: boolean
  excludedDates: IsoDate[]
  addedDates: IsoDate[]
  volunteerId: string | null
}

export type RepetitionFields = Omit<SeriesDays, 'pausedFrom' | 'pausedUntil'> & { volunteerId: string | null }

/** The days of a repetition that starts on `firstDate`; "dieci volte" becomes the day of the tenth. */
export function repetitionFields(input: RepetitionInput, firstDate: IsoDate): RepetitionFields {
  const { skipHolidays, volunteerId } = input
  if (input.repetition.kind === 'weekly' && input.repetition.weekdays.length === 0) {
    throw new Invalid('Controlli i campi segnati.', { weekdays: 'Scelga almeno un giorno.' })
  }
  if (input.excludedDates.length > MOST_EXCEPTIONS || input.addedDates.length > MOST_EXCEPTIONS) {
    throw new Invalid('Controlli i campi segnati.', { excludedDates: `Al massimo ${MOST_EXCEPTIONS} date.` })
  }
  const excludedDates = [...new Set(input.excludedDates)].sort()
  const addedDates = [...new Set(input.addedDates)].sort()
  const days = { rule: ruleOf(input.repetition), firstDate, endsOn: null, skipHolidays, excludedDates, addedDates }
  const endsOn = lastDay(input.ends, days)
  const fields = { ...days, endsOn }
  if (nextDates({ ...fields, ...unpaused }, firstDate, 1).length === 0) {
    throw new Invalid('Così non c’è nessuna data.', { ends: 'Così non c’è nessuna data: cambi la fine o i giorni.' })
  }
  return { ...fields, volunteerId }
}

export const unpaused = { pausedFrom: null, pausedUntil: null }

function lastDay(ends: RepetitionInput['ends'], days: Omit<SeriesDays, 'pausedFrom' | 'pausedUntil'>): IsoDate | null {
  if (ends.kind === 'never') return null
  if (ends.kind === 'on') {
    if (ends.date < days.firstDate) {
      throw new Invalid('Controlli i campi segnati.', { ends: 'La fine viene prima dell’inizio.' })
    }
    if (ends.date > addDays(days.firstDate, FURTHEST_DAYS)) {
      throw new Invalid('Controlli i campi segnati.', { ends: 'La fine è troppo lontana: al massimo cinque anni.' })
    }
    return ends.date
  }
  const last = dayOfTime({ ...days, ...unpaused }, ends.times)
  if (last === null) throw new Invalid('Controlli i campi segnati.', { ends: 'Le date non bastano: ne scriva meno.' })
  return last
}

export interface RepeatRows {
  lockRequest(requestId: string): Promise<{ listeningPointId: string } | null>
  findRequest(requestId: string): Promise<RequestRecord | null>
  /** What is written beside a request that is still open; null where it does not repeat. */
  draftSeries(requestId: string): Promise<SeriesRecord | null>
  addSeries(series: SeriesFields & { requestId: string }): Promise<string>
  updateSeries(seriesId: string, fields: Partial<SeriesFields>): Promise<void>
  removeSeries(seriesId: string): Promise<void>
  volunteerExists(volunteerId: string): Promise<boolean>
}

/** "Si ripete": written beside a request before it is taken in charge. null: it does not, after all. */
export async function repeatRequest(
  doors: Transactions<RepeatRows>,
  occasion: Occasion,
  input: { who: SignedIn; requestId: string; repetition: RepetitionInput | null },
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const { request, listeningPointId } = await requestToRepeat(tx, input)
    const known = await tx.draftSeries(request.id)
    if (input.repetition === null) {
      if (!known) return
      await tx.removeSeries(known.id)
    } else {
      const times = timesOf(request)
      const fields = repetitionFields(input.repetition, times.firstDate)
      if (fields.volunteerId && !(await tx.volunteerExists(fields.volunteerId))) {
        throw new Invalid('Controlli i campi segnati.', { volunteerId: 'Questo volontario non c’è più.' })
      }
      const written = { ...fields, ...times.fields }
      if (known) await tx.updateSeries(known.id, written)
      else await tx.addSeries({ ...written, ...unpaused, requestId: request.id })
    }
    const fields = ['repetition']
    tx.trace({ action: 'request.changed', entity: 'request', entityId: request.id, listeningPointId, fields })
    tx.announce({ topic: 'contact', entityId: request.contactId, listeningPointId })
  })
}

async function requestToRepeat(tx: RepeatRows, { who, requestId }: { who: SignedIn; requestId: string }) {
  const origin = await tx.lockRequest(requestId)
  const request = await tx.findRequest(requestId)
  if (!origin || !request) throw new NotFound('Questa richiesta non c’è.')
  const { listeningPointId } = origin
  if (!maySeePoint(who, listeningPointId)) throw new NotAllowed('Questa richiesta è di un altro punto d’ascolto.')
  if (request.kind !== 'help')
    throw new Invalid('Solo una richiesta d’aiuto si ripete.', { kind: 'Solo un aiuto si ripete.' })
  if (request.state !== 'open') throw new NotAllowed('Questa richiesta è già presa in carico: si cambia il suo ciclo.')
  return { request, listeningPointId }
}

function timesOf(request: RequestRecord) {
  const { helpKind, neededFrom, neededUntil, returnKind, returnAt, fromPlace, toPlace } = request
  if (!helpKind || !neededFrom) {
    throw new Invalid('Prima scriva il tipo di aiuto e per quando serve la prima volta.', {
      ...(helpKind ? {} : { helpKind: 'Scelga il tipo d’aiuto.' }),
      ...(neededFrom ? {} : { neededFrom: 'Scriva per quando serve la prima volta.' }),
    })
  }
  return seriesTimes({ helpKind, neededFrom, neededUntil, returnKind, returnAt, fromPlace, toPlace })
}

type Needed = NeededTimes & { fromPlace: string | null; toPlace: string | null }

/** The first day and what is the same on every day. */
function seriesTimes(needed: Needed) {
  const { helpKind, neededFrom, returnAt, fromPlace, toPlace } = needed
  const { endsAt } = serviceTimes({ ...needed, returnKind: 'none', returnAt: null })
  const isFixed = needed.returnKind === 'fixed' && returnAt !== null
  if (isFixed && romeDate(returnAt) !== romeDate(neededFrom)) {
    throw new Invalid('Controlli i campi segnati.', {
      returnAt: 'In un ciclo il ritorno è lo stesso giorno dell’andata.',
    })
  }
  return {
    helpKind,
    firstDate: romeDate(neededFrom),
    fields: {
      wallTime: formatRomeTime(neededFrom),
      durationMinutes: Math.min(1440, Math.max(1, Math.round((endsAt.getTime() - neededFrom.getTime()) / MINUTE_MS))),
      returnKind: needed.returnKind === 'fixed' && !isFixed ? null : needed.returnKind,
      returnTime: isFixed ? formatRomeTime(returnAt) : null,
      fromPlace,
      toPlace,
    },
  }
}

export interface StartSeriesRows extends ExtendRows, Pick<RepeatRows, 'draftSeries' | 'updateSeries'> {}

/** The repetition written beside a request becomes a cycle with its first services; false where there is none. */
export async function startSeries(
  tx: StartSeriesRows & Change,
  occasion: Occasion,
  { base, contactId, needed }: { base: ServiceBase; contactId: string; needed: Needed },
): Promise<boolean> {
  const draft = await tx.draftSeries(base.requestId)
  if (!draft) return false
  const { firstDate, fields } = seriesTimes(needed)
  // What was typed after the repetition wins.
  const series = { ...draft, firstDate, ...fields }
  const [first] = nextDates(series, firstDate, 1)
  if (first === undefined) {
    throw new Invalid('Il ciclo finisce prima di cominciare.', {
      neededFrom: 'Dopo questo giorno il ciclo è già finito.',
    })
  }
  await tx.updateSeries(draft.id, { firstDate, ...fields })
  const origin = { ...base, contactId, requestState: 'takenInCharge' as const }
  await addMissingServices(tx, occasion, series, origin)
  const { listeningPointId } = base
  tx.trace({ action: 'series.started', entity: 'series', entityId: draft.id, listeningPointId })
  return true
}
