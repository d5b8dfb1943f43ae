import { keepPreviousData } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { romeDate } from '../../../../helpline/territory/rome-time.ts'
import { helplineNow } from '../../clock.ts'
import { centsFrom } from '../../euros.ts'
import { formatDay } from '../../formats.ts'
import { useSearchText } from '../../pickers/use-search-text.ts'
import { useAnswer } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { RadioGroup } from '../../ui/choices.tsx'
import { DayField, understoodDay } from '../../ui/day-field.tsx'
import { Field } from '../../ui/field.tsx'
import { useFocusFirstError } from '../../ui/focus-first-error.ts'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { useUnsavedValues } from '../../unsaved.ts'
import { usePaperworkChange } from './paperwork-change.ts'
import { words } from './words.ts'

interface Volunteer {
  id: string
  name: string
}

function VolunteerPicker({ onPick, error }: { onPick: (volunteer: Volunteer) => void; error: string | undefined }) {
  const [search, setSearch] = useSearchText()
  const enabled = search.length >= 2
  const found = useAnswer('listVolunteers', { query: { search } }, { enabled, placeholderData: keepPreviousData })
  return (
    <SearchBox
      label={words.volunteer}
      hint={words.volunteerHint}
      found={enabled ? (found.data?.volunteers ?? []) : []}
      keyOf={({ id }) => id}
      render={({ name, association }) => `${name}, ${association}`}
      onSearch={setSearch}
      onPick={onPick}
      emptyText={!enabled || found.isFetching ? words.searching : (found.error?.message ?? words.volunteerNone)}
      error={error}
    />
  )
}

const proofs = ['receipt', 'declared'] as const

const empty = () => ({
  incurredOn: formatDay(romeDate(helplineNow())),
  amount: '',
  description: '',
  proof: 'receipt' as (typeof proofs)[number],
  document: '',
})

export function ExpenseForm() {
  const [volunteer, setVolunteer] = useState<Volunteer | null>(null)
  const [typed, setTyped] = useState(empty)
  const [expenseId, setExpenseId] = useState(() => crypto.randomUUID())
  const [asked, setAsked] = useState(false)
  const formRef = useRef<HTMLFormElement>(null)
  const claim = usePaperworkChange('claimExpense', () => {
    // Often there are more of the same day and person.
    setTyped({ ...empty(), incurredOn: typed.incurredOn })
    setExpenseId(crypto.randomUUID())
    setAsked(false)
  })
  useFocusFirstError(formRef, claim.error?.fields)
  useUnsavedValues([volunteer?.id, typed], claim.data)
  const fields = claim.error?.fields ?? {}
  const day = understoodDay(typed.incurredOn, 'back')
  const amountCents = centsFrom(typed.amount)
  const hasReceipt = typed.proof === 'receipt'
  const isWhole =
    volunteer && day && amountCents && typed.description.trim() && (!hasReceipt || typed.document.trim() !== '')
  const change = (part: Partial<typeof typed>) => setTyped({ ...typed, ...part })
  return (
    <Card title={words.newExpense}>
      <form
        ref={formRef}
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          setAsked(true)
          if (!isWhole) return
          const body = {
            volunteerId: volunteer.id,
            incurredOn: day,
            amountCents,
            description: typed.description,
            selfCertified: !hasReceipt,
            document: hasReceipt ? typed.document : null,
          }
          claim.mutate({ params: { expenseId }, body })
        }}
      >
        {volunteer ? (
          <div className="row">
            <strong>{volunteer.name}</strong>
            <Button onPress={() => setVolunteer(null)}>{words.otherVolunteer}</Button>
          </div>
        ) : (
          <VolunteerPicker onPick={setVolunteer} error={fields.volunteerId ?? (asked ? words.missing : undefined)} />
        )}
        <div className="row-fields">
          <DayField
            label={words.day}
            value={typed.incurredOn}
            onChange={(incurredOn) => change({ incurredOn })}
            leaning="back"
            error={fields.incurredOn ?? (asked && !day ? words.dayWrong : undefined)}
          />
          <Field
            label={words.amount}
            hint={words.amountHint}
            value={typed.amount}
            onChange={(amount) => change({ amount })}
            inputMode="decimal"
            maxLength={10}
            isNarrow
            error={fields.amountCents ?? (asked && !amountCents ? words.amountWrong : undefined)}
          />
        </div>
        <Field
          label={words.description}
          hint={words.descriptionHint}
          value={typed.description}
          onChange={(description) => change({ description })}
          maxLength={200}
          error={fields.description ?? (asked && !typed.description.trim() ? words.missing : undefined)}
        />
        <RadioGroup
          label={words.proof}
          options={proofs}
          names={words.proofs}
          value={typed.proof}
          onChange={(proof) => change({ proof })}
        />
        {hasReceipt && (
          <Field
            label={words.document}
            hint={words.documentHint}
            value={typed.document}
            onChange={(document) => change({ document })}
            maxLength={200}
            error={fields.document ?? (asked && !typed.document.trim() ? words.missing : undefined)}
          />
        )}
        {claim.error && Object.keys(fields).length === 0 && <ProblemNotice error={claim.error} />}
        {claim.isSuccess && <Notice kind="done" title={words.recorded} />}
        <div className="row">
          <Button kind="primary" type="submit" isBusy={claim.isPending}>
            {words.record}
          </Button>
        </div>
      </form>
    </Card>
  )
}
