import type { Occasion, Transactions } from '../changes/change.ts'
import type { Wave } from './make-offers.ts'
import { isOpenService, type ServiceLock } from './service-records.ts'

export interface CloseWaveRows extends ServiceLock {
  /** Silent offers of the wave whose time is up, or that can never arrive, expire; `nextAt` is when the others will. */
  expireOffers(serviceId: string, wave: number, now: Date): Promise<{ expired: number; nextAt: Date | null }>
}

/** The wave's time is up: silence is no answer, and the next ones are asked. A late yes still counts while nobody said it first. */
export async function closeWave(
  doors: Transactions<CloseWaveRows>,
  occasion: Occasion,
  { serviceId, wave }: Wave,
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const service = await tx.lockService(serviceId)
    if (!service) return
    const { expired, nextAt } = await tx.expireOffers(serviceId, wave, occasion.now)
    if (!isOpenService(service)) return
    if (expired > 0) tx.announce({ topic: 'service', entityId: serviceId, listeningPointId: service.listeningPointId })
    if (nextAt) {
      const key = `close-wave:${serviceId}:${wave}:${nextAt.toISOString()}`
      tx.ask({ name: 'close-wave', payload: { serviceId, wave }, key, runAt: nextAt })
    }
    if (service.openOffers - expired > 0) return
    const next = service.lastWave + 1
    tx.ask({ name: 'make-offers', payload: { serviceId, wave: next }, key: `make-offers:${serviceId}:${next}` })
  })
}
