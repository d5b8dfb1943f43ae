import type { Store } from '../../adapters/postgres/store.ts'
import type { CallView, callEndpoints } from '../../contract/calls.ts'
import { visiblePoints } from '../../helpline/access/permissions.ts'
import { openCall } from '../../helpline/calls/incoming/open-call.ts'
import type { Handlers } from '../routes.ts'
import { viewCalls } from './call-views.ts'
import { sharedReading } from './shared-reading.ts'

interface Asked {
  points: readonly string[] | null
  now: Date
}

export const callHandlers = (store: Store): Handlers<typeof callEndpoints> => {
  const readCurrent = sharedReading(
    ({ points }: Asked) => points?.toSorted().join() ?? 'all',
    async ({ points, now }) => viewCalls(store, await store.listCurrentCalls(points, now), now),
  )
  return {
    listCurrentCalls: ({ who, occasion }) => readCurrent({ points: visiblePoints(who), now: occasion.now }),

    readCall: async ({ input, who, occasion }) => {
      const call = await openCall(store, occasion, { who, callId: input.params.callId })
      const [view] = await viewCalls(store, [call], occasion.now)
      return view as CallView
    },
  }
}
