import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import type { ContactView } from '../../../../contract/contacts.ts'
import {
  contactDirections,
  helpKindNames,
  outboundPurposes,
  type Provenance,
  provenanceNames,
} from '../../../../helpline/contacts/kinds.ts'
import { type ApiError, call } from '../../api-client.ts'
import { helplineNow, useNow } from '../../clock.ts'
import { useMyPresence } from '../../current-calls.ts'
import { capitalised, formatMoment } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { useSession } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { RadioGroup } from '../../ui/choices.tsx'
import { DateTimeField } from '../../ui/date-time-field.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { AssociationField } from './association-field.tsx'
import { keepOpening, type Opening } from './unheard-contacts.ts'
import { words } from './words.ts'

/** How a contact arrives that no telephone of ours announced. */
const byHand = ['office', 'localLine', 'letter', 'whatsapp', 'service'] as const satisfies readonly Provenance[]

/** The request a call of ours serves: one that is being organised. */
function ServedRequest({ value, onChange }: { value: string | null; onChange: (requestId: string | null) => void }) {
  const now = useNow(60_000)
  const services = useAnswer('listServices', { query: { scope: 'open', limit: 100 } }).data ?? []
  const names = Object.fromEntries(
    services.map((service) => [
      service.requestId,
      `${service.person.name}: ${capitalised(helpKindNames[service.helpKind])}, ${formatMoment(service.startsAt, now)}`,
    ]),
  )
  return (
    <Select
      label={words.serves}
      options={Object.keys(names)}
      names={names}
      value={value}
      onChange={onChange}
      none={words.servesNone}
    />
  )
}

interface HowItWasProps {
  opening: Partial<Opening>
  onChange: (part: Partial<Opening>) => void
  purposeError: string | undefined
}

/** Of a call of ours, why it was made; of any other contact, how it arrived. */
function HowItWas({ opening, onChange, purposeError }: HowItWasProps) {
  if (opening.direction !== 'outbound') {
    return (
      <RadioGroup
        label={words.provenance}
        options={byHand}
        names={provenanceNames}
        value={byHand.find((each) => each === opening.provenance) ?? 'office'}
        onChange={(provenance) => onChange({ provenance })}
      />
    )
  }
  return (
    <>
      <RadioGroup
        label={words.whyCalled}
        options={outboundPurposes}
        names={words.purposes}
        value={opening.purpose ?? null}
        onChange={(purpose) => onChange({ purpose })}
        error={opening.purpose ? undefined : purposeError}
      />
      <ServedRequest
        value={opening.servesRequestId ?? null}
        onChange={(servesRequestId) => onChange({ servesRequestId })}
      />
    </>
  )
}

export function NewContactPage() {
  const { listeningPoints, operator } = useSession()
  const presence = useMyPresence()
  const [, navigate] = useLocation()
  const [contactId] = useState(() => crypto.randomUUID())
  const [opening, setOpening] = useState<Omit<Opening, 'occurredAt' | 'listeningPointId'>>({
    direction: 'inbound',
    provenance: 'office',
    purpose: null,
    servesRequestId: null,
    localAssociationId: null,
  })
  const [chosenPoint, setChosenPoint] = useState<string | null>(null)
  const [occurredAt, setOccurredAt] = useState<string | null>(() => helplineNow().toISOString())
  const [isMissing, setIsMissing] = useState(false)
  // The next page, fetched while there is a line.
  useEffect(() => void import('./contact-page.tsx').catch(() => undefined), [])
  const listeningPointId = chosenPoint ?? presence?.listeningPointId ?? listeningPoints[0]?.id ?? ''
  const isOurs = opening.direction === 'outbound'
  const openedAt = (occurredAt: string): Opening => ({
    ...opening,
    ...(isOurs ? { provenance: 'localLine' } : { purpose: null, servesRequestId: null }),
    listeningPointId,
    occurredAt,
  })
  const open = useMutation<ContactView, ApiError, string>({
    mutationFn: (moment) => call('openContact', { params: { contactId }, body: openedAt(moment) }),
    onSuccess: (contact) => navigate(paths.contact(contact.id)),
    // Nobody waits for a line to write down what they have on paper.
    onError: (error, moment) => {
      if (error.kind !== 'unreachable') return
      const opened = openedAt(moment)
      const listeningPointName = listeningPoints.find(({ id }) => id === listeningPointId)?.name ?? ''
      keepOpening(contactId, opened, { listeningPointName, operatorName: operator.name })
      navigate(paths.contact(contactId))
    },
  })
  const change = (part: Partial<Opening>) => setOpening({ ...opening, ...part })
  function submit(event: React.FormEvent): void {
    event.preventDefault()
    setIsMissing(occurredAt === null)
    if (occurredAt) open.mutate(occurredAt)
  }
  const refused = open.error?.fields ?? {}
  const isSaidBeside = Boolean(refused.occurredAt || refused.purpose || refused.localAssociationId)
  return (
    <Page title={words.newTitle}>
      <p>{words.newIntro}</p>
      <Card>
        <form className="stack" noValidate onSubmit={submit}>
          <RadioGroup
            label={words.direction}
            options={contactDirections}
            names={words.directions}
            value={opening.direction ?? 'inbound'}
            onChange={(direction) => change({ direction })}
          />
          <HowItWas opening={opening} onChange={change} purposeError={refused.purpose} />
          <Select
            label={words.point}
            options={listeningPoints.map(({ id }) => id)}
            names={Object.fromEntries(listeningPoints.map(({ id, name }) => [id, name]))}
            value={listeningPointId}
            onChange={setChosenPoint}
            none={null}
          />
          <AssociationField
            value={opening.localAssociationId ?? null}
            onChange={(localAssociationId) => change({ localAssociationId })}
            error={refused.localAssociationId}
          />
          <DateTimeField
            label={words.occurredAt}
            value={occurredAt}
            onChange={setOccurredAt}
            leaning="back"
            quickDays={[words.today, words.yesterday]}
            error={isMissing && !occurredAt ? words.occurredMissing : refused.occurredAt}
          />
          {open.error && !isSaidBeside && <ProblemNotice error={open.error} />}
          <div className="row">
            <Button type="submit" kind="primary" size="large" isBusy={open.isPending}>
              {words.open}
            </Button>
          </div>
        </form>
      </Card>
    </Page>
  )
}
