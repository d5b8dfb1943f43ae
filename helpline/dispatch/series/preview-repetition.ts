import type { WrittenRepetition } from '../../contacts/written-repetition.ts'
import { addDays, formatRomeTime, type IsoDate, romeDate } from '../../territory/rome-time.ts'
import { datesOf, type SeriesDay, seriesDays } from './series-dates.ts'
import { seriesSentence } from './series-sentence.ts'
import { repetitionDays } from './start-series.ts'

const MOST_SHOWN = 24

export interface Preview {
  sentence: string
  days: SeriesDay[]
  endsOn: IsoDate | null
  times: number | null
}

/** How a repetition is said, and on which days it falls, before it is taken in charge. */
export function previewRepetition(written: WrittenRepetition, neededFrom: Date, today: IsoDate): Preview {
  const firstDate = romeDate(neededFrom)
  const series = { ...repetitionDays(written, firstDate), wallTime: formatRomeTime(neededFrom) }
  const { endsOn } = series
  return {
    sentence: seriesSentence(series, today),
    days: seriesDays(series, firstDate, endsOn ?? addDays(firstDate, 366)).slice(0, MOST_SHOWN),
    endsOn,
    times: endsOn === null ? null : datesOf(series, firstDate, endsOn).length,
  }
}
