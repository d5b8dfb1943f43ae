import type { Store } from '../../adapters/postgres/store.ts'
import type { directoryEndpoints } from '../../contract/directory.ts'
import { isStale } from '../../helpline/directory/freshness.ts'
import { romeDate } from '../../helpline/territory/rome-time.ts'
import type { Handlers } from '../routes.ts'

export const directoryHandlers = (store: Store): Handlers<typeof directoryEndpoints> => ({
  searchDirectory: async ({ input, occasion }) =>
    (await store.searchDirectory(input.query.search, input.query.kind)).map((entry) => ({
      ...entry,
      stale: isStale(entry.lastCheckedOn, romeDate(occasion.now)),
    })),
})
