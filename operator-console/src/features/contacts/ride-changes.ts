import { useEffect, useRef } from 'react'
import type { PersonAtHandView, RequestFields } from '../../../../contract/contacts.ts'
import type { HelpKind } from '../../../../helpline/contacts/kinds.ts'
import { fromAnotherCard } from '../../../../helpline/contacts/ride-from-card.ts'
import { isRideKind, notAsked } from '../../../../helpline/contacts/ride-or-not.ts'
import { rideDefaults } from './request-values.ts'

interface Typing {
  shown: RequestFields
  type: (fields: Partial<RequestFields>) => void
  person: PersonAtHandView | null
}

/** Chooses the kind of help. What leaves the screen with it is empty, and there again if the old kind is put back at once. */
export function useKindOfHelp({ shown, type, person, home }: Typing & { home: string | null }) {
  const personId = person?.personId
  const dropped = useRef<{ personId: string | undefined; fields: Partial<RequestFields> }>({ personId, fields: {} })
  return (helpKind: HelpKind | null): void => {
    const isCrossed = isRideKind(helpKind) !== isRideKind(shown.helpKind)
    const back = isCrossed && dropped.current.personId === personId ? dropped.current.fields : {}
    const next = { ...shown, ...back, helpKind }
    const empty = isCrossed ? notAsked(next, shown.helpKind) : {}
    if (isCrossed) dropped.current = { personId, fields: only(shown, Object.keys(empty) as (keyof RequestFields)[]) }
    type({ helpKind, ...back, ...empty, ...(isRideKind(helpKind) ? rideDefaults(next, person, home) : {}) })
  }
}

const only = (shown: RequestFields, names: readonly (keyof RequestFields)[]): Partial<RequestFields> =>
  Object.fromEntries(names.map((name) => [name, shown[name]]))

/**
 * Where the contact turns out to be for somebody else, what a ride has from the card is taken from theirs. The server does it to
 * what it has; this to what was still being typed.
 */
export function useFollowedCard({ shown, type, person }: Typing): void {
  const known = useRef(person)
  useEffect(() => {
    const old = known.current
    if (!person || person === old) return
    known.current = person
    if (!old || old.personId === person.personId) return
    const changed = fromAnotherCard(shown, old, person)
    if (Object.keys(changed).length > 0) type(changed)
  })
}
