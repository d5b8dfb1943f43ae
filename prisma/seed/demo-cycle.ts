import type { Prisma } from '../../generated/prisma/client.ts'
import { ruleOf } from '../../helpline/dispatch/series/repetition.ts'
import { addDays, type IsoDate, romeInstant } from '../../helpline/territory/rome-time.ts'
import type { DemoPoint } from './demo-network.ts'
import type { DemoPerson } from './demo-people.ts'

/** Later than volunteers are asked ahead: nobody in the demo is rung up for it at once. */
const STARTS_IN_DAYS = 14
const LASTS_DAYS = 70

/** At the first point somebody starts a therapy in two weeks; the program makes its services by itself. */
export async function seedCycle(
  db: Prisma.TransactionClient,
  points: DemoPoint[],
  people: DemoPerson[],
  now: Date,
  today: IsoDate,
): Promise<void> {
  const [point] = points
  const person = people.filter((one) => one.point === point).at(-1)
  if (!point || !person) return
  const firstDate = addDays(today, STARTS_IN_DAYS)
  const places = { fromPlace: person.address, toPlace: `Ospedale, radioterapia, ${point.town}` }
  const at = new Date(now.getTime() - 3_600_000)
  const { id: contactId } = await db.contact.create({
    data: {
      direction: 'inbound',
      provenance: 'tollFree',
      occurredAt: at,
      recordedAt: at,
      listeningPointId: point.id,
      operatorId: point.operatorId,
      personId: person.id,
      callerType: 'relative',
      state: 'closed',
      closedAt: at,
    },
  })
  const { id: requestId } = await db.request.create({
    data: {
      contactId,
      position: 1,
      kind: 'help',
      helpKind: 'transport',
      state: 'takenInCharge',
      personId: person.id,
      createdAt: at,
      recordedAt: at,
      neededFrom: romeInstant(firstDate, '08:30'),
      ...places,
      destinationKind: 'publicHospital',
      insideProvince: true,
      returnKind: 'open',
      takenInChargeAt: at,
      takenInChargeById: point.operatorId,
    },
  })
  await db.series.create({
    data: {
      requestId,
      rule: ruleOf({ kind: 'weekly', weekdays: [1, 3, 5], everyWeeks: 1 }),
      firstDate: new Date(`${firstDate}T00:00:00Z`),
      wallTime: '08:30',
      durationMinutes: 60,
      skipHolidays: true,
      endsOn: new Date(`${addDays(firstDate, LASTS_DAYS)}T00:00:00Z`),
      returnKind: 'open',
      ...places,
    },
  })
}
