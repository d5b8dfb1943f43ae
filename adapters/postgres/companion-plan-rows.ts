import type { Prisma } from '../../generated/prisma/client.ts'
import type { AlarmRows } from '../../helpline/messages/active/close-companion-alarm.ts'
import type {
  CompanionAlarmRecord,
  CompanionCallRecord,
  CompanionPlanRecord,
} from '../../helpline/messages/active/companion-records.ts'
import type { RecordRows } from '../../helpline/messages/active/record-companion-call.ts'
import type { IsoDate, Weekday } from '../../helpline/territory/rome-time.ts'
import { type Db, fromDateColumn, toDateColumn } from './database.ts'

const MOST_LISTED = 500
const CALLS_SHOWN = 5
const MOST_CALLERS = 500

const named = ({ firstName, lastName }: { firstName: string; lastName: string }) => `${firstName} ${lastName}`
const phonesOf = { select: { e164: true }, orderBy: [{ preferred: 'desc' as const }, { e164: 'asc' as const }] }
const nameOnly = { select: { id: true, firstName: true, lastName: true } }

const callSelect = {
  id: true,
  at: true,
  outcome: true,
  mood: true,
  warningSigns: true,
  notes: true,
  contactId: true,
  operator: { select: { name: true } },
  volunteer: nameOnly,
} satisfies Prisma.CompanionCallSelect
const lastCalls = { orderBy: [{ at: 'desc' as const }, { id: 'desc' as const }], take: CALLS_SHOWN, select: callSelect }

const planSelect = {
  id: true,
  personId: true,
  listeningPointId: true,
  rhythm: true,
  everyDays: true,
  weekday: true,
  dayPart: true,
  nextCallOn: true,
  pausedFrom: true,
  pausedUntil: true,
  endedOn: true,
  endReason: true,
  version: true,
  point: { select: { name: true } },
  person: { select: { firstName: true, lastName: true, hardOfHearing: true, warning: true, phones: phonesOf } },
  operator: { select: { id: true, name: true } },
  volunteer: nameOnly,
  calls: lastCalls,
} satisfies Prisma.CompanionPlanSelect

const day = (date: Date | null): IsoDate | null => date && fromDateColumn(date)
const dateOf = (isoDate: IsoDate | null): Date | null => (isoDate === null ? null : toDateColumn(isoDate))

const toCall = ({
  operator,
  volunteer,
  ...call
}: Prisma.CompanionCallGetPayload<{ select: typeof callSelect }>): CompanionCallRecord => ({
  ...call,
  callerName: operator?.name ?? (volunteer ? named(volunteer) : ''),
})

function toPlan(row: Prisma.CompanionPlanGetPayload<{ select: typeof planSelect }>): CompanionPlanRecord {
  const { point, person, operator, volunteer, calls, ...plan } = row
  return {
    ...plan,
    personName: named(person),
    hardOfHearing: person.hardOfHearing,
    warning: person.warning,
    phonesE164: person.phones.map(({ e164 }) => e164),
    listeningPointName: point?.name ?? null,
    weekday: plan.weekday as Weekday | null,
    caller: operator
      ? { kind: 'operator', ...operator }
      : volunteer && { kind: 'volunteer', id: volunteer.id, name: named(volunteer) },
    nextCallOn: fromDateColumn(plan.nextCallOn),
    pausedFrom: day(plan.pausedFrom),
    pausedUntil: day(plan.pausedUntil),
    endedOn: day(plan.endedOn),
    calls: calls.map(toCall),
  }
}

type Points = readonly string[] | null
const seenBy = (points: Points): Prisma.CompanionPlanWhereInput =>
  points ? { OR: [{ listeningPointId: { in: [...points] } }, { listeningPointId: null }] } : {}
