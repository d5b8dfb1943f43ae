import { toDateColumn } from '../../adapters/postgres/database.ts'
import type { Prisma } from '../../generated/prisma/client.ts'
import { type HelpKind, helpKinds } from '../../helpline/contacts/kinds.ts'
import type { AlreadyHelpedBy, Mobility, Sex } from '../../helpline/people/profile.ts'
import { addDays, type IsoDate, romeDay } from '../../helpline/territory/rome-time.ts'
import type { Chance } from './chance.ts'
import { type DemoPoint, landline } from './demo-network.ts'
import {
  demoVolunteersOfCremona,
  rosaDaughterPhone,
  rosaPhone,
  volunteerPhone,
  whatsAppVolunteerOfCremona,
} from './demo-telephones.ts'
import { insertRows } from './insert-rows.ts'
import { firstNames, lastNames, streets } from './names.ts'

const PEOPLE_PER_POINT = 20
const VOLUNTEERS_PER_POINT = 6
const VEHICLES_PER_POINT = 3
const SKILLS_OF_ALL: readonly HelpKind[] = ['transport', 'accompanying', 'groceryDelivery', 'medicineDelivery']

type Db = Prisma.TransactionClient

export interface DemoPerson {
  id: string
  point: DemoPoint
  address: string
}
export interface DemoVolunteer {
  id: string
  point: DemoPoint
  associationId: string
}
export interface DemoVehicle {
  id: string
  point: DemoPoint
}

export async function seedPeople(
  db: Db,
  dice: Chance,
  points: DemoPoint[],
  now: Date,
  today: IsoDate,
): Promise<DemoPerson[]> {
  const people: DemoPerson[] = []
  const rows: Prisma.AssistedPersonCreateManyInput[] = []
  const phones: Prisma.PersonPhoneCreateManyInput[] = []
  for (const point of points) {
    for (let index = 0; index < PEOPLE_PER_POINT; index++) {
      const isRosa = point.town === 'Cremona' && index === 0
      const sex: Sex = isRosa || dice.happens(0.72) ? 'female' : 'male'
      const id = dice.uuid()
      const address = isRosa
        ? 'Via Palestro 12, Cremona'
        : `${dice.pick(streets)} ${dice.between(1, 90)}, ${point.town}`
      const age = isRosa
        ? 83
        : dice.weighted([
            [dice.between(58, 64), 8],
            [dice.between(65, 74), 22],
            [dice.between(75, 79), 22],
            [dice.between(80, 84), 26],
            [dice.between(85, 97), 22],
          ])
      people.push({ id, point, address })
      rows.push({
        id,
        firstName: isRosa ? 'Rosa' : dice.pick(firstNames[sex]),
        lastName: isRosa ? 'Bianchi' : dice.pick(lastNames),
        nickname: isRosa ? 'Rosetta' : null,
        birthDate: toDateColumn(addDays(today, -Math.round(age * 365.25) - dice.between(10, 340))),
        sex,
        livesAlone: isRosa || dice.happens(0.66),
        comuneIstatCode: point.comune.istatCode,
        address,
        latitude: point.comune.latitude + (dice.next() - 0.5) / 20,
        longitude: point.comune.longitude + (dice.next() - 0.5) / 20,
        listeningPointId: point.id,
        localAssociationId: dice.pick(point.associationIds),
        alreadyHelpedBy: dice.weighted<AlreadyHelpedBy>([
          ['family', 24],
          ['municipality', 4],
          ['privateCarer', 2],
          ['nobody', 70],
        ]),
        member: isRosa || dice.happens(0.8),
        mobility: isRosa
          ? 'aided'
          : dice.weighted<Mobility>([
              ['walks', 60],
              ['aided', 30],
              ['wheelchair', 10],
            ]),
        hardOfHearing: isRosa || dice.happens(0.15),
        warning: isRosa ? 'Ha le chiavi la vicina, signora Pina.' : null,
        createdAt: now,
        updatedAt: now,
      })
      phones.push({
        personId: id,
        e164: isRosa ? rosaPhone : landline(point.prefix, 1000 + index),
        label: 'casa',
        preferred: true,
      })
    }
  }
  await insertRows(db, 'assisted_person', rows)
  await insertRows(db, 'person_phone', phones)
  const rosa = people[0] as DemoPerson
  await db.relation.create({
    data: { personId: rosa.id, kind: 'child', name: 'Anna Bonetti', phoneE164: rosaDaughterPhone, informInAlarm: true },
  })
  await insertRows(
    db,
    'consent',
    people.map((person) => ({
      personId: person.id,
      purpose: 'record' as const,
      given: true,
      how: 'a voce, al telefono',
      at: now,
    })),
  )
  return people
}

