import type { Change } from '../../changes/change.ts'

export interface NudgeRows {
  /** Those of these points somebody in the queue waits for. */
  pointsWaitedFor(listeningPointIds: readonly string[]): Promise<string[]>
}

/** Somebody may be free at these points now: whoever has waited longest for them is looked for. */
export async function nudgeWaiting(
  tx: NudgeRows & Change,
  listeningPointIds: readonly string[],
  why: string,
): Promise<void> {
  const points = [...new Set(listeningPointIds)]
  if (points.length === 0) return
  for (const listeningPointId of await tx.pointsWaitedFor(points)) {
    const key = `call-next-waiting:${listeningPointId}:${why}`
    tx.ask({ name: 'call-next-waiting', payload: { listeningPointId }, key })
  }
}
