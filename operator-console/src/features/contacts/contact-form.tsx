import { useCallback, useEffect, useRef, useState } from 'react'
import type { ContactView, RequestFields } from '../../../../contract/contacts.ts'
import type { PersonSummary } from '../../../../contract/people.ts'
import { outboundPurposeNames, provenanceNames } from '../../../../helpline/contacts/kinds.ts'
import { AlsoHere } from '../../also-here.tsx'
import { call } from '../../api-client.ts'
import { type Autosave, useAutosave } from '../../autosave.ts'
import { shownIn } from '../../autosave-state.ts'
import { intentionFor } from '../../caller-intention.ts'
import { CallButton } from '../../calling/call-button.tsx'
import { capitalised, formatWholeMoment } from '../../formats.ts'
import { Card, Facts, Tag } from '../../ui/card.tsx'
import { Field } from '../../ui/field.tsx'
import { Page } from '../../ui/page.tsx'
import { CallerSection } from './caller-section.tsx'
import { Closing } from './closing.tsx'
import { rememberContact } from './contact-cache.ts'
import { type ContactFields, contactFieldsOf, contactValueInWords, withoutAnswered } from './contact-fields.ts'
import { type ContactSender, contactSender } from './contact-sender.ts'
import { contactDraft } from './lost-requests.ts'
import { OpenCallbacks } from './open-callbacks.tsx'
import { PersonAlerts, usePersonAtHand } from './person-at-hand.tsx'
import { type Candidate, PersonSection } from './person-section.tsx'
import { PromiseCallback } from './promise-callback.tsx'
import { RequestList } from './request-list.tsx'
import { withoutTyped } from './request-values.ts'
import { Clashes, KeptDraft, SaveState } from './save-state.tsx'
import { words } from './words.ts'

/** Notes are recorded hours or days after they happened: both moments are shown. */
const RECORDED_LATER_MS = 60 * 60_000

function About({ contact }: { contact: ContactView }) {
  const isLate = Date.parse(contact.recordedAt) - Date.parse(contact.occurredAt) > RECORDED_LATER_MS
  return (
    <Card
      title={words.about}
      aside={<Tag kind={contact.state === 'draft' ? 'warning' : 'done'}>{words[contact.state]}</Tag>}
    >
      <Facts
        facts={[
          [
            contact.direction === 'inbound' ? words.arrived : words.made,
            `${capitalised(provenanceNames[contact.provenance])}, ${formatWholeMoment(contact.occurredAt)}`,
          ],
          [words.purpose, contact.purpose && capitalised(outboundPurposeNames[contact.purpose])],
          [words.recordedLater, isLate ? formatWholeMoment(contact.recordedAt) : null],
          [
            words.phone,
            contact.callerPhone && (
              <span className="row">
                {contact.callerPhone}
                <CallButton to={{ kind: 'contact', contactId: contact.id }} who={contact.callerPhone} />
              </span>
            ),
          ],
          [words.point, contact.listeningPointName],
          [words.associationFact, contact.localAssociationName],
          [words.madeBy, contact.operatorName],
        ]}
      />
    </Card>
  )
}

function useContactAutosave(contact: ContactView, sender: ContactSender) {
  const params = { contactId: contact.id }
  const known = (view: ContactView) => ({ version: view.version, fields: contactFieldsOf(view) })
  return useAutosave<ContactFields>(
    {
      async save(version, fields) {
        const saved = await sender.saveContact({ version, fields })
        rememberContact(saved)
        return known(saved)
      },
      reload: async () => known(await call('readContact', { params })),
      draft: contactDraft(contact.id),
    },
    known(contact),
  )
}