const living = { mergedIntoId: null, erasedAt: null } as const
const notPausedOn = (today: IsoDate): Prisma.CompanionPlanWhereInput => ({
  OR: [{ pausedFrom: null }, { pausedFrom: { gt: toDateColumn(today) } }, { pausedUntil: { lt: toDateColumn(today) } }],
})
const dueOn = (today: IsoDate): Prisma.CompanionPlanWhereInput => ({
  endedOn: null,
  nextCallOn: { lte: toDateColumn(today) },
  person: living,
  ...notPausedOn(today),
})

export function companionReads(db: Db) {
  const list = async (where: Prisma.CompanionPlanWhereInput) =>
    (
      await db.companionPlan.findMany({
        where,
        orderBy: [{ nextCallOn: 'asc' }, { person: { lastName: 'asc' } }, { id: 'asc' }],
        take: MOST_LISTED,
        select: planSelect,
      })
    ).map(toPlan)

  /** Whoever has said since that they want no such calls is not called: the plan stays on their card, for a person to end. */
  const dueAmong = async (where: Prisma.CompanionPlanWhereInput): Promise<CompanionPlanRecord[]> => {
    const plans = await list(where)
    const said = await db.consent.findMany({
      where: { personId: { in: plans.map(({ personId }) => personId) }, purpose: 'companionCalls' },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      distinct: ['personId'],
      select: { personId: true, given: true },
    })
    const refused = new Set(said.flatMap(({ personId, given }) => (given ? [] : [personId])))
    return plans.filter(({ personId }) => !refused.has(personId))
  }

  return {
    async findCompanionPlan(planId: string): Promise<CompanionPlanRecord | null> {
      const row = await db.companionPlan.findUnique({ where: { id: planId }, select: planSelect })
      return row && toPlan(row)
    },

    /** Those that go on first. */
    async listCompanionPlansOf(personId: string, points: Points): Promise<CompanionPlanRecord[]> {
      const plans = await list({ AND: [{ personId }, seenBy(points)] })
      return plans.toSorted((a, b) => Number(a.endedOn !== null) - Number(b.endedOn !== null))
    },

    /** To be called by that day and not resting on it, those who have waited longest first. */
    listCompanionPlansDue: (points: Points, today: IsoDate): Promise<CompanionPlanRecord[]> =>
      dueAmong({ AND: [seenBy(points), dueOn(today)] }),

    listCompanionPlansCalledSince: (points: Points, since: Date): Promise<CompanionPlanRecord[]> =>
      list({ AND: [seenBy(points), { calls: { some: { at: { gte: since } } } }] }),

    listCompanionPlansOfVolunteer: (volunteerId: string, today: IsoDate): Promise<CompanionPlanRecord[]> =>
      dueAmong({ AND: [{ volunteerId, volunteer: { endedOn: null } }, dueOn(today)] }),

    async listCompanionCallers(points: Points, today: IsoDate) {
      const [operators, volunteers] = await Promise.all([
        db.operator.findMany({
          where: operatorsAt(points),
          orderBy: { name: 'asc' },
          take: MOST_CALLERS,
          select: { id: true, name: true },
        }),
        db.volunteer.findMany({
          where: volunteersAt(points, today),
          orderBy: [{ lastName: 'asc' }, { firstName: 'asc' }],
          take: MOST_CALLERS,
          select: nameOnly.select,
        }),
      ])
      return { operators, volunteers: volunteers.map((volunteer) => ({ id: volunteer.id, name: named(volunteer) })) }
    },

    async listCompanionAlarms(points: Points): Promise<CompanionAlarmRecord[]> {
      const rows = await db.companionAlarm.findMany({
        where: { closedAt: null, plan: seenBy(points) },
        orderBy: [{ raisedAt: 'asc' }, { id: 'asc' }],
        take: MOST_LISTED,
        select: {
          id: true,
          planId: true,
          raisedAt: true,
          plan: {
            select: {
              personId: true,
              listeningPointId: true,
              point: { select: { name: true } },
              operator: { select: { name: true } },
              volunteer: nameOnly,
              calls: lastCalls,
              person: {
                select: {
                  firstName: true,
                  lastName: true,
                  phones: phonesOf,
                  relations: relativesToInform,
                },
              },
            },
          },
        },
      })
      return rows.map(({ plan: { person, point, operator, volunteer, calls, ...plan }, ...alarm }) => ({
        ...alarm,
        ...plan,
        personName: named(person),
        phonesE164: person.phones.map(({ e164 }) => e164),
        listeningPointName: point?.name ?? null,
        callerName: operator?.name ?? (volunteer && named(volunteer)),
        calls: calls.map(toCall),
        relatives: person.relations.map(({ id, name, kind, phoneE164, relatedPerson }) => ({
          id,
          kind,
          name: relatedPerson ? named(relatedPerson) : (name ?? ''),
          phoneE164: phoneE164 ?? relatedPerson?.phones[0]?.e164 ?? null,
        })),
      }))
    },
  }
}

