import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { PersonCard } from '../../../../contract/people.ts'
import { type ConsentPurpose, consentPurposeNames, consentPurposes } from '../../../../helpline/people/profile.ts'
import { type ApiError, call } from '../../api-client.ts'
import { helplineNow, useNow } from '../../clock.ts'
import { capitalised, formatMoment } from '../../formats.ts'
import { queryClient, queryKey } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { Card, Facts } from '../../ui/card.tsx'
import { RadioGroup } from '../../ui/choices.tsx'
import { DayField, understoodDay } from '../../ui/day-field.tsx'
import { Field } from '../../ui/field.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { Table } from '../../ui/table.tsx'
import { useUnsavedValues } from '../../unsaved.ts'
import { momentOf } from './consent-moment.ts'
import { words } from './words.ts'

type Consent = PersonCard['consents'][number]

const answers = ['given', 'withdrawn'] as const
const answerNames = { given: words.consentYes, withdrawn: words.consentNo }
const saidOf = ({ given }: Consent): string => (given ? words.consentGiven : words.consentWithdrawn)

function ConsentForm({ card, onDone }: { card: PersonCard; onDone: () => void }) {
  const [consentId] = useState(() => crypto.randomUUID())
  const [purpose, setPurpose] = useState<ConsentPurpose>('record')
  const [answer, setAnswer] = useState<(typeof answers)[number]>('given')
  const [how, setHow] = useState('')
  const [day, setDay] = useState('')
  useUnsavedValues([how, day])
  const on = understoodDay(day, 'back')
  const save = useMutation<PersonCard, ApiError, void>({
    mutationFn: () =>
      call('recordConsent', {
        params: { personId: card.id, consentId },
        body: { purpose, given: answer === 'given', how, ...momentOf(on, helplineNow()) },
      }),
    onSuccess: (saved) => {
      queryClient.setQueryData(queryKey('readPerson', { params: { personId: card.id } }), saved)
      onDone()
    },
  })
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!day || on) save.mutate()
      }}
    >
      <Select
        label={words.consentPurpose}
        options={consentPurposes}
        names={consentPurposeNames}
        value={purpose}
        onChange={(chosen) => chosen && setPurpose(chosen)}
        none={null}
      />
      <RadioGroup
        label={words.consentAnswer}
        options={answers}
        names={answerNames}
        value={answer}
        onChange={setAnswer}
      />
      <Field
        label={words.consentHow}
        hint={words.consentHowHint}
        value={how}
        onChange={setHow}
        error={save.error?.fields.how}
        maxLength={200}
      />
      <DayField
        label={words.consentDay}
        hint={words.consentDayHint}
        value={day}
        onChange={setDay}
        leaning="back"
        error={save.error?.fields.at}
      />
      {save.error && Object.keys(save.error.fields).length === 0 && <ProblemNotice error={save.error} />}
      <div className="row">
        <Button type="submit" kind="primary" isBusy={save.isPending}>
          {words.consentSave}
        </Button>
        <Button kind="quiet" onPress={onDone}>
          {words.cancel}
        </Button>
      </div>
    </form>
  )
}

export function ConsentsCard({ card }: { card: PersonCard }) {
  const [isAdding, setIsAdding] = useState(false)
  const now = useNow(60_000)
  const lastOf = (purpose: ConsentPurpose) => card.consents.find((consent) => consent.purpose === purpose)
  return (
    <Card title={words.consents}>
      <div className="stack">
        <Facts
          facts={consentPurposes.map((purpose) => {
            const last = lastOf(purpose)
            const said = last ? `${saidOf(last)} (${last.how}), ${formatMoment(last.at, now)}` : words.consentMissing
            return [capitalised(consentPurposeNames[purpose]), said] as const
          })}
        />
        <div className="stack no-print">
          {isAdding ? (
            <ConsentForm card={card} onDone={() => setIsAdding(false)} />
          ) : (
            <div className="row">
              <Button onPress={() => setIsAdding(true)}>{words.consentAdd}</Button>
            </div>
          )}
          {card.consents.length > 0 && (
            <details>
              <summary>{words.consentHistory}</summary>
              <Table
                caption={words.consentHistory}
                isCaptionHidden
                rows={card.consents}
                keyOf={({ id }) => id}
                columns={[
                  { name: words.when, cell: ({ at }) => formatMoment(at, now) },
                  { name: words.consentPurpose, cell: ({ purpose }) => capitalised(consentPurposeNames[purpose]) },
                  { name: words.consentAnswer, cell: saidOf },
                  { name: words.consentHow, cell: ({ how }) => how },
                  { name: words.consentBy, cell: ({ byName }) => byName ?? '' },
                ]}
              />
            </details>
          )}
        </div>
      </div>
    </Card>
  )
}
