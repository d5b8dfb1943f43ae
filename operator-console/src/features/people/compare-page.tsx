import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation, useParams } from 'wouter'
import { type CardFields, filledBy, writtenBy } from '../../../../helpline/people/merge/joined-card.ts'
import { type AnswerFor, type ApiError, call } from '../../api-client.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { RadioGroup } from '../../ui/choices.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { formOf, type PersonForm, valueInWords } from './person-form-values.ts'
import type { CameFrom } from './person-page.tsx'
import { words } from './words.ts'

type Comparison = AnswerFor<'compareCards'>
type Side = Comparison['one']

const sides = ['one', 'other'] as const
const fields = [
  'firstName',
  'lastName',
  'nickname',
  'birthDate',
  'fiscalCode',
  'comune',
  'address',
  'phones',
  'sex',
  'mobility',
  'alreadyHelpedBy',
  'livesAlone',
  'member',
  'memberUntil',
  'mayLeaveMessage',
  'hardOfHearing',
  'warning',
  'notes',
] as const satisfies readonly (keyof PersonForm)[]

const cardFields = ({ card }: Side): CardFields => ({ ...card, latitude: null, longitude: null })

/** The kept card as it will read. */
function joinedForm(kept: Side, absorbed: Side): PersonForm {
  const written = writtenBy(filledBy(cardFields(kept), cardFields(absorbed)))
  const comune = written.comuneIstatCode ? absorbed.card.comune : kept.card.comune
  const form = formOf({ ...kept.card, ...written, comune })
  const known = new Set(form.phones.map(({ number }) => number))
  const more = formOf(absorbed.card).phones.filter(({ number }) => !known.has(number))
  return { ...form, phones: [...form.phones, ...more] }
}

function followingText({ attached }: Side): string {
  const parts = Object.entries(attached)
    .filter(([, count]) => count > 0)
    .map(([table, count]) => `${count} ${(words.attached[table] ?? words.attachedOther)[count === 1 ? 0 : 1]}`)
  return parts.join(', ') || words.followsNothing
}

function CompareView({ one, other }: Comparison) {
  const [, navigate] = useLocation()
  const [stays, setStays] = useState<(typeof sides)[number]>('one')
  const [mergeId] = useState(() => crypto.randomUUID())
  const [kept, absorbed] = stays === 'one' ? [one, other] : [other, one]
  const after = joinedForm(kept, absorbed)
  const [formOne, formOther, formKept] = [formOf(one.card), formOf(other.card), formOf(kept.card)]
  const merge = useMutation<AnswerFor<'mergePeople'>, ApiError, void>({
    mutationFn: () =>
      call('mergePeople', {
        params: { personId: kept.card.id, mergeId },
        body: { absorbedId: absorbed.card.id, version: kept.card.version, absorbedVersion: absorbed.card.version },
      }),
    onSuccess: ({ keptId }) =>
      navigate(paths.person(keptId), { replace: true, state: { cameFrom: 'merge' } satisfies CameFrom }),
  })
  const afterText = (field: (typeof fields)[number]) => {
    const text = valueInWords(after, field)
    return text === valueInWords(formKept, field) ? text : `${text} (${words.taken})`
  }
  return (
    <div className="stack">
      <p>{words.compareIntro}</p>
      <RadioGroup
        label={words.whichStays}
        options={sides}
        names={{
          one: words.cardOfWhom(one.card.name, one.card.cardNumber),
          other: words.cardOfWhom(other.card.name, other.card.cardNumber),
        }}
        value={stays}
        onChange={setStays}
      />
      <Table
        caption={words.compare}
        isCaptionHidden
        rows={fields}
        keyOf={(field) => field}
        columns={[
          { name: words.fieldName, cell: (field) => words.fields[field === 'comune' ? 'comuneIstatCode' : field] },
          { name: words.cardOf(one.card.cardNumber), cell: (field) => valueInWords(formOne, field) },
          { name: words.cardOf(other.card.cardNumber), cell: (field) => valueInWords(formOther, field) },
          { name: words.afterMerge, cell: afterText },
        ]}
      />
      <Card title={words.whatFollows}>
        <p>{followingText(absorbed)}</p>
      </Card>
      {merge.error && <ProblemNotice error={merge.error} />}
      <div className="row">
        <Button kind="primary" size="large" isBusy={merge.isPending} onPress={() => merge.mutate()}>
          {words.merge}
        </Button>
        <LinkButton kind="quiet" href={paths.person(one.card.id)}>
          {words.backToCard}
        </LinkButton>
      </div>
    </div>
  )
}

export function ComparePage() {
  const { personId = '', otherId = '' } = useParams()
  const comparison = useAnswer('compareCards', { params: { personId, otherId } })
  return (
    <Page title={words.compare}>
      <Answer answer={comparison}>
        {({ one, other }) =>
          one.card.id === other.card.id ? (
            <Notice
              title={words.sameCards}
              actions={<LinkButton href={paths.person(one.card.id)}>{words.backToCard}</LinkButton>}
            />
          ) : (
            <CompareView one={one} other={other} />
          )
        }
      </Answer>
    </Page>
  )
}
