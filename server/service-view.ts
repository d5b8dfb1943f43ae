import type { ServiceView } from '../contract/dispatch.ts'
import { isPersonUnreached, nextStepOf } from '../helpline/dispatch/next-step.ts'
import type { ServiceRecord } from '../helpline/dispatch/read-services.ts'
import { summarisePerson } from '../helpline/people/person-summary.ts'
import { romeDate } from '../helpline/territory/rome-time.ts'

const iso = (date: Date | null): string | null => date?.toISOString() ?? null

export const viewService = (service: ServiceRecord, now: Date): ServiceView => ({
  ...service,
  person: summarisePerson(service.person, romeDate(now)),
  startsAt: service.startsAt.toISOString(),
  endsAt: service.endsAt.toISOString(),
  calledUntil: iso(service.calledUntil),
  readyAt: iso(service.readyAt),
  toldPersonAt: iso(service.toldPersonAt),
  personConfirmedAt: iso(service.personConfirmedAt),
  personUnreached: isPersonUnreached(service, now),
  nextStep: nextStepOf(service, now),
  offers: service.offers.map((offer) => ({
    ...offer,
    sentAt: iso(offer.sentAt),
    answeredAt: iso(offer.answeredAt),
  })),
  tellings: service.tellings.map((telling) => ({ ...telling, at: telling.at.toISOString() })),
})
