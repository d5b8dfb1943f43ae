import { z } from 'zod'
import { helpKinds, requestStates, returnKinds } from '../helpline/contacts/kinds.ts'
import {
  MOST_WEEKS_APART,
  monthPlaces,
  repetitionEnds,
  repetitionKinds,
  type WrittenRepetition,
} from '../helpline/contacts/written-repetition.ts'
import { serviceLegs, serviceStates } from '../helpline/dispatch/service-states.ts'
import type { Weekday } from '../helpline/territory/rome-time.ts'
import { day, endpoints, id, instant, shortText } from './endpoint.ts'
import { personSummary } from './people.ts'

const weekday = z.literal([1, 2, 3, 4, 5, 6, 7]) satisfies z.ZodType<Weekday>
const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Scriva un’ora, per esempio 8:30.')

const repetition = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal(repetitionKinds[0]) }),
  z.object({
    kind: z.literal(repetitionKinds[1]),
    weekdays: z.array(weekday).max(7),
    everyWeeks: z.int().min(1, 'Da 1 a 8 settimane.').max(MOST_WEEKS_APART, 'Da 1 a 8 settimane.'),
  }),
  z.object({ kind: z.literal(repetitionKinds[2]), place: z.literal([...monthPlaces]), weekday }),
])

const count = z.int().min(0).max(999).nullable()

export const writtenRepetition = z.object({
  kind: z.enum(repetitionKinds),
  weekdays: z.array(weekday).max(7),
  everyWeeks: count,
  place: z.literal([...monthPlaces]),
  weekday,
  ends: z.enum(repetitionEnds),
  endsOn: day.nullable(),
  times: count,
  skipHolidays: z.boolean(),
  excludedDates: z.array(day).max(100, 'Al massimo 100 date.'),
  addedDates: z.array(day).max(100, 'Al massimo 100 date.'),
}) satisfies z.ZodType<WrittenRepetition>

const seriesDay = z.object({ date: day, skippedBecause: z.string().nullable() })

export const seriesSummary = z.object({
  id,
  requestId: id,
  /** How it repeats, as one says it. */
  sentence: z.string(),
  repetition,
  firstDate: day,
  wallTime: z.string(),
  endsOn: day.nullable(),
  skipHolidays: z.boolean(),
  excludedDates: z.array(day),
  addedDates: z.array(day),
  pausedFrom: day.nullable(),
  pausedUntil: day.nullable(),
  volunteerId: id.nullable(),
  volunteerName: z.string().nullable(),
  version: z.int(),
})
export type SeriesSummary = z.infer<typeof seriesSummary>

export const seriesView = seriesSummary.extend({
  contactId: id,
  person: personSummary.nullable(),
  helpKind: z.enum(helpKinds).nullable(),
  requestState: z.enum(requestStates),
  returnKind: z.enum(returnKinds).nullable(),
  returnTime: z.string().nullable(),
  fromPlace: z.string().nullable(),
  toPlace: z.string().nullable(),
  services: z.array(
    z.object({
      id,
      occurrenceOn: day,
      leg: z.enum(serviceLegs),
      state: z.enum(serviceStates),
      startsAt: instant,
      calledUntil: instant.nullable(),
      readyAt: instant.nullable(),
      volunteerName: z.string().nullable(),
      version: z.int(),
    }),
  ),
  /** Days still to come, those that are skipped with the reason. */
  days: z.array(seriesDay),
})
export type SeriesView = z.infer<typeof seriesView>

const seriesParams = z.object({ seriesId: id })
const requestParams = z.object({ requestId: id })
const version = z.int()

export const seriesEndpoints = endpoints({
  previewRepetition: {
    method: 'POST',
    path: '/series/preview',
    guard: 'request:takeInCharge',
    summary: 'How a repetition is said, and its first days, before it is taken in charge',
    body: z.object({ repetition: writtenRepetition, neededFrom: instant }),
    answer: z.object({
      sentence: z.string(),
      days: z.array(seriesDay),
      endsOn: day.nullable(),
      /** How many times in all; null where it has no end. */
      times: z.int().nullable(),
    }),
  },
  readRequestSeries: {
    method: 'GET',
    path: '/requests/:requestId/series',
    guard: 'contact:read',
    summary: 'The cycles a help request has become',
    params: requestParams,
    answer: z.array(seriesSummary),
  },
  readSeries: {
    method: 'GET',
    path: '/series/:seriesId',
    guard: 'service:read',
    summary: 'A cycle with its services and the days still to come',
    params: seriesParams,
    answer: seriesView,
  },
  changeSeries: {
    method: 'POST',
    path: '/series/:seriesId/change',
    guard: 'request:takeInCharge',
    summary:
      'Another time or place, from a day on or (null) for every one still to come. From a day on, the answer is the cycle that starts there',
    params: seriesParams,
    body: z.object({
      version,
      from: day.nullable(),
      wallTime: wallTime.optional(),
      returnTime: wallTime.optional(),
      fromPlace: shortText.nullable().optional(),
      toPlace: shortText.nullable().optional(),
    }),
    answer: z.object({ series: seriesView, services: z.int(), toCall: z.array(z.string()) }),
  },
  endSeries: {
    method: 'POST',
    path: '/series/:seriesId/end',
    guard: 'request:takeInCharge',
    summary:
      'Ends a cycle before a day (null: now): its services from there on are cancelled and whoever was told is told',
    params: seriesParams,
    body: z.object({ version, from: day.nullable() }),
    answer: seriesView,
  },
  pauseSeries: {
    method: 'POST',
    path: '/series/:seriesId/pause',
    guard: 'request:takeInCharge',
    summary: 'Nothing from a day on, until the day it starts again, if that is known',
    params: seriesParams,
    body: z.object({ version, from: day, until: day.nullable() }),
    answer: seriesView,
  },
  resumeSeries: {
    method: 'POST',
    path: '/series/:seriesId/resume',
    guard: 'request:takeInCharge',
    summary: 'A paused cycle goes on from a day',
    params: seriesParams,
    body: z.object({ version, on: day }),
    answer: seriesView,
  },
  chooseStandingVolunteer: {
    method: 'POST',
    path: '/series/:seriesId/volunteer',
    guard: 'request:takeInCharge',
    summary: 'Who is asked first for every date of a cycle; null: nobody',
    params: seriesParams,
    body: z.object({ version, volunteerId: id.nullable() }),
    answer: seriesView,
  },
  cancelOccurrence: {
    method: 'POST',
    path: '/services/:serviceId/cancel',
    guard: 'request:takeInCharge',
    summary: 'One service is not needed any more: whoever was asked or told is told. Its way back goes with it',
    params: z.object({ serviceId: id }),
    body: z.object({ version }),
    answer: z.null(),
    status: 204,
  },
  declareReady: {
    method: 'POST',
    path: '/services/:serviceId/ready',
    guard: 'request:takeInCharge',
    summary:
      'The person is ready for the way back: whoever is kept for it goes now, or people are asked at once. Twice is once',
    params: z.object({ serviceId: id }),
    body: z.object({}),
    answer: z.null(),
    status: 204,
  },
})
