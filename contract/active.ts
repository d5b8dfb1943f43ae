import { z } from 'zod'
import { callListOutcomes } from '../helpline/messages/active/call-list.ts'
import { companionGroups, MOST_WARNING_SIGNS } from '../helpline/messages/active/companion-records.ts'
import { companionDayParts, companionRhythms, MOST_DAYS_BETWEEN } from '../helpline/messages/active/companion-rhythm.ts'
import { relationKinds } from '../helpline/people/profile.ts'
import { day, endpoints, id, instant, longText, nothing, shortText } from './endpoint.ts'

const weekday = z.literal([1, 2, 3, 4, 5, 6, 7])
const said = (text: z.ZodString) => text.min(1, 'Scriva qualche parola.')
const person = z.object({ id, name: z.string() })
/** As people read it, and as it is dialled. */
const phone = z.object({ text: z.string(), e164: z.string() })

export const companionCallView = z.object({
  id,
  at: instant,
  outcome: z.enum(callListOutcomes),
  mood: z.int().nullable(),
  warningSigns: z.array(z.string()),
  notes: z.string().nullable(),
  callerName: z.string(),
  contactId: id.nullable(),
})
export type CompanionCallView = z.infer<typeof companionCallView>

export const companionPlanView = z.object({
  id,
  personId: id,
  personName: z.string(),
  hardOfHearing: z.boolean(),
  warning: z.string().nullable(),
  phones: z.array(phone),
  listeningPointName: z.string().nullable(),
  rhythm: z.enum(companionRhythms),
  everyDays: z.int(),
  weekday: weekday.nullable(),
  dayPart: z.enum(companionDayParts).nullable(),
  /** The caller they know. */
  caller: person.extend({ kind: z.enum(['operator', 'volunteer']) }).nullable(),
  nextCallOn: day,
  pausedFrom: day.nullable(),
  pausedUntil: day.nullable(),
  isPaused: z.boolean(),
  endedOn: day.nullable(),
  endReason: z.string().nullable(),
  version: z.int(),
  /** Last first. */
  calls: z.array(companionCallView),
})
export type CompanionPlanView = z.infer<typeof companionPlanView>

export const companionCallableView = companionPlanView.extend({
  /** When to call next, by what comes of the call. */
  proposed: z.object({ heard: day, unheard: day }),
})
export type CompanionCallableView = z.infer<typeof companionCallableView>

export const companionDueView = companionCallableView.extend({
  group: z.enum(companionGroups),
  /** Since its day. */
  daysLate: z.int(),
})
export type CompanionDueView = z.infer<typeof companionDueView>

export const companionAlarmView = z.object({
  id,
  personId: id,
  personName: z.string(),
  phones: z.array(phone),
  listeningPointName: z.string().nullable(),
  raisedAt: instant,
  callerName: z.string().nullable(),
  calls: z.array(companionCallView),
  /** Whom to inform. */
  relatives: z.array(z.object({ id, name: z.string(), kind: z.enum(relationKinds), phone: phone.nullable() })),
})
export type CompanionAlarmView = z.infer<typeof companionAlarmView>

const planParams = z.object({ planId: id })
const outcome = z.enum(callListOutcomes, 'Scelga com’è andata.')

export const companionEndpoints = endpoints({
  readCompanionDay: {
    method: 'GET',
    path: '/companion-day',
    guard: 'companion:read',
    summary: 'Whom to call for company today at the points one may see, mine first, and whom somebody has called',
    answer: z.object({ due: z.array(companionDueView), called: z.array(companionCallableView) }),
  },
  listCompanionCallers: {
    method: 'GET',
    path: '/companion-callers',
    guard: 'companion:read',
    summary: 'Operators and volunteers of the points one may see, who may be the caller somebody knows',
    answer: z.object({ operators: z.array(person), volunteers: z.array(person) }),
  },
  listCompanionPlans: {
    method: 'GET',
    path: '/people/:personId/companion-plans',
    guard: 'companion:read',
    summary: 'The companion calls promised to a person, those that go on first',
    params: z.object({ personId: id }),
    answer: z.array(companionPlanView),
  },
  saveCompanionPlan: {
    method: 'PUT',
    path: '/companion-plans/:planId',
    guard: 'companion:write',
    summary: 'Promises companion calls to a person (version 0), or changes how; sent twice it is one',
    params: planParams,
    body: z.object({
      version: z.int().min(0).max(1_000_000),
      personId: id,
      rhythm: z.enum(companionRhythms),
      everyDays: z
        .int('Scriva ogni quanti giorni.')
        .min(1, 'Almeno un giorno.')
        .max(MOST_DAYS_BETWEEN, `Al massimo ${MOST_DAYS_BETWEEN} giorni.`),
      weekday: weekday.nullable(),
      dayPart: z.enum(companionDayParts).nullable(),
      operatorId: id.nullable(),
      volunteerId: id.nullable(),
      pausedFrom: day.nullable(),
      pausedUntil: day.nullable(),
      /** null: as proposed. */
      nextCallOn: day.nullable(),
    }),
    answer: companionPlanView,
  },
  endCompanionPlan: {
    method: 'POST',
    path: '/companion-plans/:planId/end',
    guard: 'companion:write',
    summary: 'No more companion calls, and why; twice is once',
    params: planParams,
    body: z.object({ reason: said(shortText) }),
    answer: companionPlanView,
  },
  recordCompanionCall: {
    method: 'PUT',
    path: '/companion-plans/:planId/calls/:companionCallId',
    guard: 'companion:write',
    summary: 'What came of a companion call; its outgoing contact is written once. Sent twice it is one call',
    params: planParams.extend({ companionCallId: id }),
    body: z.object({
      /** Of the plan as it was seen; null: a further call, whoever has called meanwhile. */
      version: z.int().min(1).max(1_000_000).nullable(),
      outcome,
      mood: z.int().min(1).max(5).nullable(),
      warningSigns: z.array(said(shortText)).max(MOST_WARNING_SIGNS),
      notes: longText.nullable(),
      /** null: as proposed. */
      nextCallOn: day.nullable(),
      /** A request arises: its contact stays open. */
      hasRequest: z.boolean(),
    }),
    answer: z.object({ contactId: id.nullable(), plan: companionPlanView }),
  },
  listCompanionAlarms: {
    method: 'GET',
    path: '/companion-alarms',
    guard: 'companion:read',
    summary: 'Who did not answer two companion calls in a row, and whom to inform, until somebody says what was done',
    answer: z.array(companionAlarmView),
  },
  closeCompanionAlarm: {
    method: 'POST',
    path: '/companion-alarms/:alarmId/close',
    guard: 'companion:write',
    summary: 'Closes an alarm with what was done; twice is once',
    params: z.object({ alarmId: id }),
    body: z.object({ whatWasDone: said(longText) }),
    answer: nothing,
  },
})
