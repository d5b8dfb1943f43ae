import type { Store } from '../../adapters/postgres/store.ts'
import type { DeskRequestView, DeskServiceView, deskEndpoints } from '../../contract/desk.ts'
import { nextStepOfRequest, type OpenRequest, urgencyOfRequest } from '../../helpline/dispatch/desk/open-requests.ts'
import { readDesk } from '../../helpline/dispatch/desk/read-desk.ts'
import { readWall } from '../../helpline/dispatch/desk/read-wall.ts'
import { nextStepOf } from '../../helpline/dispatch/next-step.ts'
import type { ServiceRecord } from '../../helpline/dispatch/read-services.ts'
import { fullName } from '../../helpline/people/person-summary.ts'
import { formatPhone } from '../../helpline/territory/phone-numbers.ts'
import type { Handlers } from '../routes.ts'

const viewRequest = (request: OpenRequest, now: Date): DeskRequestView => ({
  ...request,
  serviceId: request.service?.id ?? null,
  urgency: urgencyOfRequest(request, now),
  createdAt: request.createdAt.toISOString(),
  neededAt: (request.service?.startsAt ?? request.neededFrom)?.toISOString() ?? null,
  nextStep: nextStepOfRequest(request, now),
})

function viewService(service: ServiceRecord, now: Date): DeskServiceView {
  const { person, startsAt, endsAt } = service
  const phone = person.phonesE164[0]
  return {
    ...service,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    personName: fullName(person),
    personPhone: phone ? formatPhone(phone) : null,
    nextStep: nextStepOf(service, now),
  }
}

export const deskHandlers = (store: Store): Handlers<typeof deskEndpoints> => ({
  readDesk: async ({ who, occasion: { now } }) => {
    const desk = await readDesk(store, now, { who })
    return {
      requestCount: desk.requestCount,
      requests: desk.requests.map((request) => viewRequest(request, now)),
      services: desk.services.map((service) => viewService(service, now)),
    }
  },

  readWall: async ({ who, occasion: { now } }) =>
    (await readWall(store, now, { who })).map((point) => ({
      ...point,
      oldestWaitingSince: point.oldestWaitingSince?.toISOString() ?? null,
    })),
})
