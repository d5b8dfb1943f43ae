import { safeCsvLine, UTF8_MARK } from '../../adapters/documents/csv-lines.ts'
import type { Store } from '../../adapters/postgres/store.ts'
import type { workedHoursEndpoints } from '../../contract/worked-hours.ts'
import {
  readWorkedHours,
  type WorkedBy,
  type WorkedLine,
  workedByNames,
  workedWithout,
} from '../../helpline/reports/worked-hours.ts'
import type { Handlers } from '../routes.ts'

const hours = (minutes: number): string => (minutes / 60).toFixed(2).replace('.', ',')

const asCsv = (by: WorkedBy, lines: readonly WorkedLine[]): string =>
  [
    UTF8_MARK,
    safeCsvLine([workedByNames[by], 'associazione', 'servizi', 'ore', 'km', 'passeggeri']),
    ...lines.map(({ name, associationName, services, minutes, km, passengers }) =>
      safeCsvLine([
        name ?? workedWithout(by),
        associationName ?? '',
        ...[services, hours(minutes), km, passengers].map(String),
      ]),
    ),
  ].join('')

export const workedHoursHandlers = (store: Store): Handlers<typeof workedHoursEndpoints> => ({
  readWorkedHours: ({ input, who, occasion }) => readWorkedHours(store, { who, ...input.query, now: occasion.now }),

  downloadWorkedHours: async ({ input, who, occasion }) => {
    const { by, from, to } = input.query
    const lines = await readWorkedHours(store, { who, by, from, to, now: occasion.now })
    return { fileName: `ore-e-chilometri-${from}-${to}.csv`, content: asCsv(by, lines) }
  },
})
