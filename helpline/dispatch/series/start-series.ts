import type { Change, Occasion } from '../../changes/change.ts'
import { missingInRepetition, type RepetitionEnd, type WrittenRepetition } from '../../contacts/written-repetition.ts'
import { Invalid } from '../../errors.ts'
import { addDays, formatRomeTime, type IsoDate, romeDate } from '../../territory/rome-time.ts'
import { type NeededTimes, serviceTimes } from '../service-times.ts'
import { addMissingServices, type ExtendRows, type ServiceBase } from './plan-services.ts'
import { repetitionFrom, ruleOf } from './repetition.ts'
import { dayOfTime, nextDates, type SeriesDays } from './series-dates.ts'
import type { SeriesFields } from './series-records.ts'

const MINUTE_MS = 60_000
const FURTHEST_DAYS = 5 * 366
const CHECK_FIELDS = 'Controlli i campi segnati.'

/** The days of a repetition that starts on `firstDate`; "dieci volte" becomes the day of the tenth. */
export function repetitionDays(written: WrittenRepetition, firstDate: IsoDate): SeriesDays {
  const missing = missingInRepetition(written)
  if (Object.keys(missing).length > 0) throw new Invalid(CHECK_FIELDS, missing)
  const excludedDates = [...new Set(written.excludedDates)].sort()
  const addedDates = [...new Set(written.addedDates)].sort()
  const days = {
    rule: ruleOf(repetitionFrom(written)),
    firstDate,
    endsOn: null,
    skipHolidays: written.skipHolidays,
    excludedDates,
    addedDates,
    pausedFrom: null,
    pausedUntil: null,
  }
  const series = { ...days, endsOn: lastDay(written, days) }
  if (nextDates(series, firstDate, 1).length === 0) {
    throw new Invalid('Così non c’è nessuna data.', {
      [`repetition.${endFields[written.ends]}`]: 'Così non c’è nessuna data: cambi la fine o i giorni.',
    })
  }
  return series
}

const endFields = { on: 'endsOn', times: 'times', never: 'ends' } as const satisfies Record<RepetitionEnd, string>

function lastDay({ ends, endsOn, times }: WrittenRepetition, days: SeriesDays): IsoDate | null {
  if (ends === 'never') return null
  if (ends === 'on' && endsOn) {
    if (endsOn < days.firstDate) {
      throw new Invalid(CHECK_FIELDS, { 'repetition.endsOn': 'La fine viene prima dell’inizio.' })
    }
    if (endsOn > addDays(days.firstDate, FURTHEST_DAYS)) {
      throw new Invalid(CHECK_FIELDS, { 'repetition.endsOn': 'La fine è troppo lontana: al massimo cinque anni.' })
    }
    return endsOn
  }
  const last = dayOfTime(days, times ?? 1)
  if (last === null) throw new Invalid(CHECK_FIELDS, { 'repetition.times': 'Le date non bastano: ne scriva meno.' })
  return last
}

type Needed = NeededTimes & { fromPlace: string | null; toPlace: string | null }

/** The first day and what is the same on every day. */
function seriesTimes(needed: Needed) {
  const { neededFrom, returnAt, fromPlace, toPlace } = needed
  const { endsAt } = serviceTimes({ ...needed, returnKind: 'none', returnAt: null })
  const isFixed = needed.returnKind === 'fixed' && returnAt !== null
  if (isFixed && romeDate(returnAt) !== romeDate(neededFrom)) {
    throw new Invalid(CHECK_FIELDS, {
      returnAt: 'In un ciclo il ritorno è lo stesso giorno dell’andata.',
    })
  }
  return {
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

export interface StartSeriesRows extends ExtendRows {
  addSeries(series: SeriesFields & { requestId: string }): Promise<string>
}

/** A request that repeats becomes a cycle with its first services. */
export async function startSeries(
  tx: StartSeriesRows & Change,
  occasion: Occasion,
  {
    base,
    contactId,
    needed,
    repetition,
  }: { base: ServiceBase; contactId: string; needed: Needed; repetition: WrittenRepetition },
): Promise<void> {
  const { firstDate, fields } = seriesTimes(needed)
  const { requestId, listeningPointId } = base
  const series = { ...repetitionDays(repetition, firstDate), ...fields, volunteerId: null }
  const id = await tx.addSeries({ ...series, requestId })
  const origin = { ...base, contactId, requestState: 'takenInCharge' as const }
  await addMissingServices(tx, occasion, { ...series, id, requestId, isComplete: false, version: 1 }, origin)
  tx.trace({ action: 'series.started', entity: 'series', entityId: id, listeningPointId })
}
