import { type SignedIn, visiblePoints } from '../../access/permissions.ts'
import { romeDate, romeDay } from '../../territory/rome-time.ts'

/** How the telephones of a point are, in figures; every call is one point's, so that they sum up. */
export interface WallPoint {
  id: string
  name: string
  kind: 'point' | 'callCentre'
  waiting: number
  /** Since when the first of them waits. */
  oldestWaitingSince: Date | null
  ringing: number
  inConversation: number
  /** Of the calls of today. */
  answered: number
  missed: number
  /** Numbers still to be called back, whenever they called. */
  callbacks: number
  /** Operators who could answer now. */
  free: number
}

export interface WallReads {
  /** null: every point. */
  countTelephones(listeningPointIds: readonly string[] | null, today: Date, now: Date): Promise<WallPoint[]>
}

export const readWall = (doors: WallReads, now: Date, { who }: { who: SignedIn }): Promise<WallPoint[]> =>
  doors.countTelephones(visiblePoints(who), romeDay(romeDate(now)).from, now)
