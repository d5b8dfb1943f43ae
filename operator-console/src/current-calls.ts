import type { CallView } from '../../contract/calls.ts'
import type { PresenceView } from '../../contract/session.ts'
import { useAnswer } from './queries.ts'
import { useSession } from './session.tsx'
import { words } from './summaries/words.ts'

const SLOW_POLL_MS = 20_000

/** Live news bring calls at once; the slow question is for when the socket is lost and the network is not. */
export const useCurrentCalls = () => useAnswer('listCurrentCalls', {}, { refetchInterval: SLOW_POLL_MS })

export function useMyPresence(): PresenceView | undefined {
  const { operator } = useSession()
  return useAnswer('listPresence', {}).data?.find((presence) => presence.operatorId === operator.id)
}

export const isMine = (call: CallView, operatorId: string): boolean =>
  call.state === 'answered' && call.answeredBy?.id === operatorId

/** It rings at this point, or has its place there. */
export const isAt = (call: CallView, pointId: string | undefined): boolean =>
  pointId !== undefined && (call.listeningPointId === pointId || call.ringsAt.includes(pointId))

/** Whom to name for a call: the likeliest person and how many others it may be, an office, or the number. */
export function whoMayCall({ candidates: [likeliest, ...others], institutionName, from }: CallView): string | null {
  return likeliest ? words.orOthers(likeliest.name, others.length) : (institutionName ?? from)
}
