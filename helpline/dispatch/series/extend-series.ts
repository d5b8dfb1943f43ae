import type { Occasion, Transactions } from '../../changes/change.ts'
import { addMissingServices, type ExtendRows } from './plan-services.ts'
import type { SeriesLock } from './series-records.ts'

export interface ExtendSeriesDoors extends Transactions<SeriesLock & ExtendRows> {
  /** Cycles of requests in charge with days still to come. */
  listRunningSeries(): Promise<string[]>
}

/** Every night asks for each running cycle's next services, one job each: one that fails holds up no other. */
export async function askForNextServices(
  doors: ExtendSeriesDoors,
  occasion: Occasion,
  { day }: { day: string },
): Promise<void> {
  const ids = await doors.listRunningSeries()
  await doors.transaction(occasion, async (tx) => {
    for (const seriesId of ids) {
      tx.ask({ name: 'extend-series', payload: { seriesId }, key: `extend-series:${seriesId}:${day}` })
    }
  })
}

/** Twice is once: only days without services get them. */
export async function extendSeries(
  doors: Transactions<SeriesLock & ExtendRows>,
  occasion: Occasion,
  { seriesId }: { seriesId: string },
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const series = await tx.lockSeries(seriesId)
    const origin = series && (await tx.originOfSeries(seriesId))
    if (!series || origin?.requestState !== 'takenInCharge') return
    await addMissingServices(tx, occasion, series, origin)
  })
}
