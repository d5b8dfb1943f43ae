import type { Prisma } from '../../generated/prisma/client.ts'
import {
  type CallerType,
  type HelpKind,
  helpKinds,
  type InformationKind,
  informationKinds,
  type Provenance,
} from '../../helpline/contacts/kinds.ts'
import { nationalHolidayOn } from '../../helpline/territory/holidays.ts'
import { addDays, type IsoDate, romeInstant, weekdayOf } from '../../helpline/territory/rome-time.ts'
import type { Chance } from './chance.ts'
import type { DemoPoint } from './demo-network.ts'
import type { DemoPerson, DemoVehicle, DemoVolunteer } from './demo-people.ts'
import { insertRows } from './insert-rows.ts'

const WEEKS = 5
const MINUTE = 60_000

interface Cast {
  points: DemoPoint[]
  people: DemoPerson[]
  volunteers: DemoVolunteer[]
  vehicles: DemoVehicle[]
}

interface Drafts {
  contacts: Prisma.ContactCreateManyInput[]
  requests: Prisma.RequestCreateManyInput[]
  outbound: Prisma.ContactCreateManyInput[]
  services: Prisma.ServiceCreateManyInput[]
}

const callerTypes: readonly (readonly [CallerType, number])[] = [
  ['selfCaller', 61],
  ['socialServices', 13],
  ['relative', 12],
  ['otherAssociations', 9],
  ['otherInstitutions', 2],
  ['healthServices', 1],
  ['other', 2],
]
const provenances: readonly (readonly [Provenance, number])[] = [
  ['tollFree', 70],
  ['localLine', 18],
  ['office', 9],
  ['letter', 3],
]
const helpWeights: readonly (readonly [HelpKind, number])[] = helpKinds.map(
  (kind) =>
    [kind, kind === 'transport' ? 50 : kind === 'telephoneCompany' ? 20 : kind === 'groceryDelivery' ? 8 : 2] as const,
)
const destinations = ['Ospedale, ambulatori', 'Poliambulatorio', 'Centro diurno', 'Posta centrale', 'Mercato'] as const

/** A few believable weeks before now, invented from the first call to the last kilometre. */
export async function seedActivity(
  db: Prisma.TransactionClient,
  dice: Chance,
  cast: Cast,
  now: Date,
  today: IsoDate,
): Promise<void> {
  const drafts: Drafts = { contacts: [], requests: [], outbound: [], services: [] }
  const booked = new Set<string>()
  for (let back = WEEKS * 7; back >= 0; back--) {
    const day = addDays(today, -back)
    if (weekdayOf(day) > 5 || nationalHolidayOn(day)) continue
    for (const point of cast.points) {
      const calls = dice.between(1, point.town === 'Cremona' ? 5 : 3)
      for (let call = 0; call < calls; call++) writeContact(drafts, booked, dice, cast, point, day, now)
    }
  }
  await insertRows(db, 'contact', drafts.contacts)
  await insertRows(db, 'request', drafts.requests)
  await insertRows(db, 'service', drafts.services)
  await insertRows(db, 'contact', drafts.outbound)
}

function writeContact(
  drafts: Drafts,
  booked: Set<string>,
  dice: Chance,
  cast: Cast,
  point: DemoPoint,
  day: IsoDate,
  now: Date,
): void {
  const hour = dice.pick([9, 9, 10, 10, 11, 15, 16, 17])
  const occurredAt = romeInstant(
    day,
    `${String(hour).padStart(2, '0')}:${String(dice.between(0, 59)).padStart(2, '0')}`,
  )
  if (occurredAt >= now) return
  const person = dice.pick(cast.people.filter((one) => one.point === point))
  const provenance = dice.weighted(provenances)
  // The associations' own cards arrive late.
  const late = provenance === 'tollFree' ? 0 : dice.between(0, 6) * 24 * 60 * MINUTE
  const recordedAt = new Date(Math.min(now.getTime(), occurredAt.getTime() + late + 5 * MINUTE))
  const contact = {
    id: dice.uuid(),
    direction: 'inbound' as const,
    provenance,
    occurredAt,
    recordedAt,
    listeningPointId: point.id,
    localAssociationId: provenance === 'tollFree' ? null : dice.pick(point.associationIds),
    operatorId: point.operatorId,
    personId: person.id,
    callerType: dice.weighted(callerTypes),
    state: 'closed' as const,
    closedAt: recordedAt,
  }
  drafts.contacts.push(contact)
  const requests = dice.weighted([
    [1, 40],
    [2, 35],
    [3, 25],
  ])
  for (let position = 1; position <= requests; position++) {
    const base = {
      id: dice.uuid(),
      contactId: contact.id,
      position,
      personId: person.id,
      createdAt: occurredAt,
      recordedAt,
    }
    if (dice.happens(0.15)) drafts.requests.push(information(base, dice, recordedAt))
    else writeHelp(drafts, booked, dice, cast, { base, person, point, day, now })
  }
}

type RequestBase = {
  id: string
  contactId: string
  position: number
  personId: string
  createdAt: Date
  recordedAt: Date
}

