import type { IsoDate } from '../../territory/rome-time.ts'
import type { RoutablePoint } from '../incoming/preview-routing.ts'
import type { FreeOperator } from '../incoming/ring-plan.ts'

/** Somebody who takes calls, on a telephone or in the console itself. */
export interface PresentOperator extends FreeOperator {
  since: Date
}

/** What routes a call when nothing can be asked: the network, and who is there. */
export interface NetworkSheet {
  takenAt: Date
  points: readonly RoutablePoint[]
  /** Of today and of the days to come. */
  districts: readonly { listeningPointId: string; prefix: string; validFrom: IsoDate | null; validTo: IsoDate | null }[]
  present: readonly PresentOperator[]
  /** The associations' own numbers, and the point that answers for each. */
  associations: readonly { e164: string; listeningPointId: string }[]
  /** For how many days a message is kept. */
  keptDays: number
}

/** Whom numbers belong to, without the numbers: each is sealed with a key that is not beside them. */
export interface CallerSheet {
  takenAt: Date
  pointOfSealed: Readonly<Record<string, string>>
  limits: readonly { sealed: string; fromAt: Date; untilAt: Date }[]
}

export interface OfflineSnapshot {
  network: NetworkSheet
  /** Undefined where only the network was ever learnt. */
  callers: CallerSheet | undefined
}

interface KeptSheet<T> {
  save(sheet: T): Promise<void>
  read(): Promise<T | undefined>
}

/** The sheets as they outlive the process. */
export interface SnapshotFiles {
  network: KeptSheet<NetworkSheet>
  callers: KeptSheet<CallerSheet>
}

/** The same number gives the same seal; the number cannot be read from it. */
export type SealNumber = (e164: string) => string

/** What the database is asked for, a sheet at a time. */
export interface SnapshotReads {
  readNetworkSheet(now: Date): Promise<NetworkSheet>
  readKnownNumbers(now: Date): Promise<{
    known: { e164: string; listeningPointId: string }[]
    limits: { e164: string; fromAt: Date; untilAt: Date }[]
  }>
}

export async function readCallerSheet(reads: SnapshotReads, seal: SealNumber, now: Date): Promise<CallerSheet> {
  const { known, limits } = await reads.readKnownNumbers(now)
  return {
    takenAt: now,
    pointOfSealed: Object.fromEntries(known.map(({ e164, listeningPointId }) => [seal(e164), listeningPointId])),
    limits: limits.map(({ e164, ...span }) => ({ sealed: seal(e164), ...span })),
  }
}
