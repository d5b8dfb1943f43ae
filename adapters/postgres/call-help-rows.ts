import type { HelpTargets } from '../../contract/call-help.ts'
import type { Prisma } from '../../generated/prisma/client.ts'
import type { RouteStep } from '../../helpline/calls/call-records.ts'
import type {
  CallHelp,
  Conversation,
  ConversationReads,
  HelpLegReads,
} from '../../helpline/calls/conversation/conference-records.ts'
import type { AnswerHelpRows } from '../../helpline/calls/conversation/help-answer.ts'
import type { AskHelpRows } from '../../helpline/calls/conversation/help-ask.ts'
import type { HelpRingRows } from '../../helpline/calls/conversation/help-ring.ts'
import type { MyConversationReads } from '../../helpline/calls/conversation/my-conversation.ts'
import { LONGEST_CALL_MS } from './call-rows.ts'
import type { Db } from './database.ts'
import { queueReads, queueWrites } from './queue-rows.ts'

const include = {
  legs: { orderBy: { id: 'asc' }, include: { operator: { select: { name: true } } } },
  helps: {
    include: {
      askedBy: { select: { name: true } },
      targetOperator: { select: { name: true } },
      targetPoint: { select: { name: true } },
      legs: { orderBy: { id: 'asc' }, take: 1, select: { id: true, ringRound: true } },
    },
  },
  contact: { select: { id: true } },
} satisfies Prisma.CallInclude

type Row = Prisma.CallGetPayload<{ include: typeof include }>

const toHelp = ({ askedBy, targetOperator, targetPoint, legs: _legs, ...help }: Row['helps'][number]): CallHelp => ({
  ...help,
  askedByName: askedBy.name,
  targetName: targetOperator?.name ?? targetPoint?.name ?? '',
})

function toConversation(row: Row | null): Conversation | null {
  if (!row) return null
  const { legs, helps, contact, routeSteps, ...call } = row
  const { ringRound } = row
  return {
    ...call,
    responsiblePointId: row.responsiblePointId ?? row.listeningPointId,
    routeSteps: routeSteps as unknown as RouteStep[],
    contactId: contact?.id ?? null,
    legs: legs.map(({ operator, ...leg }) => ({ ...leg, operatorName: operator?.name ?? null })),
    // In the order their telephones were rung: an id the console chose says nothing of when.
    helps: helps
      .flatMap((help) => help.legs.map((first) => ({ help, first })))
      .filter(({ first }) => first.ringRound === ringRound)
      .sort((a, b) => (a.first.id < b.first.id ? -1 : 1))
      .map(({ help }) => toHelp(help)),
  }
}

export const callHelpReads = (db: Db) =>
  ({
    findConversation: async (callId) => toConversation(await db.call.findUnique({ where: { id: callId }, include })),

    async findCallOfLeg(legId) {
      const leg = await db.callLeg.findUnique({ where: { id: legId }, select: { callId: true } })
      return leg?.callId ?? null
    },

    async findCallOfHelp(helpId: string): Promise<string | null> {
      const help = await db.callHelp.findUnique({ where: { id: helpId }, select: { callId: true } })
      return help?.callId ?? null
    },

    async listCallsOf(operatorId, now) {
      const rows = await db.callLeg.findMany({
        where: {
          operatorId,
          endedAt: null,
          call: { state: 'answered', startedAt: { gt: new Date(now.getTime() - LONGEST_CALL_MS) } },
          OR: [{ state: 'accepted' }, { state: 'ringing', help: { state: 'ringing' } }],
        },
        orderBy: { id: 'desc' },
        select: { callId: true },
        distinct: ['callId'],
        take: 10,
      })
      return rows.map(({ callId }) => callId)
    },

    /** Free at once: by name at the points one may see, and how many telephones would ring at each point of all. */
    async listHelpTargets(visible: readonly string[] | null, operatorId: string, now: Date): Promise<HelpTargets> {
      const points = await db.listeningPoint.findMany({
        where: { active: true },
        orderBy: { name: 'asc' },
        select: { id: true, name: true, kind: true, fixedPhones: true },
      })
      const free = await queueReads(db).listFreeAt(
        points.map(({ id }) => id),
        now,
      )
      const others = free.filter((each) => each.operatorId !== operatorId)
      const shown = others.filter(({ listeningPointId }) => visible === null || visible.includes(listeningPointId))
      const operators = await db.operator.findMany({
        where: { id: { in: shown.map((each) => each.operatorId) } },
        orderBy: { name: 'asc' },
        select: { id: true, name: true, role: true, presence: { select: { point: { select: { name: true } } } } },
      })
      return {
        operators: operators.map(({ id, name, role, presence }) => ({
          id,
          name,
          pointName: presence?.point.name ?? '',
          isCoordinator: role !== 'operator',
        })),
        points: points.flatMap(({ id, name, kind, fixedPhones }) => {
          const phones = others.filter(({ listeningPointId }) => listeningPointId === id).length + fixedPhones.length
          return phones > 0 ? [{ id, name, isCallCentre: kind === 'callCentre', phones }] : []
        }),
      }
    },

    listSilentHelpLegs: (heardBefore, limit) =>
      db.$queryRaw<{ legId: string; kind: string; twilioCallSid: string }[]>`
        SELECT l.id::text AS "legId", l.kind::text AS kind, l.twilio_call_sid AS "twilioCallSid"
        FROM call_leg l JOIN call c ON c.id = l.call_id
        WHERE c.state = 'answered' AND l.ended_at IS NULL AND l.twilio_call_sid IS NOT NULL
          AND (l.help_id IS NOT NULL OR (c.conference_at IS NOT NULL AND l.state = 'accepted'))
          AND greatest(l.created_at, l.accepted_at) < ${heardBefore}
        ORDER BY l.created_at LIMIT ${limit}`,
  }) satisfies ConversationReads &
    HelpLegReads &
    MyConversationReads &
    Pick<HelpRingRows, 'findCallOfHelp'> &
    Record<string, unknown>

