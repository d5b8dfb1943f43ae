import { z } from 'zod'
import { priceUnits } from '../helpline/reports/accountability-agreements.ts'
import { annexPeople } from '../helpline/reports/accountability-annexes.ts'
import { dueUrgencies, reportingRhythms } from '../helpline/reports/accountability-periods.ts'
import { annexFormats } from '../helpline/reports/accountability-reports.ts'
import { activityKinds } from '../helpline/reports/activity-kinds.ts'
import { counterpartKinds } from '../helpline/reports/report-stocks.ts'
import { day, endpoints, id, instant, shortText } from './endpoint.ts'
import { reportPeriod, scopeChoice } from './reports.ts'

const LARGEST_CENTS = 100_000_000_00
const requiredText = shortText.min(1, 'Questo dato serve.')
const cents = z.int().min(0, 'L’importo non può essere negativo.').max(LARGEST_CENTS, 'L’importo è troppo grande.')

const terms = z.object({
  name: requiredText,
  counterpartKind: z.enum(counterpartKinds, 'Scelga con chi è la convenzione.'),
  counterpartName: requiredText,
  localAssociationId: id.nullable(),
  /** Of which part of the network the counterpart wants to know; null is the association’s own. */
  territory: z.object({ kind: z.enum(['territorySet', 'comune']), id: z.string().min(1).max(40) }).nullable(),
  startsOn: day,
  /** The last day, included. */
  endsOn: day,
  amountCents: cents,
  paymentRule: requiredText,
  /** Both or neither. */
  unitPriceCents: cents.min(1, 'Il prezzo serve.').max(10_000_00, 'Il prezzo è troppo grande.').nullable(),
  priceUnit: z.enum(priceUnits).nullable(),
  reportingRhythm: z.enum(reportingRhythms, 'Scelga ogni quanto si rendiconta.'),
  reportingDueDays: z.int().min(0, 'Almeno 0 giorni.').max(365, 'Al massimo 365 giorni.'),
  /** How the people helped are told in what goes with its reports. */
  annexPeople: z.enum(annexPeople).default('anonymous'),
})

const instalment = z.object({
  /** null: a new one. */
  id: id.nullable(),
  dueOn: day,
  amountCents: cents.min(1, 'L’importo della rata serve.'),
  paidOn: day.nullable(),
})
export const agreementBody = terms.extend({ instalments: z.array(instalment).max(60) })
export type AgreementBody = z.infer<typeof agreementBody>

const accountabilityReport = z.object({
  id,
  period: reportPeriod,
  dueOn: day,
  /** When it was told that its period is over and it can be looked at. */
  draftedAt: instant.nullable(),
  publishedReportId: id.nullable(),
  sentAt: instant.nullable(),
  sentOn: day.nullable(),
  sentTo: z.string().nullable(),
  sentBy: z.string().nullable(),
})

export const agreementView = agreementBody.extend({
  id,
  version: z.int(),
  name: z.string(),
  counterpartName: z.string(),
  paymentRule: z.string(),
  associationName: z.string().nullable(),
  territoryName: z.string().nullable(),
  instalments: z.array(instalment.extend({ id })),
  reports: z.array(accountabilityReport),
  /** Whether this person may prepare its reports. */
  mayPrepare: z.boolean(),
})
export type AgreementView = z.infer<typeof agreementView>

const dueThing = {
  id,
  agreementId: id,
  agreementName: z.string(),
  counterpartName: z.string(),
  dueOn: day,
  /** null once it is done. */
  urgency: z.enum(dueUrgencies).nullable(),
}
export const calendarItem = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('report'),
    ...dueThing,
    period: reportPeriod,
    /** Of which part of the network its figures are. */
    part: scopeChoice,
    state: z.enum(['toPrepare', 'prepared', 'sent']),
    draftedAt: instant.nullable(),
    publishedReportId: id.nullable(),
    mayPrepare: z.boolean(),
    sentOn: day.nullable(),
    sentTo: z.string().nullable(),
    sentBy: z.string().nullable(),
  }),
  z.object({ kind: z.literal('instalment'), ...dueThing, amountCents: z.int(), paidOn: day.nullable() }),
])
export type CalendarItem = z.infer<typeof calendarItem>

const agreement = z.object({ agreementId: id })
const accountability = z.object({ reportId: id })

