import type { TestApp } from './app.ts'
import { aCallCentre, aListeningPoint, anOperator, aPerson } from './builders.ts'

export const CREMONA_LANDLINE = '+390372448678'
export const UNKNOWN_LANDLINE = '+390372448699'
export const UNKNOWN_MOBILE = '+393399876543'
export const OUR_NUMBER = '+390280010001'
export const CALL_CENTRE_PHONE = '+390280010099'
export const ADA = '+393331234567'
export const BRUNO = '+393341234567'
export const CARLA = '+393351234567'

/** An operator who has signed in to a point and waits for calls. */
export async function anOperatorWaiting(
  app: Pick<TestApp, 'db' | 'clock'>,
  { pointId, e164, name }: { pointId: string; e164: string; name: string },
) {
  const operator = await anOperator(app.db, { name, pointIds: [pointId] })
  await app.db.presence.create({
    data: {
      operatorId: operator.id,
      listeningPointId: pointId,
      phoneE164: e164,
      state: 'available',
      since: app.clock.now(),
    },
  })
  return operator
}

/** Cremona with two operators, Crema with none, the call centre with one and its fixed line; Teresa, whom Cremona follows. */
export async function aHelplineDay(app: Pick<TestApp, 'db' | 'clock'>) {
  const { db } = app
  const cremona = await aListeningPoint(db, { name: 'Cremona', prefixes: ['0372'], ringTimeoutSeconds: 25 })
  const crema = await aListeningPoint(db, { name: 'Crema', prefixes: ['0373'] })
  const callCentre = await aCallCentre(db, { fixedPhones: [CALL_CENTRE_PHONE], ringTimeoutSeconds: 40 })
  const ada = await anOperatorWaiting(app, { pointId: cremona.id, e164: ADA, name: 'Ada Bianchi' })
  const bruno = await anOperatorWaiting(app, { pointId: cremona.id, e164: BRUNO, name: 'Bruno Neri' })
  const carla = await anOperatorWaiting(app, { pointId: callCentre.id, e164: CARLA, name: 'Carla Riva' })
  const teresa = await aPerson(db, { listeningPointId: cremona.id, e164: [CREMONA_LANDLINE] })
  return { cremona, crema, callCentre, ada, bruno, carla, teresa }
}

/** Back to an empty helpline, on the same database: many times faster than another one. */
export async function emptyHelpline({ db }: Pick<TestApp, 'db'>): Promise<void> {
  await db.$executeRaw`TRUNCATE listening_point, operator, assisted_person, institution, audit_entry, live_event, job_wish CASCADE`
}
