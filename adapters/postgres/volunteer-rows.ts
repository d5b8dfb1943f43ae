import type { Prisma } from '../../generated/prisma/client.ts'
import type {
  VolunteerCard,
  VolunteerFields,
  VolunteerLine,
  VolunteerReads,
  VolunteerRows,
} from '../../helpline/dispatch/volunteers/volunteer-records.ts'
import { Conflict } from '../../helpline/errors.ts'
import { fullName } from '../../helpline/people/person-summary.ts'
import type { Weekday } from '../../helpline/territory/rome-time.ts'
import { type Db, fromDateColumn, toDateColumn, violatedConstraint } from './database.ts'

const MOST_TAKEN_ON = 500

const day = (date: Date | null): string | null => (date ? fromDateColumn(date) : null)
const column = (date: string | null): Date | null => (date === null ? null : toDateColumn(date))

const cardSelect = {
  ...{ id: true, firstName: true, lastName: true, fiscalCode: true, birthDate: true, birthPlace: true },
  ...{ localAssociationId: true, comuneIstatCode: true, address: true, phoneE164: true, preferredChannel: true },
  ...{ occasional: true, startedOn: true, endedOn: true, insuredUntil: true, licenceUntil: true },
  ...{ wheelchairTrained: true, wheelchairTrainedUntil: true, quietFrom: true, quietUntil: true },
  ...{ wantsMoreOften: true, version: true },
  comune: { select: { name: true } },
  association: { select: { name: true, listeningPointId: true } },
  skills: { select: { helpKind: true } },
  availability: { orderBy: [{ weekday: 'asc' }, { fromTime: 'asc' }] },
  timeOff: { orderBy: { fromAt: 'asc' } },
  pairings: { include: { person: { select: { firstName: true, lastName: true } } } },
  trainings: { orderBy: { heldOn: 'asc' } },
} satisfies Prisma.VolunteerSelect

const lineSelect = {
  ...{ id: true, firstName: true, lastName: true, phoneE164: true, endedOn: true, insuredUntil: true },
  ...{ licenceUntil: true, wheelchairTrained: true, wheelchairTrainedUntil: true },
  comune: { select: { name: true } },
  association: { select: { name: true } },
  skills: { select: { helpKind: true } },
  trainings: { select: { title: true, heldOn: true, validUntil: true } },
} satisfies Prisma.VolunteerSelect

const toTraining = (row: { title: string; heldOn: Date; validUntil: Date | null }) => ({
  title: row.title,
  heldOn: fromDateColumn(row.heldOn),
  validUntil: day(row.validUntil),
})

function toCard(row: Prisma.VolunteerGetPayload<{ select: typeof cardSelect }>): VolunteerCard {
  const { comune, association, skills, availability, timeOff, pairings, trainings, ...fields } = row
  return {
    ...fields,
    birthDate: day(row.birthDate),
    startedOn: fromDateColumn(row.startedOn),
    endedOn: day(row.endedOn),
    insuredUntil: day(row.insuredUntil),
    licenceUntil: day(row.licenceUntil),
    wheelchairTrainedUntil: day(row.wheelchairTrainedUntil),
    associationName: association.name,
    listeningPointId: association.listeningPointId,
    comuneName: comune?.name ?? null,
    skills: skills.map(({ helpKind }) => helpKind),
    availability: availability.map(({ weekday, fromTime, untilTime, validFrom, validUntil }) => ({
      ...{ weekday: weekday as Weekday, fromTime, untilTime },
      ...{ validFrom: day(validFrom), validUntil: day(validUntil) },
    })),
    timeOff: timeOff.map(({ fromAt, untilAt }) => ({ from: fromAt, until: untilAt })),
    pairings: pairings.map(({ personId, kind, person }) => ({ personId, kind, personName: fullName(person) })),
    trainings: trainings.map(toTraining),
  }
}

