import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { ContactView } from '../../../../contract/contacts.ts'
import { type Provenance, provenanceNames } from '../../../../helpline/contacts/kinds.ts'
import { type ApiError, call } from '../../api-client.ts'
import { helplineNow } from '../../clock.ts'
import { useMyPresence } from '../../current-calls.ts'
import { paths } from '../../paths.ts'
import { useSession } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { RadioGroup } from '../../ui/choices.tsx'
import { DateTimeField } from '../../ui/date-time-field.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { words } from './words.ts'

/** How a contact arrives that no telephone of ours announced. */
const byHand = ['office', 'localLine', 'letter', 'whatsapp', 'service'] as const satisfies readonly Provenance[]

export function NewContactPage() {
  const { listeningPoints } = useSession()
  const presence = useMyPresence()
  const [, navigate] = useLocation()
  const [contactId] = useState(() => crypto.randomUUID())
  const [provenance, setProvenance] = useState<(typeof byHand)[number]>('office')
  const [chosenPoint, setChosenPoint] = useState<string | null>(null)
  const [occurredAt, setOccurredAt] = useState<string | null>(() => helplineNow().toISOString())
  const [isMissing, setIsMissing] = useState(false)
  const listeningPointId = chosenPoint ?? presence?.listeningPointId ?? listeningPoints[0]?.id ?? ''
  const open = useMutation<ContactView, ApiError, string>({
    mutationFn: (moment) =>
      call('openContact', { params: { contactId }, body: { provenance, listeningPointId, occurredAt: moment } }),
    onSuccess: (contact) => navigate(paths.contact(contact.id)),
  })
  function submit(event: React.FormEvent): void {
    event.preventDefault()
    setIsMissing(occurredAt === null)
    if (occurredAt) open.mutate(occurredAt)
  }
  return (
    <Page title={words.newTitle}>
      <p>{words.newIntro}</p>
      <Card>
        <form className="stack" noValidate onSubmit={submit}>
          <RadioGroup
            label={words.provenance}
            options={byHand}
            names={provenanceNames}
            value={provenance}
            onChange={setProvenance}
          />
          <Select
            label={words.point}
            options={listeningPoints.map(({ id }) => id)}
            names={Object.fromEntries(listeningPoints.map(({ id, name }) => [id, name]))}
            value={listeningPointId}
            onChange={setChosenPoint}
            none={null}
          />
          <DateTimeField
            label={words.occurredAt}
            value={occurredAt}
            onChange={setOccurredAt}
            leaning="back"
            quickDays={[words.today, words.yesterday]}
            error={isMissing && !occurredAt ? words.occurredMissing : open.error?.fields.occurredAt}
          />
          {open.error && !open.error.fields.occurredAt && <ProblemNotice error={open.error} />}
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
