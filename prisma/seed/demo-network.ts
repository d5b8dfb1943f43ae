import { hashPassword } from '../../adapters/password.ts'
import { toDateColumn } from '../../adapters/postgres/database.ts'
import type { Prisma } from '../../generated/prisma/client.ts'
import { patronSaints } from '../../helpline/territory/patron-saints.ts'
import { addDays, type IsoDate } from '../../helpline/territory/rome-time.ts'
import { comuni } from '../reference/reference-data.ts'
import type { Chance } from './chance.ts'
import { demoPoints } from './demo-points.ts'
import { demoCallCentrePhone, demoDeskPhone, secondDeskPhone } from './demo-telephones.ts'
import { firstNames, lastNames } from './names.ts'

export const DEMO_PASSWORD = 'filo-demo'

export interface DemoPoint {
  id: string
  town: string
  prefix: string
  comune: { istatCode: string; latitude: number; longitude: number; provinceSigla: string }
  associationIds: string[]
  operatorId: string
}

type Db = Prisma.TransactionClient

const comuneNamed = (name: string) => {
  const comune = comuni.find((row) => row.name === name && row.validTo === null)
  if (!comune) throw new Error(`No comune is called ${name}`)
  return comune
}

const weekdays = [1, 2, 3, 4, 5]
const morningAndAfternoon = [
  { opensAt: '09:00', closesAt: '12:00' },
  { opensAt: '15:00', closesAt: '18:00' },
]

/** The points with their hours and neighbours, the call centre, the local associations and who works there. */
export async function seedNetwork(db: Db, dice: Chance, today: IsoDate): Promise<DemoPoint[]> {
  const points: DemoPoint[] = demoPoints.map(({ town, districts }) => {
    const { istatCode, latitude, longitude, provinceSigla } = comuneNamed(town)
    return {
      id: dice.uuid(),
      town,
      prefix: districts[0] as string,
      comune: { istatCode, latitude, longitude, provinceSigla },
      associationIds: [],
      operatorId: dice.uuid(),
    }
  })
  await db.listeningPoint.createMany({
    data: points.map((point) => ({
      id: point.id,
      name: `Punto d’Ascolto di ${point.town}`,
      comuneIstatCode: point.comune.istatCode,
      address: `Via Roma ${dice.between(1, 60)}, ${point.town}`,
      patronSaint: { ...patronSaints[point.town as keyof typeof patronSaints] },
    })),
  })
  const callCentre = await db.listeningPoint.create({
    data: {
      name: 'Call centre nazionale',
      kind: 'callCentre',
      fixedPhones: [demoCallCentrePhone],
      ringTimeoutSeconds: 40,
    },
  })
  const idOf = new Map(points.map((point) => [point.town, point.id]))
  await db.listeningPointDistrict.createMany({
    data: demoPoints.flatMap(({ town, districts }) =>
      districts.map((prefix) => ({ listeningPointId: idOf.get(town) as string, prefix })),
    ),
  })
  await db.listeningPointNeighbour.createMany({
    data: demoPoints.flatMap(({ town, neighbours }) =>
      neighbours.map((neighbour, index) => ({
        listeningPointId: idOf.get(town) as string,
        neighbourId: idOf.get(neighbour) as string,
        rank: index + 1,
      })),
    ),
  })
  await seedHours(db, dice, points)
  await db.closure.createMany({
    data: points.map(({ id }) => {
      const year = Number(today.slice(0, 4))
      return {
        listeningPointId: id,
        fromDate: toDateColumn(`${year}-08-10`),
        toDate: toDateColumn(`${year}-08-21`),
        reason: 'Chiusura estiva',
      }
    }),
  })
  await seedAssociations(db, dice, points)
  await seedOperators(db, dice, points, callCentre.id, today)
  return points
}

async function seedHours(db: Db, dice: Chance, points: DemoPoint[]): Promise<void> {
  const hours = points.map(({ id }) => ({ id: dice.uuid(), listeningPointId: id }))
  await db.openingHours.createMany({ data: hours })
  await db.openingInterval.createMany({
    data: hours.flatMap(({ id }) =>
      weekdays.flatMap((weekday) =>
        morningAndAfternoon.map((interval) => ({ openingHoursId: id, weekday, ...interval })),
      ),
    ),
  })
}

async function seedAssociations(db: Db, dice: Chance, points: DemoPoint[]): Promise<void> {
  const taken = new Set<string>()
  for (const point of points) {
    const nearby = comuni.filter(
      (row) => row.provinceSigla === point.comune.provinceSigla && row.validTo === null && row.name !== point.town,
    )
    const towns = [point.comune.istatCode]
    while (towns.length < 3) towns.push(dice.pick(nearby).istatCode)
    const rows = towns.flatMap((istatCode) => {
      const name = `Auser ${comuni.find((row) => row.istatCode === istatCode)?.name}`
      if (taken.has(name)) return []
      taken.add(name)
      return [
        {
          id: dice.uuid(),
          name,
          comuneIstatCode: istatCode,
          listeningPointId: point.id,
          phoneE164: landline(point.prefix, 500 + taken.size),
        },
      ]
    })
    point.associationIds = rows.map((row) => row.id)
    await db.localAssociation.createMany({ data: rows })
  }
}

async function seedOperators(
  db: Db,
  dice: Chance,
  points: DemoPoint[],
  callCentreId: string,
  today: IsoDate,
): Promise<void> {
  const passwordHash = await hashPassword(DEMO_PASSWORD)
  const cremona = points[0] as DemoPoint
  const demo = (
    email: string,
    name: string,
    role: 'operator' | 'coordinator' | 'regionalAdmin',
    phoneE164: string | null,
  ) => ({
    id: dice.uuid(),
    email,
    name,
    role,
    phoneE164,
    passwordHash,
    isDemo: true,
  })
  const operator = demo('operatore@demo.example', 'Carla Ferrari', 'operator', demoDeskPhone)
  const coordinator = demo('coordinatore@demo.example', 'Giovanni Riva', 'coordinator', secondDeskPhone)
  const region = demo('regione@demo.example', 'Elena Colombo', 'regionalAdmin', null)
  cremona.operatorId = operator.id
  const others = points.slice(1).map((point) => ({
    ...demo(
      `operatore.${point.prefix}@demo.example`,
      `${dice.pick(firstNames.female)} ${dice.pick(lastNames)}`,
      'operator',
      landline(point.prefix, 1),
    ),
    id: point.operatorId,
  }))
  const centre = demo('operatore.centro@demo.example', 'Marco Sala', 'operator', null)
  await db.operator.createMany({ data: [operator, coordinator, region, centre, ...others] })
  await db.operatorPoint.createMany({
    data: [
      { operatorId: operator.id, listeningPointId: cremona.id },
      { operatorId: coordinator.id, listeningPointId: cremona.id },
      { operatorId: centre.id, listeningPointId: callCentreId },
      ...points.slice(1).map((point) => ({ operatorId: point.operatorId, listeningPointId: point.id })),
    ],
  })
  // Whoever tries the demo finds a desk that rings.
  await db.presence.create({
    data: {
      operatorId: operator.id,
      listeningPointId: cremona.id,
      phoneE164: demoDeskPhone,
      state: 'available',
      since: toDateColumn(addDays(today, -1)),
    },
  })
}

/** An invented landline of a district, ten digits in all. */
export const landline = (prefix: string, index: number): string =>
  `+39${prefix}9${String(index).padStart(9 - prefix.length, '0')}`
