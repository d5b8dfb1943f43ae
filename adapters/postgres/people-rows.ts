import type { Prisma } from '../../generated/prisma/client.ts'
import type { PersonRecord } from '../../helpline/people/person-summary.ts'
import type { CardPhone, PersonCard, PersonFields, PersonRows, PlaceOfCard } from '../../helpline/people/save-person.ts'
import type { IsoDate } from '../../helpline/territory/rome-time.ts'
import { type Db, fromDateColumn, toDateColumn } from './database.ts'

export const personSelect = {
  id: true,
  cardNumber: true,
  firstName: true,
  lastName: true,
  birthDate: true,
  comune: { select: { name: true } },
  phones: { select: { e164: true }, orderBy: [{ preferred: 'desc' }, { e164: 'asc' }] },
} satisfies Prisma.AssistedPersonSelect

export const toPersonRecord = (
  row: Prisma.AssistedPersonGetPayload<{ select: typeof personSelect }>,
): PersonRecord => ({
  id: row.id,
  cardNumber: row.cardNumber,
  firstName: row.firstName,
  lastName: row.lastName,
  birthDate: row.birthDate ? fromDateColumn(row.birthDate) : null,
  comuneName: row.comune?.name ?? null,
  phonesE164: row.phones.map((phone) => phone.e164),
})

const cardSelect = {
  ...personSelect,
  nickname: true,
  fiscalCode: true,
  sex: true,
  livesAlone: true,
  comuneIstatCode: true,
  address: true,
  alreadyHelpedBy: true,
  member: true,
  memberUntil: true,
  mobility: true,
  hardOfHearing: true,
  mayLeaveMessage: true,
  warning: true,
  notes: true,
  listeningPointId: true,
  localAssociationId: true,
  version: true,
  point: { select: { name: true } },
  phones: { select: { e164: true, label: true }, orderBy: [{ preferred: 'desc' }, { e164: 'asc' }] },
  relations: {
    include: { relatedPerson: { select: { firstName: true, lastName: true } } },
    orderBy: [{ informInAlarm: 'desc' }, { id: 'asc' }],
  },
} satisfies Prisma.AssistedPersonSelect