export const accountabilityEndpoints = endpoints({
  listAgreements: {
    method: 'GET',
    path: '/agreements',
    guard: 'report:read',
    summary: 'The agreements one looks after, by end',
    answer: z.array(agreementView),
  },
  readAgreement: {
    method: 'GET',
    path: '/agreements/:agreementId',
    guard: 'report:read',
    summary: 'An agreement with its instalments and its reports',
    params: agreement,
    answer: agreementView,
  },
  readAgreementBalance: {
    method: 'GET',
    path: '/agreements/:agreementId/balance',
    guard: 'report:read',
    summary: 'What an agreement pays, what was paid, and what has been used of it until today',
    params: agreement,
    answer: z.object({
      amountCents: z.int(),
      paidCents: z.int(),
      lateCents: z.int(),
      used: z.object({ services: z.int(), km: z.int(), minutes: z.int() }).nullable(),
      usedCents: z.int().nullable(),
    }),
  },
  addAgreement: {
    method: 'POST',
    path: '/agreements',
    guard: 'report:publish',
    summary: 'A new agreement: its periods follow from its dates and rhythm',
    body: agreementBody,
    answer: agreementView,
    status: 201,
  },
  changeAgreement: {
    method: 'PUT',
    path: '/agreements/:agreementId',
    guard: 'report:publish',
    summary: 'New terms of an agreement; what was accounted for stays',
    params: agreement,
    body: agreementBody.extend({ version: z.int().min(1).max(1_000_000) }),
    answer: agreementView,
  },
  readCalendar: {
    method: 'GET',
    path: '/accountability',
    guard: 'report:read',
    summary: 'What the agreements want and when, the first due first',
    answer: z.object({ today: day, items: z.array(calendarItem) }),
  },
  changeDueDay: {
    method: 'PUT',
    path: '/accountability/:reportId/due',
    guard: 'report:publish',
    summary: 'Another due day',
    params: accountability,
    body: z.object({ dueOn: day }),
    answer: agreementView,
  },
  prepareAccountability: {
    method: 'POST',
    path: '/accountability/:reportId/prepare',
    guard: 'report:publish',
    summary: 'Freezes the figures of the agreement’s period and territory',
    params: accountability,
    body: z.object({ seenReportId: id.nullable() }),
    answer: agreementView,
  },
  sendAccountability: {
    method: 'POST',
    path: '/accountability/:reportId/send',
    guard: 'report:publish',
    summary: 'Writes down that it was sent, and keeps what was',
    params: accountability,
    body: z.object({ seenReportId: id, sentOn: day, sentTo: requiredText }),
    answer: agreementView,
  },
  downloadAnnex: {
    method: 'GET',
    path: '/accountability/:reportId/annexes/:format',
    guard: 'report:read',
    summary: 'What was sent, as it was; before that, what would be, of this moment until it is prepared',
    params: accountability.extend({ format: z.enum(annexFormats) }),
    answer: { file: 'application/octet-stream' },
  },
  listAccountableAssociations: {
    method: 'GET',
    path: '/agreements/associations',
    guard: 'report:read',
    summary: 'The associations one looks after',
    answer: z.array(z.object({ id, name: z.string(), active: z.boolean() })),
  },
  listActivityTotals: {
    method: 'GET',
    path: '/activities',
    guard: 'report:read',
    summary: 'What an association did in a year besides its services',
    query: z.object({ localAssociationId: id, year: z.coerce.number().int().min(1995).max(2100) }),
    answer: z.array(z.object({ kind: z.string(), monthOn: day, people: z.int(), hours: z.int() })),
  },
  saveActivityTotal: {
    method: 'PUT',
    path: '/activities',
    guard: 'report:publish',
    summary: 'People and hours of one activity in one month; none of both takes it away',
    body: z.object({
      localAssociationId: id,
      month: z.string().regex(/^20[0-9]{2}-(0[1-9]|1[0-2])$/, 'Scriva il mese come 2026-11.'),
      kind: z.enum(activityKinds),
      people: z.int().min(0).max(1_000_000, 'Sono troppe persone.'),
      hours: z.int().min(0).max(1_000_000, 'Sono troppe ore.'),
    }),
    answer: z.null(),
    status: 204,
  },
})