function toLine(row: Prisma.VolunteerGetPayload<{ select: typeof lineSelect }>): VolunteerLine {
  const { comune, association, skills, trainings, ...fields } = row
  return {
    ...fields,
    endedOn: day(row.endedOn),
    insuredUntil: day(row.insuredUntil),
    licenceUntil: day(row.licenceUntil),
    wheelchairTrainedUntil: day(row.wheelchairTrainedUntil),
    associationName: association.name,
    comuneName: comune?.name ?? null,
    skills: skills.map(({ helpKind }) => helpKind),
    trainings: trainings.map(toTraining),
  }
}

const lapsing = (before: Date): Prisma.VolunteerWhereInput => ({
  OR: [
    { insuredUntil: null },
    { insuredUntil: { lt: before } },
    { licenceUntil: { lt: before } },
    { licenceUntil: null, skills: { some: { helpKind: { in: ['transport', 'accompanying'] } } } },
    { wheelchairTrained: true, wheelchairTrainedUntil: { lt: before } },
    { trainings: { some: { validUntil: { lt: before } } } },
  ],
})

/** Every word begins a name, or a number holds it. */
const search = (text: string): Prisma.VolunteerWhereInput[] =>
  text
    .split(/\s+/)
    .slice(0, 6)
    .map((word) => {
      const digits = word.replaceAll(/\D/g, '')
      return {
        OR: [
          { firstName: { contains: escaped(word), mode: 'insensitive' } },
          { lastName: { contains: escaped(word), mode: 'insensitive' } },
          { fiscalCode: { startsWith: escaped(word.toUpperCase()) } },
          ...(digits.length >= 3 ? [{ phoneE164: { contains: digits } }] : []),
        ],
      }
    })
const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&')

type Reads = Omit<VolunteerReads, 'findAccountableAssociation' | 'registerOfVolunteer'> &
  Pick<VolunteerRows, 'volunteerWithFiscalCode' | 'peopleThere'>

