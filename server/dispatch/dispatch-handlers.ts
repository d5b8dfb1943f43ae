import type { Store } from '../../adapters/postgres/store.ts'
import { contactEndpoints } from '../../contract/contacts.ts'
import { dispatchEndpoints } from '../../contract/dispatch.ts'
import { visiblePoints } from '../../helpline/access/permissions.ts'
import { closeService, closeServiceUnmet, correctService } from '../../helpline/dispatch/close-service.ts'
import { openService, readService } from '../../helpline/dispatch/read-services.ts'
import { takeInCharge } from '../../helpline/dispatch/take-in-charge.ts'
import { viewRequest } from '../request-view.ts'
import type { Handlers } from '../routes.ts'
import { viewService } from '../service-view.ts'

const endpoints = { ...dispatchEndpoints, takeInCharge: contactEndpoints.takeInCharge }

export const dispatchHandlers = (store: Store): Handlers<typeof endpoints> => ({
  listServices: async ({ input, who, occasion }) => {
    const services = await store.listServices({
      ...input.query,
      listeningPointIds: visiblePoints(who),
    })
    return services.map((service) => viewService(service, occasion.now))
  },

  readService: async ({ input, who, occasion }) =>
    viewService(await openService(store, occasion, { who, ...input.params }), occasion.now),

  closeService: async ({ input, who, occasion }) => {
    const { version, expenses, odometerConfirmed, ...report } = input.body
    const closing = { version, report, expenses, odometerConfirmed }
    await closeService(store, occasion, { who, ...input.params, ...closing })
    return viewService(await readService(store, { who, ...input.params }), occasion.now)
  },

  correctService: async ({ input, who, occasion }) => {
    const { version, odometerConfirmed, ...report } = input.body
    await correctService(store, occasion, { who, ...input.params, version, report, odometerConfirmed })
    return viewService(await readService(store, { who, ...input.params }), occasion.now)
  },

  closeServiceUnmet: async ({ input, who, occasion }) => {
    await closeServiceUnmet(store, occasion, { who, ...input.params, ...input.body })
    return viewService(await readService(store, { who, ...input.params }), occasion.now)
  },

  takeInCharge: async ({ input, who, occasion }) =>
    viewRequest(await takeInCharge(store, occasion, { who, ...input.params })),
})
