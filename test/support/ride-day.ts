import type { Telephone } from '../../helpline/messages/telephone.ts'
import { whatsAppTemplateNames } from '../../helpline/messages/whatsapp-templates.ts'
import { jobHandlers } from '../../workers/handlers.ts'
import type { TestApp } from './app.ts'
import {
  aCallCentre,
  aComune,
  aListeningPoint,
  aLocalAssociation,
  anOperator,
  aPerson,
  aVolunteer,
  PAST,
  type PersonOptions,
  type TestDb,
  type VolunteerOptions,
} from './builders.ts'
import { drain } from './drain.ts'
import { atOnce, noCallControl, noMediaAtTwilio } from './handlers.ts'

const TERESA_LANDLINE = '+390372448678'
const RIDE_STARTS = new Date('2026-11-25T09:00:00+01:00')

/** What left: SMS and calls, as Twilio would have taken them. */
export interface SentSms {
  to: string
  body: string
  messageId: string
  sid: string
}

/** Takes everything it is given, as Twilio does. */
function aTelephoneThatTakesAll() {
  const sms: SentSms[] = []
  const whatsApp: (Parameters<Telephone['sendWhatsApp']>[0] & { sid: string })[] = []
  const calls: { to: string; messageId: string; sid: string }[] = []
  let count = 0
  const sid = (prefix: string) => `${prefix}${String(++count).padStart(32, '0')}`
  const telephone: Telephone = {
    async sendSms(message) {
      sms.push({ ...message, sid: sid('SM') })
      return { kind: 'accepted', sid: sms.at(-1)?.sid ?? '' }
    },
    async placeSpokenCall(call) {
      calls.push({ ...call, sid: sid('CA') })
      return { kind: 'accepted', sid: calls.at(-1)?.sid ?? '' }
    },
    approvedTemplates: whatsAppTemplateNames,
    async sendWhatsApp(message) {
      whatsApp.push({ ...message, sid: sid('SM') })
      return { kind: 'accepted', sid: whatsApp.at(-1)?.sid ?? '' }
    },
    findSms: async () => [],
    findWhatsApp: async () => [],
    findCalls: async () => [],
    readMessage: async () => null,
  }
  return { telephone, sms, whatsApp, calls }
}

/** Teresa of Cremona needs a ride tomorrow at nine; Ada has a session open; volunteers live in Cremona. */
export async function aRideDay(app: Pick<TestApp, 'db' | 'store' | 'clock' | 'signIn'>) {
  const { db, store, clock } = app
  const phones = aTelephoneThatTakesAll()
  const handlers = jobHandlers({
    store,
    telephone: phones.telephone,
    control: noCallControl,
    mediaAtTwilio: noMediaAtTwilio,
    departures: atOnce,
  })
  const callCentre = await aCallCentre(db, { fixedPhones: ['+390280010099'] })
  const comune = await aComune(db, { name: 'Cremona', latitude: 45.1335, longitude: 10.0245 })
  const point = await aListeningPoint(db, { name: 'Cremona', prefixes: ['0372'] })
  const association = await aLocalAssociation(db, { listeningPointId: point.id })
  const ada = await anOperator(db, { pointIds: [point.id] })
  return {
    ...phones,
    callCentre,
    point,
    association,
    ada,
    cookie: await app.signIn(ada),
    handlers,
    /** Runs whatever is due now. */
    work: () => drain(store, handlers, clock.now()),
    volunteer: (options: VolunteerOptions = {}) =>
      aVolunteer(db, { localAssociationId: association.id, comuneIstatCode: comune.istatCode, ...options }),
    person: (options: PersonOptions = {}) =>
      aPerson(db, {
        listeningPointId: point.id,
        comuneIstatCode: comune.istatCode,
        e164: [TERESA_LANDLINE],
        ...options,
      }),
  }
}
export type RideDay = Awaited<ReturnType<typeof aRideDay>>

/** A transport request of an open contact, with all it needs. */
export async function aRideRequest(
  db: TestDb,
  options: { pointId: string; personId: string; startsAt?: Date; wheelchair?: boolean; fromPlace?: string | null },
) {
  const contact = await db.contact.create({
    data: {
      direction: 'inbound',
      provenance: 'tollFree',
      occurredAt: PAST,
      recordedAt: PAST,
      listeningPointId: options.pointId,
      personId: options.personId,
    },
  })
  return db.request.create({
    data: {
      contactId: contact.id,
      position: 1,
      kind: 'help',
      helpKind: 'transport',
      personId: options.personId,
      createdAt: PAST,
      recordedAt: PAST,
      neededFrom: options.startsAt ?? RIDE_STARTS,
      fromPlace: options.fromPlace === undefined ? 'via Palestro 14, Cremona' : options.fromPlace,
      toPlace: 'Ospedale Maggiore, viale Concordia 1, Cremona',
      returnKind: 'none',
      wheelchair: options.wheelchair ?? false,
    },
  })
}
