import { useState } from 'react'
import { Redirect } from 'wouter'
import { useHistoryState } from 'wouter/use-browser-location'
import type { PersonCard } from '../../../../contract/people.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer, Skeleton } from '../../ui/skeleton.tsx'
import { ConsentsCard } from './consents-card.tsx'
import { DuplicateList } from './duplicate-list.tsx'
import { EditCard } from './edit-card.tsx'
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

function CardView({ card }: { card: PersonCard }) {
  const [mode, setMode] = useState<'reading' | 'writing' | 'saved'>('reading')
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
      {mode === 'writing' ? (
        <EditCard card={card} onDone={(isSaved) => setMode(isSaved ? 'saved' : 'reading')} />
      ) : (
        <ProfileCard card={card} />
      )}
      <RelationsCard card={card} />
      <ConsentsCard card={card} />
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

export function PersonPage({ personId }: { personId: string }) {
  const person = useAnswer('readPerson', { params: { personId } })
  const isAnothers = person.data !== undefined && person.data.id !== personId
  // A card that was merged is answered with the one it went into; what was kept of an earlier look may be over.
  if (person.data && isAnothers && !person.isFetching) {
    return <Redirect to={paths.person(person.data.id)} replace state={{ cameFrom: 'absorbed' } satisfies CameFrom} />
  }
  if (person.data && !isAnothers) return <CardView card={person.data} />
  return (
    <Page title={words.card}>
      <Answer answer={person}>{() => <Skeleton />}</Answer>
    </Page>
  )
}
