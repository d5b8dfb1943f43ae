import type { Store } from '../../adapters/postgres/store.ts'
import type { CallView, callEndpoints } from '../../contract/calls.ts'
import { visiblePoints } from '../../helpline/access/permissions.ts'
import { openCall } from '../../helpline/calls/incoming/open-call.ts'
import type { Handlers } from '../routes.ts'
import { viewCalls } from './call-views.ts'

export const callHandlers = (store: Store): Handlers<typeof callEndpoints> => ({
  listCurrentCalls: async ({ who, occasion }) =>
    viewCalls(store, await store.listCurrentCalls(visiblePoints(who), occasion.now), occasion.now),

  readCall: async ({ input, who, occasion }) => {
    const call = await openCall(store, occasion, { who, callId: input.params.callId })
    const [view] = await viewCalls(store, [call], occasion.now)
    return view as CallView
  },
})
