import { useState } from 'react'
import { useLocation } from 'wouter'
import { paths } from '../../paths.ts'
import { PersonPicker } from '../../pickers/person-picker.tsx'
import { useAnswer } from '../../queries.ts'
import { LinkButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { DuplicateList } from './duplicate-list.tsx'
import { words } from './words.ts'

/** The other card is chosen among the likely ones, or looked for. */
export function MergeWithPage({ personId }: { personId: string }) {
  const [, navigate] = useLocation()
  const [isSame, setIsSame] = useState(false)
  const person = useAnswer('readPerson', { params: { personId } })
  return (
    <Page title={words.mergeWithAnother}>
      <Answer answer={person}>
        {(card) => (
          <div className="stack">
            <p>{words.cardOfWhom(card.name, card.cardNumber)}</p>
            <Card title={words.duplicates}>
              <DuplicateList card={card} />
            </Card>
            <Card title={words.lookForOther}>
              {isSame && <Notice kind="warning" title={words.sameCard} />}
              <PersonPicker
                onPick={(other) =>
                  other.id === card.id ? setIsSame(true) : navigate(paths.compareCards(card.id, other.id))
                }
              />
            </Card>
            <div className="row">
              <LinkButton kind="quiet" href={paths.person(card.id)}>
                {words.backToCard}
              </LinkButton>
            </div>
          </div>
        )}
      </Answer>
    </Page>
  )
}