const information = (base: RequestBase, dice: Chance, closedAt: Date): Prisma.RequestCreateManyInput => ({
  ...base,
  kind: 'information',
  informationKind: dice.weighted<InformationKind>(
    informationKinds.map((kind) => [kind, kind === 'health' ? 6 : 2] as const),
  ),
  answer: 'Dati telefono e orari.',
  state: 'solved',
  fulfilledBy: 'auser',
  closedAt,
})

interface HelpScene {
  base: RequestBase
  person: DemoPerson
  point: DemoPoint
  day: IsoDate
  now: Date
}

function writeHelp(drafts: Drafts, booked: Set<string>, dice: Chance, cast: Cast, scene: HelpScene): void {
  const { base, person, point } = scene
  const helpKind = dice.weighted(helpWeights)
  const ride = helpKind === 'transport' || helpKind === 'accompanying'
  const on = nextWorkingDay(scene.day, dice.between(1, 6))
  const slot = dice.pick(['08:30', '14:30'])
  const startsAt = romeInstant(on, slot)
  const endsAt = new Date(startsAt.getTime() + (ride ? 150 : 60) * MINUTE)
  const volunteer = free(cast.volunteers, point, `${on} ${slot}`, booked, dice)
  const vehicle = ride ? free(cast.vehicles, point, `${on} ${slot}`, booked, dice) : undefined
  const past = endsAt < scene.now
  const state = !volunteer ? 'unmet' : past ? 'done' : 'assigned'
  const closedAt = state === 'unmet' ? base.recordedAt : new Date(endsAt.getTime() + 30 * MINUTE)
  const destination = dice.pick(destinations)
  drafts.requests.push({
    ...base,
    kind: 'help',
    helpKind,
    neededFrom: startsAt,
    neededUntil: endsAt,
    ...(ride
      ? { fromPlace: person.address, toPlace: `${destination}, ${point.town}`, returnKind: 'open' as const }
      : {}),
    takenInChargeAt: base.recordedAt,
    takenInChargeById: point.operatorId,
    ...(state === 'done'
      ? { state: 'solved' as const, closedAt, fulfilledBy: 'auser' as const }
      : state === 'unmet'
        ? { state: 'unmet' as const, closedAt, unmetCause: 'noDriver' as const }
        : { state: 'takenInCharge' as const }),
  })
  const km = ride ? dice.between(8, 60) : dice.between(0, 10)
  drafts.services.push({
    id: dice.uuid(),
    requestId: base.id,
    personId: person.id,
    helpKind,
    listeningPointId: point.id,
    localAssociationId: volunteer?.associationId ?? null,
    startsAt,
    endsAt,
    busyFrom: new Date(startsAt.getTime() - 30 * MINUTE),
    busyUntil: new Date(endsAt.getTime() + 30 * MINUTE),
    createdAt: base.recordedAt,
    recordedAt: base.recordedAt,
    state,
    ...(volunteer
      ? {
          volunteerId: volunteer.id,
          vehicleId: vehicle?.id ?? null,
          assignedAt: base.recordedAt,
          toldPersonAt: base.recordedAt,
        }
      : {}),
    ...(state === 'done'
      ? {
          outcome: 'done' as const,
          closedAt,
          fulfilledBy: 'auser' as const,
          km,
          minutes: ride ? 150 : 60,
          passengers: ride ? 1 : null,
          ...(ride
            ? {
                destinationKind: dice.pick(['publicHospital', 'otherHealth', 'dayCentre', 'other'] as const),
                insideProvince: dice.happens(0.95),
              }
            : {}),
        }
      : {}),
    ...(state === 'unmet' ? { unmetCause: 'noDriver' as const, closedAt } : {}),
  })
  if (volunteer) drafts.outbound.push(...calls(dice, scene))
}

/** One call to find the volunteer, one to tell the person. */
const calls = (dice: Chance, { base, person, point, now }: HelpScene): Prisma.ContactCreateManyInput[] =>
  (['toOrganise', 'toAssistedPerson'] as const).map((purpose, index) => {
    const at = new Date(Math.min(now.getTime(), base.recordedAt.getTime() + (index + 1) * 20 * MINUTE))
    return {
      id: dice.uuid(),
      direction: 'outbound',
      provenance: 'tollFree',
      purpose,
      occurredAt: at,
      recordedAt: at,
      listeningPointId: point.id,
      operatorId: point.operatorId,
      personId: purpose === 'toAssistedPerson' ? person.id : null,
      servesRequestId: base.id,
      state: 'closed',
      closedAt: at,
    }
  })

function nextWorkingDay(day: IsoDate, after: number): IsoDate {
  let next = addDays(day, after)
  while (weekdayOf(next) > 5 || nationalHolidayOn(next)) next = addDays(next, 1)
  return next
}

/** Somebody, or some vehicle, of the point that is not taken yet in that half day. */
function free<T extends { id: string; point: DemoPoint }>(
  all: T[],
  point: DemoPoint,
  when: string,
  booked: Set<string>,
  dice: Chance,
): T | undefined {
  const left = all.filter((one) => one.point === point && !booked.has(`${one.id} ${when}`))
  if (left.length === 0) return undefined
  const one = dice.pick(left)
  booked.add(`${one.id} ${when}`)
  return one
}