const relativesToInform = {
  where: { informInAlarm: true },
  orderBy: { id: 'asc' as const },
  select: {
    id: true,
    kind: true,
    name: true,
    phoneE164: true,
    relatedPerson: { select: { firstName: true, lastName: true, phones: { ...phonesOf, take: 1 } } },
  },
}

const operatorsAt = (points: Points): Prisma.OperatorWhereInput => ({
  active: true,
  ...(points ? { points: { some: { listeningPointId: { in: [...points] } } } } : {}),
})
const volunteersAt = (points: Points, today: IsoDate): Prisma.VolunteerWhereInput => ({
  OR: [{ endedOn: null }, { endedOn: { gt: toDateColumn(today) } }],
  ...(points ? { association: { listeningPointId: { in: [...points] } } } : {}),
})

export const companionWrites = (db: Db): Omit<RecordRows & AlarmRows, 'hoursOfPoint'> => ({
  async lockCompanionPlan(planId) {
    await db.$queryRaw`SELECT id FROM companion_plan WHERE id = ${planId}::uuid FOR UPDATE`
    const row = await db.companionPlan.findUnique({ where: { id: planId } })
    return (
      row && {
        ...row,
        weekday: row.weekday as Weekday | null,
        nextCallOn: fromDateColumn(row.nextCallOn),
        pausedFrom: day(row.pausedFrom),
        pausedUntil: day(row.pausedUntil),
        endedOn: day(row.endedOn),
      }
    )
  },

  async findPersonToCall(personId) {
    const person = await db.assistedPerson.findFirst({
      where: { id: personId, ...living },
      select: {
        listeningPointId: true,
        _count: { select: { phones: true } },
        consents: {
          where: { purpose: 'companionCalls' },
          orderBy: [{ at: 'desc' }, { id: 'desc' }],
          take: 1,
          select: { given: true },
        },
      },
    })
    return (
      person && {
        listeningPointId: person.listeningPointId,
        hasPhone: person._count.phones > 0,
        wantsNoCalls: person.consents[0]?.given === false,
      }
    )
  },

  async isCompanionCaller({ operatorId, volunteerId }, points, today) {
    const found = operatorId
      ? await db.operator.count({ where: { AND: [{ id: operatorId }, operatorsAt(points)] } })
      : await db.volunteer.count({ where: { AND: [{ id: volunteerId ?? '' }, volunteersAt(points, today)] } })
    return found > 0
  },

  async addCompanionPlan({ nextCallOn, pausedFrom, pausedUntil, ...plan }) {
    const dates = {
      nextCallOn: toDateColumn(nextCallOn),
      pausedFrom: dateOf(pausedFrom),
      pausedUntil: dateOf(pausedUntil),
    }
    const added = await db.companionPlan.createMany({ data: [{ ...plan, ...dates }], skipDuplicates: true })
    return added.count > 0
  },

  async updateCompanionPlan(planId, { nextCallOn, pausedFrom, pausedUntil, endedOn, ...change }) {
    await db.companionPlan.update({
      where: { id: planId },
      data: {
        ...change,
        ...(nextCallOn ? { nextCallOn: toDateColumn(nextCallOn) } : {}),
        ...(pausedFrom === undefined ? {} : { pausedFrom: dateOf(pausedFrom) }),
        ...(pausedUntil === undefined ? {} : { pausedUntil: dateOf(pausedUntil) }),
        ...(endedOn ? { endedOn: toDateColumn(endedOn) } : {}),
        version: { increment: 1 },
      },
    })
  },

  findCompanionCall: (callId) =>
    db.companionCall.findUnique({ where: { id: callId }, select: { planId: true, contactId: true } }),

  async addCompanionCall(call) {
    await db.companionCall.create({ data: call })
  },

  async lastCompanionOutcomes(planId) {
    const calls = await db.companionCall.findMany({
      where: { planId },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: 10,
      select: { outcome: true, alarm: { select: { id: true } } },
    })
    return calls.map(({ outcome, alarm }) => ({ outcome, hasRaisedAlarm: alarm !== null }))
  },

  hasOpenCompanionAlarm: async (planId) => (await db.companionAlarm.count({ where: { planId, closedAt: null } })) > 0,

  async addCompanionAlarm(alarm) {
    const { id } = await db.companionAlarm.create({ data: alarm, select: { id: true } })
    return id
  },

  async pointOfVolunteer(volunteerId) {
    const volunteer = await db.volunteer.findUnique({
      where: { id: volunteerId },
      select: { association: { select: { listeningPointId: true } } },
    })
    return volunteer?.association.listeningPointId ?? null
  },

  async lockCompanionAlarm(alarmId) {
    await db.$queryRaw`SELECT id FROM companion_alarm WHERE id = ${alarmId}::uuid FOR UPDATE`
    const alarm = await db.companionAlarm.findUnique({
      where: { id: alarmId },
      select: { closedAt: true, plan: { select: { listeningPointId: true } } },
    })
    return alarm && { closedAt: alarm.closedAt, listeningPointId: alarm.plan.listeningPointId }
  },

  async closeCompanionAlarm(alarmId, closing) {
    await db.companionAlarm.update({ where: { id: alarmId }, data: closing })
  },

  ...outgoingContactWrites(db),
})

