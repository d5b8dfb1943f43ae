import { directoryCsv } from '../../adapters/documents/directory-csv.ts'
import type { Store } from '../../adapters/postgres/store.ts'
import type { DirectoryEntryView, directoryEndpoints } from '../../contract/directory.ts'
import type { DirectoryRecord } from '../../helpline/directory/directory-records.ts'
import {
  addDirectoryEntry,
  changeDirectoryEntry,
  checkDirectoryEntry,
  restoreDirectoryEntry,
  retireDirectoryEntry,
} from '../../helpline/directory/edit-directory.ts'
import { isStale } from '../../helpline/directory/freshness.ts'
import { NotFound } from '../../helpline/errors.ts'
import { formatPhone, isReachable, parsePhoneNumber } from '../../helpline/territory/phone-numbers.ts'
import { romeDate } from '../../helpline/territory/rome-time.ts'
import type { Handlers } from '../routes.ts'

const viewEntry = ({ comuneName, ...entry }: DirectoryRecord, now: Date): DirectoryEntryView => ({
  ...entry,
  comune: comuneName,
  phone: entry.phone && readable(entry.phone),
  stale: isStale(entry.lastCheckedOn, romeDate(now)),
})

/** Entries also say things like 'chiedere in Comune': what is no number stays as it was written. */
function readable(phone: string): string {
  const parsed = parsePhoneNumber(phone)
  return isReachable(parsed) ? formatPhone(parsed.e164) : phone
}

export const directoryHandlers = (store: Store): Handlers<typeof directoryEndpoints> => ({
  searchDirectory: async ({ input: { query }, occasion: { now } }) => {
    const { search: text, kind, comune, scope } = query
    const found = await store.searchDirectory({ text, kind, comune, scope, today: romeDate(now) })
    return found.map((entry) => viewEntry(entry, now))
  },

  listProvinces: () => store.listProvinces(),

  exportDirectory: () => ({ fileName: 'banca-dati-dei-servizi.csv', content: directoryCsv(store) }),

  readDirectoryEntry: async ({ input, occasion }) => {
    const entry = await store.findDirectoryEntry(input.params.entryId)
    if (!entry) throw new NotFound('Questa voce non c’è.')
    return viewEntry(entry, occasion.now)
  },

  addDirectoryEntry: async ({ input, occasion }) =>
    viewEntry(await addDirectoryEntry(store, occasion, { ...input.params, fields: input.body }), occasion.now),

  changeDirectoryEntry: async ({ input, occasion }) => {
    const { version, ...fields } = input.body
    return viewEntry(await changeDirectoryEntry(store, occasion, { ...input.params, version, fields }), occasion.now)
  },

  checkDirectoryEntry: async ({ input, occasion }) =>
    viewEntry(await checkDirectoryEntry(store, occasion, input.params), occasion.now),

  retireDirectoryEntry: async ({ input, occasion }) =>
    viewEntry(await retireDirectoryEntry(store, occasion, input.params), occasion.now),

  restoreDirectoryEntry: async ({ input, occasion }) =>
    viewEntry(await restoreDirectoryEntry(store, occasion, input.params), occasion.now),
})