export const peopleReads = (db: Db) => ({
  async findPersonCard(personId: string): Promise<PersonCard | null> {
    const row = await db.assistedPerson.findFirst({
      where: { id: personId, mergedIntoId: null, erasedAt: null },
      select: cardSelect,
    })
    if (!row) return null
    const { comune: _comune, phones, point, relations, birthDate, memberUntil, ...fields } = row
    return {
      ...fields,
      ...toPersonRecord(row),
      birthDate: birthDate ? fromDateColumn(birthDate) : null,
      memberUntil: memberUntil ? fromDateColumn(memberUntil) : null,
      cardPhones: phones,
      listeningPointName: point?.name ?? null,
      relations: relations.map((relation) => ({
        id: relation.id,
        kind: relation.kind,
        name: relation.relatedPerson
          ? `${relation.relatedPerson.firstName} ${relation.relatedPerson.lastName}`
          : (relation.name ?? ''),
        phoneE164: relation.phoneE164,
        informInAlarm: relation.informInAlarm,
        notes: relation.notes,
        relatedPersonId: relation.relatedPersonId,
      })),
    }
  },

  async findLivingPerson(personId: string): Promise<{ id: string; listeningPointId: string | null } | null> {
    const [row] = await db.$queryRaw<{ id: string; listeningPointId: string | null }[]>`
      SELECT p.id, p.listening_point_id AS "listeningPointId" FROM assisted_person asked
      JOIN assisted_person p ON p.id = coalesce(asked.merged_into_id, asked.id)
      WHERE asked.id = ${personId}::uuid AND p.erased_at IS NULL`
    return row ?? null
  },

  /** What a comune belongs to on a day, and the prefix of its telephones. */
  async findPlace(istatCode: string, day: IsoDate): Promise<PlaceOfCard> {
    const on = toDateColumn(day)
    const [comune, memberships] = await Promise.all([
      db.comune.findUnique({ where: { istatCode }, select: { telephoneDistrict: true } }),
      db.territoryMembership.findMany({
        where: {
          comuneIstatCode: istatCode,
          AND: [
            { OR: [{ validFrom: null }, { validFrom: { lte: on } }] },
            { OR: [{ validTo: null }, { validTo: { gt: on } }] },
          ],
        },
        select: { kind: true, set: { select: { name: true } } },
      }),
    ])
    const nameOf = (kind: string) => memberships.find((membership) => membership.kind === kind)?.set.name ?? null
    const district = comune?.telephoneDistrict
    return {
      ambito: nameOf('ambito'),
      asl: nameOf('asl2013'),
      ats: nameOf('ats'),
      asst: nameOf('asst'),
      district: district ? { prefix: district.prefix, name: district.name } : null,
    }
  },

  comuneExists: async (istatCode: string): Promise<boolean> => (await db.comune.count({ where: { istatCode } })) > 0,

  async fiscalCodeHolder(fiscalCode: string): Promise<string | null> {
    const row = await db.assistedPerson.findFirst({
      where: { fiscalCode, mergedIntoId: null, erasedAt: null },
      select: { id: true },
    })
    return row?.id ?? null
  },

  openedSince: async (entity: string, entityId: string, operatorId: string, since: Date): Promise<boolean> =>
    (await db.auditEntry.count({
      where: { entity, entityId, operatorId, action: `${entity}.opened`, at: { gt: since } },
    })) > 0,

  /** Whoever writes something for this person and whoever merges their card wait for each other. */
  personExists: async (personId: string): Promise<boolean> => {
    const rows = await db.$queryRaw<unknown[]>`
      SELECT 1 FROM assisted_person WHERE id = ${personId}::uuid AND merged_into_id IS NULL AND erased_at IS NULL FOR SHARE`
    return rows.length > 0
  },
})

const toDay = (day: string | null) => (day === null ? null : toDateColumn(day))

export const toPersonColumns = <F extends Partial<PersonFields>>({ birthDate, memberUntil, ...fields }: F) => ({
  ...fields,
  ...(birthDate === undefined ? {} : { birthDate: toDay(birthDate) }),
  ...(memberUntil === undefined ? {} : { memberUntil: toDay(memberUntil) }),
})

export const peopleWrites = (db: Db): Pick<PersonRows, 'addPerson' | 'updatePerson'> => ({
  async addPerson(personId, fields, phones, now) {
    const added = await db.assistedPerson.createMany({
      data: [
        {
          id: personId,
          ...toPersonColumns(fields),
          firstName: fields.firstName,
          lastName: fields.lastName,
          createdAt: now,
          updatedAt: now,
        },
      ],
      skipDuplicates: true,
    })
    if (added.count === 0) return false
    await writePhones(db, personId, phones)
    return true
  },

  async updatePerson(personId, version, fields, phones, now) {
    const updated = await db.assistedPerson.updateMany({
      where: { id: personId, version, mergedIntoId: null, erasedAt: null },
      data: { ...toPersonColumns(fields), version: { increment: 1 }, updatedAt: now },
    })
    if (updated.count === 0) return false
    if (phones) await writePhones(db, personId, phones)
    return true
  },
})

/** A number that stays keeps its row: an undone merge must find it again. */
async function writePhones(db: Db, personId: string, phones: readonly CardPhone[]): Promise<void> {
  await db.personPhone.deleteMany({ where: { personId, e164: { notIn: phones.map(({ e164 }) => e164) } } })
  for (const [at, { e164, label }] of phones.entries()) {
    const written = { label, preferred: at === 0 }
    await db.personPhone.upsert({
      where: { personId_e164: { personId, e164 } },
      create: { personId, e164, ...written },
      update: written,
    })
  }
}