export function ContactForm({ contact }: { contact: ContactView }) {
  const [sender] = useState(() => contactSender(contact.id))
  const [autosave, state] = useContactAutosave(contact, sender)
  const [picked, setPicked] = useState<PersonSummary | null>(null)
  const [missing, setMissing] = useState<Readonly<Record<string, string>>>({})
  const [neededPerson, setNeededPerson] = useState<string>()
  const requestAutosaves = useRef(new Map<string, Autosave<RequestFields>>())
  const shown = shownIn(state)
  const person = [picked, contact.person].find((each) => each && each.id === shown.personId) ?? null

  const keepAutosave = useCallback((requestId: string, of: Autosave<RequestFields> | null) => {
    if (of) requestAutosaves.current.set(requestId, of)
    else requestAutosaves.current.delete(requestId)
  }, [])
  const markTyped = useCallback((requestId: string, fields: readonly string[]) => {
    setMissing((before) => withoutTyped(before, requestId, fields))
  }, [])
  const flushAll = useCallback(async () => {
    const all = [autosave, ...requestAutosaves.current.values()]
    return (await Promise.all(all.map((each) => each.flush()))).every(Boolean)
  }, [autosave])
  // Before each form's own, so that all there is leaves together.
  useEffect(() => {
    const leave = () => void flushAll()
    window.addEventListener('pagehide', leave, { capture: true })
    return () => window.removeEventListener('pagehide', leave, { capture: true })
  }, [flushAll])

  function pick(chosen: PersonSummary, candidate: Candidate | null): void {
    setPicked(chosen)
    // Who calls from their own number is nearly always speaking for themselves; it can be changed below.
    const callerType =
      candidate && !shown.callerType ? (candidate.through ? 'relative' : 'selfCaller') : shown.callerType
    autosave.type({ personId: chosen.id, ...(callerType === shown.callerType ? {} : { callerType }) })
  }
  const inWords = contactValueInWords((personId) =>
    personId === contact.person?.id ? contact.person.name : (picked?.name ?? null),
  )
  const stillMissing = withoutAnswered(missing, shown)
  const personMissing = Object.entries(stillMissing).find(
    ([key]) => key.endsWith('.personId') || key === 'personId',
  )?.[1]

  const atHand = usePersonAtHand(contact)
  // Decided once: the focus must not jump when the question has been answered.
  const [asksWho] = useState(contact.state === 'draft' && contact.person !== null && contact.callerType === null)
  // What was meant to be done first with an unknown caller takes the focus itself.
  const [isForeseen] = useState(() => contact.person === null && intentionFor(contact.callId) !== null)
  return (
    <Page
      title={words.title(person?.name ?? null)}
      aside={<SaveState state={state} />}
      takesFocus={!asksWho && !isForeseen}
    >
      <AlsoHere entity="contact" entityId={contact.id} />
      <KeptDraft autosave={autosave} names={words.contactFields} inWords={inWords} />
      <Clashes autosave={autosave} state={state} names={words.contactFields} inWords={inWords} />
      <PersonSection
        person={person}
        callId={contact.callId}
        callerPhone={contact.callerPhone}
        error={person ? undefined : (personMissing ?? neededPerson)}
        onPick={pick}
      />
      <PersonAlerts person={atHand} />
      <OpenCallbacks contactId={contact.id} />
      <CallerSection
        autosave={autosave}
        shown={shown}
        takesFocus={asksWho}
        errors={{ ...missing, ...state.fieldErrors }}
      />
      <RequestList
        contact={contact}
        sender={sender}
        atHand={atHand}
        missing={missing}
        flushAll={flushAll}
        onTyped={markTyped}
        onPersonMissing={setNeededPerson}
        onAutosave={keepAutosave}
      />
      <Card>
        <Field
          label={words.notes}
          value={shown.notes ?? ''}
          onChange={(notes) => autosave.type({ notes: notes || null })}
          error={state.fieldErrors.notes}
          maxLength={4000}
          multiline
        />
      </Card>
      <PromiseCallback contact={contact} />
      <Closing contact={contact} flushAll={flushAll} missing={stillMissing} onMissing={setMissing} />
      <About contact={contact} />
    </Page>
  )
}
