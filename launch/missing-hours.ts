import { pointsWithoutHours } from '../helpline/access/edit-hours.ts'
import { romeDate } from '../helpline/territory/rome-time.ts'

/** A point that nothing says when to ring would never ring, and nobody would know: it is mended before anything starts. */
export class HoursMissing extends Error {
  constructor(names: readonly string[]) {
    super(
      [
        'Non si può partire: questi punti d’ascolto non hanno orari.',
        ...names.map((name) => `  - ${name}`),
        'Scrivere gli orari nel file della rete e caricarlo con: npm run network:load -- rete.json',
      ].join('\n'),
    )
    this.name = 'HoursMissing'
  }
}

export async function refuseMissingHours(databaseUrl: string, now: Date): Promise<void> {
  // Not before: the store speaks through the generated client.
  const { openStore } = await import('../adapters/postgres/store.ts')
  const store = openStore(databaseUrl, { maxConnections: 1 })
  try {
    const lacking = pointsWithoutHours(await store.readNetwork(), romeDate(now))
    if (lacking.length > 0) throw new HoursMissing(lacking.map(({ name }) => name))
  } finally {
    await store.close()
  }
}
