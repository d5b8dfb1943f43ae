import { Link } from 'wouter'
import type { ContactView, PersonAtHandView } from '../../../../contract/contacts.ts'
import { useNow } from '../../clock.ts'
import { formatMoment } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { Warning } from '../../ui/icons.tsx'
import { Notice } from '../../ui/notice.tsx'
import { words } from './words.ts'

/** Of the person the contact is for, once the server knows who it is. */
export function usePersonAtHand({ id: contactId, person }: ContactView): PersonAtHandView | null {
  const answer = useAnswer('readContactPerson', { params: { contactId } }, { enabled: person !== null })
  const known = answer.data?.person ?? null
  return known && known.personId === person?.id ? known : null
}

/** What whoever is speaking with this person must not miss. */
export function PersonAlerts({ person }: { person: PersonAtHandView | null }) {
  const now = useNow(60_000)
  if (!person) return null
  const { hardOfHearing, warning, openRequests, sameNumber, awaitsCallback } = person
  if (!hardOfHearing && !warning && !awaitsCallback && openRequests.length + sameNumber.length === 0) return null
  return (
    <Notice kind={hardOfHearing || warning ? 'warning' : 'plain'} title={words.toKnow}>
      {hardOfHearing && (
        <p>
          <Warning /> {words.hardOfHearing}
        </p>
      )}
      {warning && (
        <p>
          <Warning /> {words.warning}: {warning}
        </p>
      )}
      {awaitsCallback && <p>{words.awaitsCallback}</p>}
      {sameNumber.length > 0 && <p>{words.sameNumber(sameNumber.join(', '))}</p>}
      {openRequests.length > 0 && (
        <>
          <p>{words.stillOpen}</p>
          <ul className="call-lines">
            {openRequests.map((request) => (
              <li key={request.id}>
                <Link href={paths.contact(request.contactId)}>{request.text}</Link>, {formatMoment(request.at, now)}
              </li>
            ))}
          </ul>
        </>
      )}
    </Notice>
  )
}