export const volunteerReads = (db: Db): Reads => ({
  async listVolunteers(filter) {
    const { listeningPointIds, localAssociationId, skill, comuneIstatCode, lapsingBefore, present } = filter
    const today = toDateColumn(filter.today)
    const rows = await db.volunteer.findMany({
      where: {
        ...(listeningPointIds && { association: { listeningPointId: { in: [...listeningPointIds] } } }),
        ...(localAssociationId && { localAssociationId }),
        ...(skill && { skills: { some: { helpKind: skill } } }),
        ...(comuneIstatCode && { comuneIstatCode }),
        AND: [
          present ? { OR: [{ endedOn: null }, { endedOn: { gte: today } }] } : { endedOn: { lt: today } },
          ...(lapsingBefore ? [lapsing(toDateColumn(lapsingBefore))] : []),
          ...(filter.search ? search(filter.search) : []),
        ],
      },
      orderBy: [{ lastName: 'asc' }, { firstName: 'asc' }, { id: 'asc' }],
      take: filter.limit,
      select: lineSelect,
    })
    return rows.map(toLine)
  },

  async findVolunteer(volunteerId) {
    const row = await db.volunteer.findUnique({ where: { id: volunteerId }, select: cardSelect })
    return row && toCard(row)
  },

  async servicesTakenOn(volunteerId, now) {
    const rows = await db.service.findMany({
      where: { volunteerId, deletedAt: null, state: 'assigned', endsAt: { gt: now } },
      orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
      take: MOST_TAKEN_ON,
      select: {
        ...{ id: true, personId: true, helpKind: true, startsAt: true, endsAt: true },
        request: { select: { wheelchair: true } },
        person: { select: { mobility: true } },
      },
    })
    return rows.map(({ request, person, ...service }) => ({
      ...service,
      wheelchair: request.wheelchair || person.mobility === 'wheelchair',
    }))
  },

  async volunteerWithFiscalCode(fiscalCode) {
    return (await db.volunteer.findUnique({ where: { fiscalCode }, select: { id: true } }))?.id ?? null
  },

  async peopleThere(ids) {
    // Whoever writes something for these people and whoever merges their cards wait for each other.
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM assisted_person WHERE id = ANY(${[...ids]}::uuid[]) AND merged_into_id IS NULL AND erased_at IS NULL
      ORDER BY id FOR SHARE`
    return rows.map(({ id }) => id)
  },
})

function columnsOf<F extends Partial<VolunteerFields>>(fields: F) {
  const { birthDate, startedOn, endedOn, insuredUntil, licenceUntil, wheelchairTrainedUntil, ...rest } = fields
  const days = { birthDate, endedOn, insuredUntil, licenceUntil, wheelchairTrainedUntil }
  const given = Object.entries(days).flatMap(([name, value]) => (value === undefined ? [] : [[name, column(value)]]))
  // Where somebody lived says nothing of where they live now.
  const moved = fields.comuneIstatCode !== undefined || fields.address !== undefined
  return {
    ...rest,
    ...(Object.fromEntries(given) as Record<keyof typeof days, Date | null>),
    ...(startedOn === undefined ? {} : { startedOn: toDateColumn(startedOn) }),
    ...(moved ? { latitude: null, longitude: null } : {}),
  }
}

type Writes = Pick<VolunteerRows, 'lockVolunteer' | 'addVolunteer' | 'changeVolunteer' | 'saveVolunteerLists'>

export const volunteerWrites = (db: Db): Writes => ({
  async lockVolunteer(volunteerId) {
    await db.$queryRaw`SELECT 1 FROM volunteer WHERE id = ${volunteerId}::uuid FOR NO KEY UPDATE`
  },

  async addVolunteer(volunteerId, fields) {
    const { startedOn, ...rest } = columnsOf(fields)
    const data = { ...rest, id: volunteerId, startedOn: startedOn as Date }
    return (await db.volunteer.createMany({ data: [data], skipDuplicates: true })).count > 0
  },

  async changeVolunteer(volunteerId, version, fields) {
    const { count } = await db.volunteer
      .updateMany({
        where: { id: volunteerId, version },
        data: { ...columnsOf(fields), version: { increment: 1 } },
      })
      .catch((error: unknown) => {
        // Two at once wrote the same one.
        if (!violatedConstraint(error)?.includes('fiscal_code')) throw error
        throw new Conflict('Questo codice fiscale è appena stato scritto su un’altra scheda.')
      })
    return count > 0
  },

  async saveVolunteerLists(volunteerId, { skills, availability, timeOff, pairings, trainings }) {
    const of = { volunteerId }
    if (skills) {
      await db.volunteerSkill.deleteMany({ where: of })
      await db.volunteerSkill.createMany({ data: [...new Set(skills)].map((helpKind) => ({ ...of, helpKind })) })
    }
    if (availability) {
      await db.volunteerAvailability.deleteMany({ where: of })
      await db.volunteerAvailability.createMany({
        data: availability.map(({ validFrom, validUntil, ...line }) => ({
          ...{ ...of, ...line },
          ...{ validFrom: column(validFrom), validUntil: column(validUntil) },
        })),
      })
    }
    if (timeOff) {
      await db.volunteerTimeOff.deleteMany({ where: of })
      await db.volunteerTimeOff.createMany({
        data: timeOff.map(({ from, until }) => ({ ...of, fromAt: from, untilAt: until })),
      })
    }
    if (pairings) {
      await db.volunteerPairing.deleteMany({ where: of })
      await db.volunteerPairing.createMany({ data: pairings.map(({ personId, kind }) => ({ ...of, personId, kind })) })
    }
    if (trainings) {
      await db.volunteerTraining.deleteMany({ where: of })
      await db.volunteerTraining.createMany({
        data: trainings.map(({ title, heldOn, validUntil }) => ({
          ...{ ...of, title },
          ...{ heldOn: toDateColumn(heldOn), validUntil: column(validUntil) },
        })),
      })
    }
  },
})
