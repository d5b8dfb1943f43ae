import type { Store } from '../../adapters/postgres/store.ts'
import type { directoryEndpoints } from '../../contract/directory.ts'
import { isStale } from '../../helpline/directory/freshness.ts'
import { formatPhone, isReachable, parsePhoneNumber } from '../../helpline/territory/phone-numbers.ts'
import { romeDate } from '../../helpline/territory/rome-time.ts'
import type { Handlers } from '../routes.ts'

export const directoryHandlers = (store: Store): Handlers<typeof directoryEndpoints> => ({
  searchDirectory: async ({ input, occasion }) =>
    (await store.searchDirectory(input.query.search, input.query.kind)).map((entry) => ({
      ...entry,
      phone: entry.phone && readable(entry.phone),
      stale: isStale(entry.lastCheckedOn, romeDate(occasion.now)),
    })),
})

/** Entries also say things like 'chiedere in Comune': what is no number stays as it was written. */
function readable(phone: string): string {
  const parsed = parsePhoneNumber(phone)
  return isReachable(parsed) ? formatPhone(parsed.e164) : phone
}
