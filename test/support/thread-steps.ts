import { randomUUID } from 'node:crypto'
import { DEMO_MESSAGING_NUMBER } from '../../adapters/environment.ts'
import type { HeadlineKey } from '../../helpline/reports/figure-names.ts'
import { demoDeskPhone, demoVolunteersOfCremona, rosaPhone, volunteerPhone } from '../../prisma/seed/demo-telephones.ts'
import { until } from './processes.ts'
import type { Desk, TelephonesAtHand, WholeProgram } from './whole-program.ts'

export const NUMERO_VERDE = '800 995 988'
export const THREAD_MONTH = '2026-11'
const PATIENCE_MS = 90_000

/** The thread, a step at a time, from the ringing telephone to the month's report. */
export function threadSteps(program: WholeProgram, desk: Desk, coordinator: Desk, telephones: TelephonesAtHand) {
  let contactId = ''
  let requestId = ''
  let serviceId = ''
  let volunteer = ''

  const service = () => desk.call('readService', { params: { serviceId } })

  return {
    async rosaCalls(): Promise<void> {
      await telephones.dial(rosaPhone, NUMERO_VERDE)
      await telephones.ringing(demoDeskPhone)
    },

    async operatorAnswers(): Promise<void> {
      await telephones.answer(demoDeskPhone)
      await telephones.press(demoDeskPhone, '1')
      await until(async () => {
        const call = (await desk.call('listCurrentCalls')).find(({ state }) => state === 'answered')
        contactId = call?.contactId ?? ''
        return contactId !== ''
      }, PATIENCE_MS)
    },

    async contactIsWritten(): Promise<void> {
      const params = { contactId }
      const opened = await desk.call('readContact', { params })
      const changed = await desk.call('changeContact', {
        params,
        body: { version: opened.version, callerType: 'selfCaller' },
      })
      await desk.call('saveRequest', {
        params: { ...params, requestId: randomUUID() },
        body: { version: 0, kind: 'information', informationKind: 'health', answer: 'Orari del CUP' },
      })
      requestId = randomUUID()
      await desk.call('saveRequest', {
        params: { ...params, requestId },
        body: {
          version: 0,
          kind: 'help',
          helpKind: 'transport',
          neededFrom: '2026-11-30T09:30:00+01:00',
          neededUntil: '2026-11-30T11:30:00+01:00',
          fromPlace: 'Via Palestro 12, Cremona',
          toPlace: 'Ospedale di Cremona',
          destinationKind: 'publicHospital',
          insideProvince: true,
          returnKind: 'open',
        },
      })
      await telephones.hangUp(rosaPhone)
      await desk.call('closeContact', { params, body: { version: changed.version } })
    },

    async rideIsTakenInCharge(): Promise<void> {
      const request = await desk.call('takeInCharge', { params: { requestId }, body: {} })
      serviceId = request.serviceIds[0] ?? ''
    },

    async offerReachesAVolunteer(): Promise<void> {
      await until(async () => {
        for (const index of demoVolunteersOfCremona.keys()) {
          if ((await telephones.inbox(volunteerPhone(index))).length > 0) volunteer = volunteerPhone(index)
        }
        return volunteer !== ''
      }, PATIENCE_MS)
    },

    async volunteerSaysYes(): Promise<void> {
      await telephones.sendSms(volunteer, DEMO_MESSAGING_NUMBER, 'SI')
      await until(async () => (await service()).state === 'assigned', PATIENCE_MS)
    },

    async rosaHearsWhoComes(): Promise<void> {
      await telephones.ringing(rosaPhone)
      const before = (await telephones.heard(rosaPhone)).length
      await telephones.answer(rosaPhone)
      const heard = async () => (await telephones.heard(rosaPhone)).length
      await until(async () => (await heard()) > before, PATIENCE_MS)
      const greeted = await heard()
      await telephones.press(rosaPhone, '1')
      await until(async () => (await heard()) > greeted, PATIENCE_MS)
      await telephones.press(rosaPhone, '1')
      await until(async () => (await service()).personConfirmedAt !== null, PATIENCE_MS)
    },

    async rideIsClosed(): Promise<void> {
      const { version } = await service()
      const closed = await desk.call('closeService', {
        params: { serviceId },
        body: { version, outcome: 'done', km: 14, minutes: 130, passengers: 1 },
      })
      if (closed.state !== 'done') throw new Error(`The ride is ${closed.state}`)
    },

    /** Once everything saved until now has been counted. */
    async monthFigures() {
      await program.counted()
      const { figures } = await coordinator.call('readMonthlyReport', { query: { month: THREAD_MONTH } })
      const count = (key: HeadlineKey) => figures.values[key] ?? 0
      return {
        contactsIn: count('contactsIn'),
        contactsOutToOrganise: count('contactsOutToOrganise'),
        contactsOutToAssistedPerson: count('contactsOutToAssistedPerson'),
        requests: count('requests'),
        services: count('services'),
        km: count('km'),
      }
    },
    offers: async () => (await service()).offers,
    inboxOfVolunteer: () => telephones.inbox(volunteer),
  }
}
