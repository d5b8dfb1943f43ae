import { hashPassword } from '../../adapters/password.ts'
import { toDateColumn } from '../../adapters/postgres/database.ts'
import { newSessionToken, sha256 } from '../../adapters/session-token.ts'
import type { Prisma, PrismaClient } from '../../generated/prisma/client.ts'
import { telephoneDistricts } from '../../helpline/territory/telephone-districts.ts'

/** Rows for tests: every builder writes one believable, invented thing, and takes whatever the test cares about. */
export type TestDb = PrismaClient

export const TEST_PASSWORD = 'una-parola-lunga'
let testPasswordHash: Promise<string> | undefined

let written = 0
/** Tells apart what must be unique. */
const next = () => ++written

export const PAST = new Date('2026-01-07T09:00:00+01:00')

const weekdays = [1, 2, 3, 4, 5] as const
/** Monday to Friday 9-12 and 15-18, as the points of Lombardy are open. */
const usualWeek = weekdays.flatMap((weekday) => [
  { weekday, opensAt: '09:00', closesAt: '12:00' },
  { weekday, opensAt: '15:00', closesAt: '18:00' },
])

export async function aComune(db: TestDb, overrides: Partial<Prisma.ComuneUncheckedCreateInput> = {}) {
  const { provinceSigla = 'CR', ...rest } = overrides
  await db.province.upsert({
    where: { sigla: provinceSigla },
    create: { sigla: provinceSigla, name: provinceSigla },
    update: {},
  })
  const number = next()
  const prefix = rest.telephoneDistrictPrefix
  if (prefix) await aTelephoneDistrict(db, prefix)
  return db.comune.create({
    data: { istatCode: String(190_000 + number), name: `Borgo Argentino ${number}`, provinceSigla, caps: [], ...rest },
  })
}

function aTelephoneDistrict(db: TestDb, prefix: string) {
  const name = telephoneDistricts.find((district) => district.prefix === prefix)?.name ?? prefix
  return db.telephoneDistrict.upsert({ where: { prefix }, create: { prefix, name }, update: {} })
}

export interface PointOptions extends Partial<Omit<Prisma.ListeningPointUncheckedCreateInput, 'closures'>> {
  prefixes?: string[]
  /** null: no table of hours at all. */
  week?: readonly { weekday: number; opensAt: string; closesAt: string }[] | null
  closures?: readonly { fromDate: string; toDate: string; reason: string }[]
}

export async function aListeningPoint(db: TestDb, options: PointOptions = {}) {
  const { prefixes = [], week = usualWeek, closures = [], ...overrides } = options
  for (const prefix of prefixes) await aTelephoneDistrict(db, prefix)
  return db.listeningPoint.create({
    data: {
      name: `Punto d’ascolto ${next()}`,
      fixedPhones: [],
      ...overrides,
      districts: { create: prefixes.map((prefix) => ({ prefix })) },
      ...(week ? { openingHours: { create: { intervals: { create: [...week] } } } } : {}),
      closures: {
        create: closures.map(({ fromDate, toDate, reason }) => ({
          fromDate: toDateColumn(fromDate),
          toDate: toDateColumn(toDate),
          reason,
        })),
      },
    },
  })
}

const allDay = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opensAt: '00:00', closesAt: '24:00' }))

export const aCallCentre = (db: TestDb, options: PointOptions = {}) =>
  aListeningPoint(db, { kind: 'callCentre', name: 'Call centre nazionale', week: allDay, ...options })

export function aLocalAssociation(db: TestDb, overrides: Partial<Prisma.LocalAssociationUncheckedCreateInput> = {}) {
  return db.localAssociation.create({ data: { name: `Auser Borgo ${next()}`, ...overrides } })
}

export interface OperatorOptions extends Partial<Prisma.OperatorUncheckedCreateInput> {
  pointIds?: string[]
}

/** Ada Bianchi, whose password is TEST_PASSWORD. */
export async function anOperator(db: TestDb, options: OperatorOptions = {}) {
  const { pointIds = [], ...overrides } = options
  testPasswordHash ??= hashPassword(TEST_PASSWORD)
  return db.operator.create({
    data: {
      name: 'Ada Bianchi',
      email: `ada.bianchi.${next()}@filo.example`,
      role: 'operator',
      passwordHash: await testPasswordHash,
      ...overrides,
      points: { create: pointIds.map((listeningPointId) => ({ listeningPointId })) },
    },
  })
}

/** The cookie of a session opened at `now`, without the slow password. */
export async function aSession(db: TestDb, operatorId: string, now: Date): Promise<string> {
  const token = newSessionToken()
  const expiresAt = new Date(now.getTime() + 12 * 3_600_000)
  await db.session.create({ data: { tokenHash: sha256(token), operatorId, createdAt: now, expiresAt } })
  return `filo_session=${token}`
}

export interface PersonOptions extends Partial<Omit<Prisma.AssistedPersonUncheckedCreateInput, 'birthDate'>> {
  birthDate?: string
  e164?: string[]
}

export async function aPerson(db: TestDb, options: PersonOptions = {}) {
  const { birthDate = '1941-03-19', e164 = [], ...overrides } = options
  return db.assistedPerson.create({
    data: {
      firstName: 'Teresa',
      lastName: 'Galli',
      sex: 'female',
      createdAt: PAST,
      updatedAt: PAST,
      ...overrides,
      birthDate: toDateColumn(birthDate),
      phones: { create: e164.map((number, at) => ({ e164: number, preferred: at === 0 })) },
    },
  })
}

export interface VolunteerOptions
  extends Partial<Omit<Prisma.VolunteerUncheckedCreateInput, 'skills' | 'availability' | 'startedOn'>> {
  startedOn?: string
  skills?: Prisma.VolunteerSkillCreateManyVolunteerInput['helpKind'][]
  /** Monday to Friday, 8 to 19, unless said otherwise. */
  availability?: readonly { weekday: number; fromTime: string; untilTime: string }[]
}

/** Bruno Ferrari, who drives. */
export async function aVolunteer(db: TestDb, options: VolunteerOptions = {}) {
  const { skills = ['transport'], startedOn = '2020-01-01', availability, localAssociationId, ...overrides } = options
  const usual = weekdays.map((weekday) => ({ weekday, fromTime: '08:00', untilTime: '19:00' }))
  return db.volunteer.create({
    data: {
      firstName: 'Bruno',
      lastName: 'Ferrari',
      localAssociationId: localAssociationId ?? (await aLocalAssociation(db)).id,
      phoneE164: `+39347${String(1_000_000 + next())}`,
      insuredUntil: toDateColumn('2030-12-31'),
      licenceUntil: toDateColumn('2030-12-31'),
      ...overrides,
      startedOn: toDateColumn(startedOn),
      skills: { create: skills.map((helpKind) => ({ helpKind })) },
      availability: { create: [...(availability ?? usual)] },
    },
  })
}

export async function aVehicle(db: TestDb, overrides: Partial<Prisma.VehicleUncheckedCreateInput> = {}) {
  const { localAssociationId, ...rest } = overrides
  const number = String(next())
  return db.vehicle.create({
    data: {
      plate: `FA${number.padStart(3, '0')}GT`,
      name: `Doblò ${number}`,
      ownership: 'owned',
      seats: 4,
      insuredUntil: toDateColumn('2030-12-31'),
      inspectedUntil: toDateColumn('2030-12-31'),
      ...rest,
      localAssociationId: localAssociationId ?? (await aLocalAssociation(db)).id,
    },
  })
}
