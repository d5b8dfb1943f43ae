import type { BoardRow } from '../../../../contract/board.ts'
import { CallButton } from '../../calling/call-button.tsx'
import { useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { words } from './words.ts'

const MOST_VOLUNTEERS = 3
/** Nobody is asked any more by message: it is for somebody to call. */
const byHand = new Set<BoardRow['reasonKind']>(['noAnswer', 'refused', 'nobodyFree', 'tooLate', 'wantsOut'])
/** Those who were asked and have said nothing. */
const silent = new Set(['sent', 'expired'])

interface QuickCallsProps {
  row: BoardRow
  /** Who is best is worked out for the first of the board only: those that come first. */
  isAmongFirst: boolean
}

/** Whom one calls with one press, nothing to open first: the person, and whoever goes or is most likely to say yes. */
export function QuickCalls({ row: { service, reasonKind, nextAt }, isAmongFirst }: QuickCallsProps) {
  const mayAssign = useMay('service:assign')
  const { person, requestId } = service
  const [number] = person.phones
  const asked = service.offers.filter(({ state }) => silent.has(state)).reverse()
  const isByHand = byHand.has(reasonKind) && nextAt === null
  const candidates = useAnswer(
    'listCandidates',
    { params: { serviceId: service.id } },
    { enabled: mayAssign && isAmongFirst && isByHand },
  )
  const names = new Map([
    ...(service.volunteerId ? [[service.volunteerId, service.volunteerName ?? ''] as const] : []),
    ...asked.map(({ volunteerId, volunteerName }) => [volunteerId, volunteerName] as const),
    ...(candidates.data?.ranked ?? []).map(({ volunteerId, name }) => [volunteerId, name] as const),
  ])
  const volunteers = [...names].slice(0, MOST_VOLUNTEERS)
  if (!number && volunteers.length === 0) return null
  return (
    <ul className="row plain-list no-print" aria-label={words.calls}>
      {number && (
        <li>
          <CallButton
            to={{ kind: 'person', personId: person.id, number }}
            who={person.name}
            isNamed
            servesRequestId={requestId}
          />
        </li>
      )}
      {volunteers.map(([volunteerId, name]) => (
        <li key={volunteerId}>
          <CallButton
            to={{ kind: 'volunteer', volunteerId }}
            who={words.volunteerNamed(name)}
            isNamed
            servesRequestId={requestId}
          />
        </li>
      ))}
    </ul>
  )
}
