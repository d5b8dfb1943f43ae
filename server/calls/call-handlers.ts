import type { Store } from '../../adapters/postgres/store.ts'
import type { CallView, callEndpoints } from '../../contract/calls.ts'
import { visiblePoints } from '../../helpline/access/permissions.ts'
import { openCall } from '../../helpline/calls/open-call.ts'
import { previewRouting } from '../../helpline/calls/preview-routing.ts'
import type { Handlers } from '../routes.ts'
import { viewCallback, viewCalls } from './call-views.ts'

export const callHandlers = (store: Store): Handlers<typeof callEndpoints> => ({
  listCurrentCalls: async ({ who, occasion }) =>
    viewCalls(store, await store.listCurrentCalls(visiblePoints(who), occasion.now), occasion.now),

  readCall: async ({ input, who, occasion }) => {
    const call = await openCall(store, occasion, { who, callId: input.params.callId })
    const [view] = await viewCalls(store, [call], occasion.now)
    return view as CallView
  },

  listCallbacks: async ({ who }) => (await store.listCallbacks(visiblePoints(who))).map(viewCallback),

  previewRouting: async ({ input, occasion }) => {
    const at = input.query.at ? new Date(input.query.at) : occasion.now
    const { destination, steps } = await previewRouting(store, input.query.from, at)
    const { id, name, kind } = destination
    return { destination: { id, name, kind }, steps, at: at.toISOString() }
  },
})