type AllRows = AskHelpRows & AnswerHelpRows & HelpRingRows
type OwnRows = Pick<
  AllRows,
  | 'lockConversation'
  | 'holdConversation'
  | 'setConversation'
  | 'setHelp'
  | 'stopHelpLegs'
  | 'endLeg'
  | 'giveContact'
  | 'reserveOperator'
  | 'findHelpPoint'
  | 'addHelp'
  | 'addHelpLegs'
  | 'acceptHelpLeg'
  | 'setHelpLeg'
>

export const callHelpWrites = (db: Db): OwnRows => ({
  async lockConversation(callId) {
    const [call] = await db.$queryRaw<{ isConversation: boolean }[]>`
      SELECT c.conference_at IS NOT NULL OR EXISTS (SELECT 1 FROM call_help h
        WHERE h.call_id = c.id AND h.state IN ('ringing', 'talking')) AS "isConversation"
      FROM call c WHERE c.id = ${callId}::uuid FOR UPDATE`
    return call?.isConversation ?? false
  },

  async holdConversation(callId) {
    await db.$queryRaw`SELECT id FROM call WHERE id = ${callId}::uuid FOR UPDATE`
    return callHelpReads(db).findConversation(callId)
  },

  async setConversation(callId, change) {
    await db.call.update({ where: { id: callId }, data: { ...change, moves: { increment: 1 } }, select: { id: true } })
  },

  async setHelp(helpId, change) {
    await db.callHelp.update({ where: { id: helpId }, data: change, select: { id: true } })
  },

  async stopHelpLegs(helpId, state) {
    await db.callLeg.updateMany({ where: { helpId, state: 'ringing' }, data: { state } })
  },

  async endLeg(legId, endedAt) {
    await db.callLeg.updateMany({ where: { id: legId, endedAt: null }, data: { endedAt } })
  },

  async giveContact(callId, { operatorId, listeningPointId }) {
    const [given] = await db.contact.updateManyAndReturn({
      where: { callId, state: 'draft', deletedAt: null },
      data: { operatorId, listeningPointId },
      select: { id: true },
    })
    return given?.id ?? null
  },

  async reserveOperator(operatorId, now) {
    const presence = await db.presence.findUnique({ where: { operatorId }, select: { listeningPointId: true } })
    if (!presence) return null
    const free = await queueWrites(db).reserveOperators([presence.listeningPointId], null, now, [operatorId])
    return free[0] ?? null
  },

  findHelpPoint: (listeningPointId) =>
    db.listeningPoint.findFirst({ where: { id: listeningPointId, active: true }, select: { fixedPhones: true } }),

  async addHelp(help) {
    const { count } = await db.callHelp.createMany({ data: [help], skipDuplicates: true })
    return count > 0
  },

  async addHelpLegs({ id: helpId, callId, ringRound }, targets, createdAt) {
    const legs = await db.callLeg.createManyAndReturn({
      data: targets.map((target) => ({ helpId, callId, ringRound, createdAt, ...target })),
      select: { id: true },
    })
    return legs.map(({ id }) => id)
  },

  async acceptHelpLeg(id, twilioCallSid, acceptedAt) {
    await db.callLeg.update({ where: { id }, data: { state: 'accepted', acceptedAt, twilioCallSid } })
  },

  async setHelpLeg(id, change) {
    await db.callLeg.update({ where: { id }, data: change, select: { id: true } })
  },
})