const outgoingContactWrites = (
  db: Db,
): Pick<RecordRows, 'findContactOfCallMade' | 'addOutgoingContact' | 'settleOutgoingContact'> => ({
  async findContactOfCallMade({ operatorId, personId, since }) {
    const call = await db.call.findFirst({
      where: {
        direction: 'outbound',
        personId,
        purpose: 'toAssistedPerson',
        servesRequestId: null,
        startedAt: { gte: since },
        routeSteps: { array_contains: [{ code: 'numberOfPerson' }] },
        legs: { some: { operatorId, ringRound: 1 } },
        contact: { deletedAt: null, companionCall: null, campaignAttempt: null },
      },
      orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
      select: { contact: { select: { id: true } } },
    })
    return call?.contact?.id ?? null
  },

  async addOutgoingContact({ isOpen, now, ...contact }) {
    const { id } = await db.contact.create({
      data: {
        ...contact,
        direction: 'outbound',
        purpose: 'toAssistedPerson',
        provenance: 'localLine',
        callerType: 'selfCaller',
        occurredAt: now,
        recordedAt: now,
        state: isOpen ? 'draft' : 'closed',
        closedAt: isOpen ? null : now,
      },
      select: { id: true },
    })
    return id
  },

  async settleOutgoingContact(contactId, { notes, isOpen, now }) {
    // Whoever has begun to write in it goes on, and closes it by hand.
    await db.contact.updateMany({ where: { id: contactId, notes: null }, data: { notes, version: { increment: 1 } } })
    if (isOpen) {
      await db.contact.updateMany({
        where: { id: contactId, state: 'closed' },
        data: { state: 'draft', closedAt: null, version: { increment: 1 } },
      })
      return
    }
    await db.contact.updateMany({
      where: { id: contactId, state: 'draft', requests: { none: {} } },
      data: { state: 'closed', closedAt: now, version: { increment: 1 } },
    })
  },
})
