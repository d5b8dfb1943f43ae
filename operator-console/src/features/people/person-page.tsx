import { type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { useHistoryState } from 'wouter/use-browser-location'
import type { PersonCard } from '../../../../contract/people.ts'
import { CompanionCard } from '../../companionship/companion-card.tsx'
import { dropDraft, keepDraft, readDraft } from '../../drafts.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { PersonReachingCard } from '../../reaching/reaching-card.tsx'
import { useMay } from '../../session.tsx'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Card, Facts } from '../../ui/card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer, Skeleton } from '../../ui/skeleton.tsx'
import { ConsentsCard } from './consents-card.tsx'
import { DuplicateList } from './duplicate-list.tsx'
import { EditCard } from './edit-card.tsx'
import { type TypedHere, typedFacts } from './person-form-values.ts'
import { ProfileCard } from './profile-card.tsx'
import { RelationsCard } from './relations-card.tsx'
import { TimelineCard } from './timeline-card.tsx'
import { words } from './words.ts'
import './people.css'

/** What brought the reader here, kept with the address. */
export type CameFrom = { cameFrom: 'absorbed' | 'merge' } | null

function Warnings({ card, cameFrom }: { card: PersonCard; cameFrom: CameFrom }) {
  return (
    <>
      {cameFrom?.cameFrom === 'absorbed' && <Notice title={words.mergedHere} />}
      {cameFrom?.cameFrom === 'merge' && <Notice kind="done" title={words.merged} />}
      {card.hardOfHearing && <Notice kind="warning" said={false} title={words.hardOfHearingNote} />}
      {card.warning && (
        <Notice kind="warning" said={false} title={words.warning}>
          <p>{card.warning}</p>
        </Notice>
      )}
    </>
  )
}

const draftOf = (personId: string): string => `person ${personId}`

/** What somebody was writing on a card when it was merged into this one. */
function CarriedOver({ typed, onTake, onDrop }: { typed: TypedHere; onTake: () => void; onDrop: () => void }) {
  return (
    <Notice
      kind="warning"
      said="now"
      title={words.carriedTitle}
      actions={
        <>
          <Button kind="primary" onPress={onTake}>
            {words.carriedTake}
          </Button>
          <Button kind="quiet" onPress={onDrop}>
            {words.carriedDrop}
          </Button>
        </>
      }
    >
      <Facts facts={typedFacts(typed)} />
    </Notice>
  )
}

function CardView({ card, typed }: { card: PersonCard; typed: RefObject<TypedHere | null> }) {
  const [mode, setMode] = useState<'reading' | 'writing' | 'saved'>('reading')
  const [carried, setCarried] = useState(() => readDraft<TypedHere>(draftOf(card.id)))
  const settleCarried = () => {
    dropDraft(draftOf(card.id))
    setCarried(null)
  }
  const cameFrom = useHistoryState<CameFrom>()
  const mayMerge = useMay('person:merge')
  return (
    <Page
      title={card.name}
      aside={
        mode !== 'writing' && (
          <div className="row no-print">
            <Button shortcut="F2" onPress={() => setMode('writing')}>
              {words.edit}
            </Button>
            <Button onPress={() => window.print()}>{words.print}</Button>
          </div>
        )
      }
    >
      <p className="soft">{words.cardNumber(card.cardNumber)}</p>
      {mode === 'saved' && <Notice kind="done" title={words.saved} />}
      <Warnings card={card} cameFrom={cameFrom} />
      {carried && mode !== 'writing' && (
        <CarriedOver typed={carried} onTake={() => setMode('writing')} onDrop={settleCarried} />
      )}
      {mode === 'writing' ? (
        <EditCard
          card={card}
          carried={carried}
          typed={typed}
          onDone={(isSaved) => {
            if (isSaved) settleCarried()
            setMode(isSaved ? 'saved' : 'reading')
          }}
        />
      ) : (
        <ProfileCard card={card} />
      )}
      <RelationsCard card={card} />
      <ConsentsCard card={card} />
      <PersonReachingCard personId={card.id} />
      <CompanionCard personId={card.id} />
      <TimelineCard personId={card.id} />
      {mayMerge && (
        <Card title={words.duplicates} className="no-print">
          <div className="stack">
            <DuplicateList card={card} />
            <div className="row">
              <LinkButton href={paths.mergeWith(card.id)}>{words.mergeWithAnother}</LinkButton>
            </div>
          </div>
        </Card>
      )}
    </Page>
  )
}

/** Whoever was writing takes what they wrote along. */
function LedToKept({ keptId, typed }: { keptId: string; typed: RefObject<TypedHere | null> }) {
  const [, navigate] = useLocation()
  useLayoutEffect(() => {
    if (typed.current) keepDraft(draftOf(keptId), typed.current)
    navigate(paths.person(keptId), { replace: true, state: { cameFrom: 'absorbed' } satisfies CameFrom })
  }, [keptId, typed, navigate])
  return null
}

export function PersonPage({ personId }: { personId: string }) {
  const typed = useRef<TypedHere | null>(null)
  const person = useAnswer('readPerson', { params: { personId } })
  const isAnothers = person.data !== undefined && person.data.id !== personId
  // A card that was merged is answered with the one it went into; what was kept of an earlier look may be over.
  if (person.data && isAnothers && !person.isFetching) {
    return <LedToKept keptId={person.data.id} typed={typed} />
  }
  if (person.data && !isAnothers) return <CardView card={person.data} typed={typed} />
  return (
    <Page title={words.card}>
      <Answer answer={person}>{() => <Skeleton />}</Answer>
    </Page>
  )
}