export async function seedVolunteers(
  db: Db,
  dice: Chance,
  points: DemoPoint[],
  today: IsoDate,
): Promise<DemoVolunteer[]> {
  const volunteers: (DemoVolunteer & { row: Prisma.VolunteerCreateManyInput })[] = []
  for (const point of points) {
    for (let index = 0; index < VOLUNTEERS_PER_POINT; index++) {
      const named = point.town === 'Cremona' ? demoVolunteersOfCremona[index] : undefined
      const sex: Sex = dice.happens(0.55) ? 'male' : 'female'
      const id = dice.uuid()
      const associationId = dice.pick(point.associationIds)
      volunteers.push({
        id,
        point,
        associationId,
        row: {
          id,
          firstName: named?.[0] ?? dice.pick(firstNames[sex]),
          lastName: named?.[1] ?? dice.pick(lastNames),
          birthDate: toDateColumn(addDays(today, -Math.round(dice.between(58, 76) * 365.25))),
          localAssociationId: associationId,
          birthPlace: point.town,
          comuneIstatCode: point.comune.istatCode,
          address: `${streets[volunteers.length % streets.length]} ${1 + (volunteers.length % 80)}`,
          latitude: point.comune.latitude + (dice.next() - 0.5) / 15,
          longitude: point.comune.longitude + (dice.next() - 0.5) / 15,
          phoneE164: volunteerPhone(volunteers.length),
          preferredChannel: named && index === whatsAppVolunteerOfCremona ? 'whatsapp' : 'sms',
          startedOn: toDateColumn(addDays(today, -dice.between(200, 4000))),
          insuredUntil: toDateColumn(`${today.slice(0, 4)}-12-31`),
          licenceUntil: toDateColumn(addDays(today, dice.between(200, 1500))),
          wheelchairTrained: index % 3 === 0,
          wheelchairTrainedUntil: index === 3 ? toDateColumn(addDays(today, 20)) : null,
        },
      })
    }
  }
  await insertRows(
    db,
    'volunteer',
    volunteers.map(({ row }) => row),
  )
  await insertRows(
    db,
    'volunteer_skill',
    volunteers.flatMap(({ id }) => {
      const skills = new Set<HelpKind>(SKILLS_OF_ALL)
      for (let extra = 0; extra < 4; extra++) skills.add(dice.pick(helpKinds))
      return [...skills].map((helpKind) => ({ volunteerId: id, helpKind }))
    }),
  )
  await insertRows(
    db,
    'volunteer_availability',
    volunteers.flatMap(({ id }) =>
      [1, 2, 3, 4, 5, 6].map((weekday) => ({ volunteerId: id, weekday, fromTime: '08:00', untilTime: '19:00' })),
    ),
  )
  await seedVolunteerLives(db, volunteers, today)
  return volunteers
}

/** Somebody on holiday, a course that ends soon, and everybody in the register from their first day. */
async function seedVolunteerLives(db: Db, volunteers: readonly DemoVolunteer[], today: IsoDate): Promise<void> {
  const everyFifth = volunteers.filter((_, index) => index % 5 === 4)
  await insertRows(
    db,
    'volunteer_training',
    everyFifth.map(({ id: volunteerId }, index) => ({
      ...{ volunteerId, title: 'Primo soccorso', heldOn: toDateColumn(addDays(today, -700)) },
      validUntil: toDateColumn(addDays(today, 30 + index)),
    })),
  )
  await insertRows(
    db,
    'volunteer_time_off',
    everyFifth.map(({ id: volunteerId }) => ({
      ...{ volunteerId, fromAt: romeDay(addDays(today, 28)).from, untilAt: romeDay(addDays(today, 42)).to },
    })),
  )
  await db.$executeRaw`
    INSERT INTO volunteer_register_entry (local_association_id, volunteer_id, at, kind, content)
    SELECT v.local_association_id, v.id, v.started_on, 'entered', jsonb_build_object('firstName', v.first_name,
      'lastName', v.last_name, 'fiscalCode', v.fiscal_code, 'birthDate', v.birth_date, 'birthPlace', v.birth_place,
      'residence', v.address || ', ' || c.name, 'startedOn', v.started_on, 'endedOn', v.ended_on)
    FROM volunteer v JOIN comune c ON c.istat_code = v.comune_istat_code ORDER BY v.started_on, v.id`
}

export async function seedVehicles(db: Db, dice: Chance, points: DemoPoint[], today: IsoDate): Promise<DemoVehicle[]> {
  const vehicles: DemoVehicle[] = []
  const rows: Prisma.VehicleCreateManyInput[] = []
  for (const point of points) {
    for (let index = 0; index < VEHICLES_PER_POINT; index++) {
      const id = dice.uuid()
      const onLoan = index === 1
      const equipped = index === 2
      const number = vehicles.length
      vehicles.push({ id, point })
      rows.push({
        id,
        // No real plate has this form.
        plate: `DEMO${String(number + 1).padStart(3, '0')}`,
        name: equipped ? 'Doblò attrezzato' : dice.pick(['Panda bianca', 'Punto grigia', 'Yaris blu', 'Doblò rosso']),
        localAssociationId: point.associationIds[index % point.associationIds.length] as string,
        ownership: onLoan ? 'onLoan' : 'owned',
        lender: onLoan ? `Comune di ${point.town}` : null,
        loanUntil: onLoan ? toDateColumn(addDays(today, 400)) : null,
        seats: equipped ? 6 : 5,
        wheelchairPlaces: equipped ? 1 : 0,
        depotAddress: `Via della Stazione ${1 + (number % 40)}`,
        comuneIstatCode: point.comune.istatCode,
        latitude: point.comune.latitude,
        longitude: point.comune.longitude,
        insuredUntil: toDateColumn(addDays(today, dice.between(40, 360))),
        inspectedUntil: toDateColumn(addDays(today, dice.between(60, 700))),
        odometerKm: dice.between(12_000, 190_000),
      })
    }
  }
  await insertRows(db, 'vehicle', rows)
  await insertRows(
    db,
    'vehicle_odometer_reading',
    rows.map(({ id, odometerKm }) => ({
      ...{ vehicleId: id as string, readAt: romeDay(addDays(today, -40)).from, km: odometerKm as number },
    })),
  )
  // A point's associations lend each other their vehicles.
  await db.vehicleLending.createMany({
    data: rows.flatMap((row, index) =>
      (vehicles[index] as DemoVehicle).point.associationIds.flatMap((localAssociationId) =>
        localAssociationId === row.localAssociationId ? [] : [{ vehicleId: row.id as string, localAssociationId }],
      ),
    ),
  })
  return vehicles
}
