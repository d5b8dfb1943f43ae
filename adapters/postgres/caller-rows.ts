import type { Prisma } from '../../generated/prisma/client.ts'
import type { Caller, Candidate } from '../../helpline/calls/call-records.ts'
import type { Db } from './database.ts'
import { personSelect, toPersonRecord } from './people-rows.ts'

const MOST_LISTED = 200
const MOST_CANDIDATES = 20

const candidateSelect = {
  ...personSelect,
  listeningPointId: true,
  hardOfHearing: true,
  warning: true,
} satisfies Prisma.AssistedPersonSelect
const alive = { mergedIntoId: null, erasedAt: null }

const byLastContact = (a: Candidate, b: Candidate): number =>
  (b.lastContactAt?.getTime() ?? 0) - (a.lastContactAt?.getTime() ?? 0) || a.person.cardNumber - b.person.cardNumber

/** Whom these numbers belong to; a number nobody knows is not in the map. */
export async function findCallers(db: Db, e164s: readonly string[]): Promise<Map<string, Caller>> {
  if (e164s.length === 0) return new Map()
  const numbers = { in: [...e164s] }
  const [phones, relations, institutions] = await Promise.all([
    db.personPhone.findMany({
      where: { e164: numbers, person: alive },
      take: MOST_LISTED,
      select: { e164: true, person: { select: candidateSelect } },
    }),
    db.relation.findMany({
      where: { phoneE164: numbers, person: alive },
      take: MOST_LISTED,
      select: {
        phoneE164: true,
        kind: true,
        name: true,
        relatedPerson: { select: { firstName: true, lastName: true } },
        person: { select: candidateSelect },
      },
    }),
    db.institution.findMany({ where: { phoneE164: numbers }, orderBy: { name: 'asc' }, take: MOST_LISTED }),
  ])
  const lastContacts = await lastContactOf(
    db,
    [...phones, ...relations].map(({ person }) => person.id),
  )
  const callers = new Map<string, Caller>()
  const callerAt = (e164: string): Caller => {
    const known = callers.get(e164) ?? { candidates: [], institution: null }
    callers.set(e164, known)
    return known
  }
  const add = (e164: string, row: (typeof phones)[number]['person'], through: Candidate['through']): void => {
    const { candidates } = callerAt(e164)
    if (candidates.some(({ person }) => person.id === row.id)) return
    const { listeningPointId, hardOfHearing, warning } = row
    const lastContactAt = lastContacts.get(row.id) ?? null
    const person = toPersonRecord(row)
    candidates.push({ person, listeningPointId, hardOfHearing, warning, lastContactAt, through })
  }
  for (const { e164, person } of phones) add(e164, person, null)
  for (const { phoneE164, person, kind, name, relatedPerson: related } of relations) {
    if (phoneE164) {
      add(phoneE164, person, { kind, name: related ? `${related.firstName} ${related.lastName}` : name })
    }
  }
  for (const { phoneE164, name, listeningPointId } of institutions) {
    if (phoneE164) callerAt(phoneE164).institution ??= { name, listeningPointId }
  }
  for (const caller of callers.values()) {
    caller.candidates = caller.candidates.sort(byLastContact).slice(0, MOST_CANDIDATES)
  }
  return callers
}

async function lastContactOf(db: Db, personIds: string[]): Promise<Map<string, Date>> {
  if (personIds.length === 0) return new Map()
  const rows = await db.contact.groupBy({
    by: ['personId'],
    where: { personId: { in: personIds }, deletedAt: null },
    _max: { occurredAt: true },
  })
  return new Map(
    rows.flatMap(({ personId, _max }) => (personId && _max.occurredAt ? [[personId, _max.occurredAt] as const] : [])),
  )
}
