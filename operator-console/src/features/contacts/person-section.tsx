import { useEffect, useRef, useState } from 'react'
import type { CallView } from '../../../../contract/calls.ts'
import type { PersonSummary } from '../../../../contract/people.ts'
import { intend, useIntention } from '../../caller-intention.ts'
import { ageInWords } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { PersonPicker } from '../../pickers/person-picker.tsx'
import { useAnswer } from '../../queries.ts'
import { PersonLine } from '../../summaries/person-line.tsx'
import { WhatToAsk } from '../../summaries/what-to-ask.tsx'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { NewPersonForm } from './new-person-form.tsx'
import { words } from './words.ts'

export type Candidate = CallView['candidates'][number]

interface PersonSectionProps {
  person: PersonSummary | null
  callId: string | null
  callerPhone: string | null
  error: string | undefined
  onPick: (person: PersonSummary, candidate: Candidate | null) => void
}

function Candidates({
  candidates,
  onPick,
}: {
  candidates: readonly Candidate[]
  onPick: (candidate: Candidate) => void
}) {
  const first = useRef<HTMLButtonElement>(null)
  useEffect(() => first.current?.focus(), [])
  const chooseByNumber = (event: React.KeyboardEvent) => {
    const chosen = candidates[Number(event.key) - 1]
    if (chosen && !event.ctrlKey && !event.altKey && !event.metaKey) onPick(chosen)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys only repeat what the buttons inside do
    <div className="stack-tight" onKeyDown={chooseByNumber}>
      <strong>{words.candidates}</strong>
      <span className="soft">{words.candidatesHint}</span>
      <div className="row">
        {candidates.map((candidate, index) => (
          <Button
            key={candidate.id}
            size="large"
            onPress={() => onPick(candidate)}
            {...(index === 0 ? { buttonRef: first } : {})}
          >
            <span aria-hidden="true" className="key">
              {index + 1}
            </span>
            {[candidate.name, ageInWords(candidate.age), candidate.through].filter(Boolean).join(', ')}
          </Button>
        ))}
      </div>
    </div>
  )
}

export function PersonSection({ person, callId, callerPhone, error, onPick }: PersonSectionProps) {
  const intention = useIntention(callId)
  const [mode, setMode] = useState<'shown' | 'searching' | 'creating'>(
    person === null && intention === 'newPerson' ? 'creating' : 'shown',
  )
  const search = useRef<HTMLInputElement>(null)
  const asksWho = person === null && intention === 'askWho'
  useEffect(() => {
    if (asksWho) search.current?.focus()
  }, [asksWho])
  const isSearching = !person || mode !== 'shown'
  const call = useAnswer('readCall', { params: { callId: callId ?? '' } }, { enabled: callId !== null && isSearching })
  const candidates = call.data?.candidates.slice(0, 9) ?? []
  const pick = (picked: PersonSummary, candidate: Candidate | null) => {
    setMode('shown')
    if (callId) intend(callId, null)
    onPick(picked, candidate)
  }
  if (person && !isSearching) {
    return (
      <Card title={words.forWhom}>
        <div className="stack-tight">
          <PersonLine person={person} />
          <div className="row">
            <LinkButton href={paths.person(person.id)}>{words.openCard}</LinkButton>
            <Button onPress={() => setMode('searching')}>{words.changePerson}</Button>
          </div>
        </div>
      </Card>
    )
  }
  return (
    <Card title={words.forWhom}>
      {mode === 'creating' ? (
        <div className="stack">
          {error && <Notice kind="problem" said="now" title={error} />}
          <NewPersonForm
            phone={callerPhone}
            onCreated={(created) => pick(created, null)}
            onCancel={() => {
              if (callId) intend(callId, null)
              setMode('searching')
            }}
          />
        </div>
      ) : (
        <div className="stack">
          {candidates.length > 0 && (
            <Candidates candidates={candidates} onPick={(candidate) => pick(candidate, candidate)} />
          )}
          {asksWho && <WhatToAsk />}
          <PersonPicker onPick={(picked) => pick(picked, null)} error={error} inputRef={search} />
          <div className="row">
            <Button onPress={() => setMode('creating')}>{words.newPerson}</Button>
            {!person && <span className="soft">{words.personMissing}</span>}
          </div>
        </div>
      )}
    </Card>
  )
}
