import type { ServiceView } from '../../../contract/dispatch.ts'
import { useNow } from '../clock.ts'
import { formatMoment } from '../formats.ts'
import { Card } from '../ui/card.tsx'
import { CallButton } from './call-button.tsx'
import { words } from './words.ts'

/** Those who were asked and have not said no. */
const mayBeCalled = new Set(['sent', 'accepted', 'expired'])

/** Whom one calls about a service: the person, at each of their numbers, and the volunteers who were asked. */
export function CallsOfService({ service, level = 2 }: { service: ServiceView; level?: 2 | 3 }) {
  const now = useNow(60_000)
  const { person, requestId } = service
  const volunteers = new Map(
    service.offers
      .filter(({ state }) => mayBeCalled.has(state))
      .map(({ volunteerId, volunteerName }) => [volunteerId, volunteerName]),
  )
  if (person.phones.length === 0 && volunteers.size === 0) return null
  return (
    <Card
      title={level === 2 ? words.callsOfService : words.callsOfServiceAt(formatMoment(service.startsAt, now))}
      level={level}
    >
      <ul className="plain-list stack-tight">
        {person.phones.map((number) => (
          <li key={number} className="row">
            {person.name}, {number}
            <CallButton
              to={{ kind: 'person', personId: person.id, number }}
              who={`${person.name}, ${number}`}
              servesRequestId={requestId}
            />
          </li>
        ))}
        {[...volunteers].map(([volunteerId, name]) => (
          <li key={volunteerId} className="row">
            {name}
            <CallButton to={{ kind: 'volunteer', volunteerId }} who={name} servesRequestId={requestId} />
          </li>
        ))}
      </ul>
    </Card>
  )
}
