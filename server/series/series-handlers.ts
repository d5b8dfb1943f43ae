import type { Store } from '../../adapters/postgres/store.ts'
import type { SeriesSummary, SeriesView, seriesEndpoints } from '../../contract/series.ts'
import type { SignedIn } from '../../helpline/access/permissions.ts'
import { cancelOccurrence } from '../../helpline/dispatch/series/cancel-occurrence.ts'
import {
  changeSeries,
  chooseStandingVolunteer,
  endSeries,
  pauseSeries,
  resumeSeries,
} from '../../helpline/dispatch/series/change-series.ts'
import { previewRepetition } from '../../helpline/dispatch/series/preview-repetition.ts'
import {
  type NamedSeries,
  openSeries,
  readSeries,
  readSeriesOfRequest,
  type SeriesDetail,
} from '../../helpline/dispatch/series/read-series.ts'
import { repetitionOf } from '../../helpline/dispatch/series/repetition.ts'
import { declareReady } from '../../helpline/dispatch/series/return-leg.ts'
import { seriesDays } from '../../helpline/dispatch/series/series-dates.ts'
import { seriesSentence } from '../../helpline/dispatch/series/series-sentence.ts'
import { summarisePerson } from '../../helpline/people/person-summary.ts'
import { addDays, type IsoDate, romeDate } from '../../helpline/territory/rome-time.ts'
import type { Handlers } from '../routes.ts'

const SHOWN_DAYS = 92
const iso = (date: Date | null): string | null => date?.toISOString() ?? null

function viewSummary(series: NamedSeries, today: IsoDate): SeriesSummary {
  const { excludedDates, addedDates } = series
  return {
    ...series,
    excludedDates: [...excludedDates],
    addedDates: [...addedDates],
    sentence: seriesSentence(series, today),
    repetition: repetitionOf(series.rule),
  }
}

const viewSeries = (series: SeriesDetail, today: IsoDate): SeriesView => ({
  ...series,
  ...viewSummary(series, today),
  person: series.person && summarisePerson(series.person, today),
  services: series.services.map((service) => ({
    ...service,
    startsAt: service.startsAt.toISOString(),
    calledUntil: iso(service.calledUntil),
    readyAt: iso(service.readyAt),
  })),
  days: seriesDays(series, today, addDays(today, SHOWN_DAYS)),
})

export function seriesHandlers(store: Store): Handlers<typeof seriesEndpoints> {
  const view = async (who: SignedIn, seriesId: string, now: Date) =>
    viewSeries(await readSeries(store, { who, seriesId }), romeDate(now))
  return {
    previewRepetition: ({ input: { body }, occasion }) =>
      previewRepetition(body.repetition, new Date(body.neededFrom), romeDate(occasion.now)),

    readRequestSeries: async ({ input, who, occasion }) =>
      (await readSeriesOfRequest(store, { who, ...input.params })).map((series) =>
        viewSummary(series, romeDate(occasion.now)),
      ),

    readSeries: async ({ input, who, occasion }) =>
      viewSeries(await openSeries(store, occasion, { who, ...input.params }), romeDate(occasion.now)),

    changeSeries: async ({ input, who, occasion }) => {
      const { version, from, ...change } = input.body
      const { seriesId, services, toCall } = await changeSeries(store, occasion, {
        who,
        ...input.params,
        version,
        from,
        change,
      })
      return { series: await view(who, seriesId, occasion.now), services, toCall }
    },

    endSeries: async ({ input, who, occasion }) => {
      await endSeries(store, occasion, { who, ...input.params, ...input.body })
      return view(who, input.params.seriesId, occasion.now)
    },

    pauseSeries: async ({ input, who, occasion }) => {
      await pauseSeries(store, occasion, { who, ...input.params, ...input.body })
      return view(who, input.params.seriesId, occasion.now)
    },

    resumeSeries: async ({ input, who, occasion }) => {
      await resumeSeries(store, occasion, { who, ...input.params, ...input.body })
      return view(who, input.params.seriesId, occasion.now)
    },

    chooseStandingVolunteer: async ({ input, who, occasion }) => {
      await chooseStandingVolunteer(store, occasion, { who, ...input.params, ...input.body })
      return view(who, input.params.seriesId, occasion.now)
    },

    cancelOccurrence: async ({ input, who, occasion }) => {
      await cancelOccurrence(store, occasion, { who, ...input.params, ...input.body })
      return null
    },

    declareReady: async ({ input, who, occasion }) => {
      await declareReady(store, occasion, { who, ...input.params })
      return null
    },
  }
}
