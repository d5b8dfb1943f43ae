import { Prisma } from '../../generated/prisma/client.ts'
import type { TimelineEntry } from '../../helpline/contacts/person-timeline.ts'
import type { PersonRecord } from '../../helpline/people/person-summary.ts'
import type { PersonCard, PersonFields, PersonRows } from '../../helpline/people/save-person.ts'
import { type Db, fromDateColumn, toDateColumn } from './database.ts'
import { toVoicemailSummary, voicemailSelect } from './voicemail-rows.ts'

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

const MOST_FOUND = 20
const MOST_TIMELINE = 50

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
  relations: { include: { relatedPerson: { select: { firstName: true, lastName: true } } } },
} satisfies Prisma.AssistedPersonSelect

export const peopleReads = (db: Db) => ({
  async findPersonCard(personId: string): Promise<PersonCard | null> {
    const row = await db.assistedPerson.findFirst({
      where: { id: personId, mergedIntoId: null, erasedAt: null },
      select: cardSelect,
    })
    if (!row) return null
    const { comune: _comune, phones, point, relations, birthDate, ...fields } = row
    return {
      ...fields,
      ...toPersonRecord(row),
      birthDate: birthDate ? fromDateColumn(birthDate) : null,
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
      })),
    }
  },

  /** Every word must be found, whole or in part or nearly, in names, nickname, address or fiscal code; digits in a number. */
  async searchPeople(text: string): Promise<PersonRecord[]> {
    const digits = text.replaceAll(/[\s./-]/g, '')
    const rows = /^\+?\d{3,}$/.test(digits)
      ? await db.$queryRaw<{ id: string }[]>`
          SELECT DISTINCT p.id FROM assisted_person p JOIN person_phone n ON n.person_id = p.id
          WHERE n.e164 LIKE ${`%${digits.replace(/^(\+|00)/, '')}%`} AND p.merged_into_id IS NULL AND p.erased_at IS NULL LIMIT ${MOST_FOUND}`
      : await db.$queryRaw<{ id: string }[]>`
          SELECT id FROM assisted_person
          WHERE merged_into_id IS NULL AND erased_at IS NULL
            AND ((${holdsEveryWord(text)}) OR plain_text(${text}) <% search_text)
          ORDER BY (${holdsEveryWord(text)}) DESC, word_similarity(plain_text(${text}), search_text) DESC, search_text
          LIMIT ${MOST_FOUND}`
    const found = await db.assistedPerson.findMany({
      where: { id: { in: rows.map((row) => row.id) } },
      select: personSelect,
    })
    const byId = new Map(found.map((row) => [row.id, toPersonRecord(row)]))
    return rows.flatMap((row) => byId.get(row.id) ?? [])
  },

  async personTimeline(personId: string): Promise<TimelineEntry[]> {
    const [contacts, requests, services, voicemails] = await Promise.all([
      db.contact.findMany({
        where: { personId, deletedAt: null },
        orderBy: { occurredAt: 'desc' },
        take: MOST_TIMELINE,
        select: { id: true, occurredAt: true, direction: true, provenance: true, purpose: true },
      }),
      db.request.findMany({
        where: { personId, deletedAt: null },
        orderBy: { createdAt: 'desc' },
        take: MOST_TIMELINE,
        select: {
          id: true,
          contactId: true,
          createdAt: true,
          kind: true,
          informationKind: true,
          helpKind: true,
          state: true,
        },
      }),
      db.service.findMany({
        where: { personId, deletedAt: null },
        orderBy: { startsAt: 'desc' },
        take: MOST_TIMELINE,
        select: { id: true, startsAt: true, helpKind: true, state: true },
      }),
      db.voicemail.findMany({
        where: { call: { OR: [{ personId }, { callback: { personId } }] } },
        orderBy: { receivedAt: 'desc' },
        take: MOST_TIMELINE,
        select: voicemailSelect,
      }),
    ])
    const entries: TimelineEntry[] = [
      ...contacts.map(({ occurredAt, ...row }) => ({ kind: 'contact' as const, at: occurredAt, ...row })),
      ...requests.map(({ kind, createdAt, ...row }) => ({
        kind: 'request' as const,
        at: createdAt,
        requestKind: kind,
        ...row,
      })),
      ...services.map((row) => ({
        kind: 'service' as const,
        id: row.id,
        at: row.startsAt,
        helpKind: row.helpKind,
        done: row.state === 'done',
      })),
      ...voicemails.map((row) => ({
        kind: 'voicemail' as const,
        id: row.callId,
        at: row.receivedAt,
        voicemail: toVoicemailSummary(row),
      })),
    ]
    return entries.sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, MOST_TIMELINE)
  },

  async searchComuni(text: string): Promise<{ istatCode: string; name: string; province: string }[]> {
    return db.$queryRaw`
      SELECT istat_code AS "istatCode", name, province_sigla AS province FROM comune
      WHERE valid_to IS NULL AND plain_text(name) LIKE plain_text(${`${escapeLike(text)}%`})
      ORDER BY length(name), name LIMIT ${MOST_FOUND}`
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

  personExists: async (personId: string): Promise<boolean> =>
    (await db.assistedPerson.count({ where: { id: personId, mergedIntoId: null, erasedAt: null } })) > 0,
})

const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&')
const withoutAccents = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .toLowerCase()
const likePatterns = (text: string): string[] =>
  withoutAccents(text)
    .split(/\s+/)
    .filter((word) => word.length > 0)
    .slice(0, 6)
    .map((word) => `%${escapeLike(word)}%`)

/** A condition for each word: the trigram index serves those, and not LIKE ALL. */
function holdsEveryWord(text: string): Prisma.Sql {
  const conditions = likePatterns(text).map((pattern) => Prisma.sql`search_text LIKE ${pattern}`)
  return conditions.length > 0 ? Prisma.join(conditions, ' AND ') : Prisma.sql`true`
}

const toColumns = ({ birthDate, ...fields }: Partial<PersonFields>) => ({
  ...fields,
  ...(birthDate === undefined ? {} : { birthDate: birthDate === null ? null : toDateColumn(birthDate) }),
})

export const peopleWrites = (db: Db): Pick<PersonRows, 'addPerson' | 'updatePerson'> => ({
  async addPerson(personId, fields, phones, now) {
    const added = await db.assistedPerson.createMany({
      data: [
        {
          id: personId,
          ...toColumns(fields),
          firstName: fields.firstName,
          lastName: fields.lastName,
          createdAt: now,
          updatedAt: now,
        },
      ],
      skipDuplicates: true,
    })
    if (added.count === 0) return false
    await db.personPhone.createMany({
      data: phones.map((phone, index) => ({ personId, ...phone, preferred: index === 0 })),
    })
    return true
  },

  async updatePerson(personId, version, fields, phones, now) {
    const updated = await db.assistedPerson.updateMany({
      where: { id: personId, version },
      data: { ...toColumns(fields), version: { increment: 1 }, updatedAt: now },
    })
    if (updated.count === 0) return false
    if (phones) {
      await db.personPhone.deleteMany({ where: { personId } })
      await db.personPhone.createMany({
        data: phones.map((phone, index) => ({ personId, ...phone, preferred: index === 0 })),
      })
    }
    return true
  },
})
