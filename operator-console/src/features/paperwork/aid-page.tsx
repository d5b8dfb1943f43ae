import { useState } from 'react'
import { Link } from 'wouter'
import type { AidView } from '../../../../contract/aids.ts'
import { type RestingState, restingStates } from '../../../../helpline/dispatch/paperwork/aid-records.ts'
import { romeDate } from '../../../../helpline/territory/rome-time.ts'
import { helplineNow } from '../../clock.ts'
import { formatDay } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { PersonPicker } from '../../pickers/person-picker.tsx'
import { useAnswer } from '../../queries.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Card, Facts } from '../../ui/card.tsx'
import { DayField, understoodDay } from '../../ui/day-field.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { useUnsavedValues } from '../../unsaved.ts'
import { AidForm } from './aid-form.tsx'
import { AidTag, loanOf } from './aids-page.tsx'
import { usePaperworkChange } from './paperwork-change.ts'
import { words } from './words.ts'

const today = () => formatDay(romeDate(helplineNow()))

function Lending({ aid: { id: aidId } }: { aid: AidView }) {
  const [person, setPerson] = useState<{ id: string; name: string } | null>(null)
  const [lentOn, setLentOn] = useState(today)
  const [dueOn, setDueOn] = useState('')
  const [asked, setAsked] = useState(false)
  useUnsavedValues([person?.id, lentOn, dueOn])
  const lend = usePaperworkChange('lendAid')
  const fields = lend.error?.fields ?? {}
  const [from, until] = [understoodDay(lentOn, 'back'), understoodDay(dueOn, 'ahead')]
  const isUntilWrong = dueOn.trim() !== '' && until === null
  return (
    <Card title={words.lendTitle}>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          setAsked(true)
          if (!person || !from || isUntilWrong) return
          lend.mutate({ params: { aidId }, body: { personId: person.id, lentOn: from, dueOn: until } })
        }}
      >
        {person ? (
          <div className="row">
            <strong>{person.name}</strong>
            <Button onPress={() => setPerson(null)}>{words.otherPerson}</Button>
          </div>
        ) : (
          <PersonPicker onPick={setPerson} error={fields.personId ?? (asked ? words.personMissing : undefined)} />
        )}
        <div className="row-fields">
          <DayField
            label={words.lentOn}
            value={lentOn}
            onChange={setLentOn}
            leaning="back"
            error={fields.lentOn ?? (asked && !from ? words.dayWrong : undefined)}
          />
          <DayField
            label={words.dueOn}
            hint={words.dueHint}
            value={dueOn}
            onChange={setDueOn}
            leaning="ahead"
            error={fields.dueOn ?? (asked && isUntilWrong ? words.dayWrong : undefined)}
          />
        </div>
        {lend.error && Object.keys(fields).length === 0 && <ProblemNotice error={lend.error} />}
        <div className="row">
          <Button kind="primary" type="submit" isBusy={lend.isPending}>
            {words.lend}
          </Button>
        </div>
      </form>
    </Card>
  )
}

function Loan({ aid, loan }: { aid: AidView; loan: AidView['loans'][number] }) {
  const [dueOn, setDueOn] = useState(loan.dueOn ? formatDay(loan.dueOn) : '')
  const [returnedOn, setReturnedOn] = useState(today)
  const [state, setState] = useState<RestingState>('available')
  const params = { aidId: aid.id }
  const prolong = usePaperworkChange('prolongLoan')
  const giveBack = usePaperworkChange('returnAid')
  const back = understoodDay(returnedOn, 'back')
  const until = understoodDay(dueOn, 'ahead')
  return (
    <Card title={words.loanNow}>
      <Facts
        facts={[
          [
            words.who,
            <Link
              key="who"
              href={paths.person(loan.personId)}
            >{`${loan.personName}, ${words.since(formatDay(loan.lentOn))}`}</Link>,
          ],
          [words.due, `${loan.dueOn ? formatDay(loan.dueOn) : words.noDue}${loan.isOverdue ? `, ${words.late}` : ''}`],
        ]}
      />
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (back) giveBack.mutate({ params, body: { returnedOn: back, state } })
        }}
      >
        <div className="row-fields">
          <DayField
            label={words.returnedOn}
            value={returnedOn}
            onChange={setReturnedOn}
            leaning="back"
            error={giveBack.error?.fields.returnedOn ?? (back ? undefined : words.dayWrong)}
          />
          <Select
            label={words.returnedState}
            options={restingStates}
            names={words.returnedStates}
            value={state}
            none={null}
            onChange={(to) => to && setState(to)}
          />
        </div>
        {giveBack.error && Object.keys(giveBack.error.fields).length === 0 && <ProblemNotice error={giveBack.error} />}
        <div className="row">
          <Button kind="primary" type="submit" isBusy={giveBack.isPending}>
            {words.returned}
          </Button>
        </div>
      </form>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (dueOn.trim() === '' || until) prolong.mutate({ params, body: { dueOn: until } })
        }}
      >
        <DayField
          label={words.dueOn}
          hint={words.dueHint}
          value={dueOn}
          onChange={setDueOn}
          leaning="ahead"
          error={prolong.error?.fields.dueOn}
        />
        <div className="row">
          <Button type="submit" isBusy={prolong.isPending}>
            {words.prolong}
          </Button>
        </div>
      </form>
    </Card>
  )
}

const History = ({ loans }: Pick<AidView, 'loans'>) => (
  <Table
    caption={words.history}
    rows={loans}
    keyOf={({ id }) => id}
    emptyText={words.noHistory}
    columns={[
      {
        name: words.person,
        cell: ({ personId, personName }) => <Link href={paths.person(personId)}>{personName}</Link>,
      },
      { name: words.from, cell: ({ lentOn }) => formatDay(lentOn) },
      { name: words.until, cell: ({ returnedOn }) => (returnedOn ? formatDay(returnedOn) : words.stillOut) },
    ]}
  />
)

export function AidPage({ aidId }: { aidId: string }) {
  const aid = useAnswer('readAid', { params: { aidId } })
  const [isChanging, setChanging] = useState(false)
  return (
    <Page
      title={aid.data ? `${aid.data.kind} ${aid.data.code}` : words.aidsTitle}
      aside={<LinkButton href={paths.aids}>{words.aidsTitle}</LinkButton>}
    >
      <Answer answer={aid}>
        {(read) => {
          const loan = loanOf(read)
          const close = () => setChanging(false)
          return (
            <>
              <div className="row">
                <AidTag aid={read} />
                {!isChanging && <Button onPress={() => setChanging(true)}>{words.change}</Button>}
              </div>
              {isChanging && (
                <Card title={words.change}>
                  <AidForm aidId={aidId} aid={read} onSaved={close} onCancel={close} />
                </Card>
              )}
              <Facts
                facts={[
                  [words.association, read.associationName],
                  [words.notes, read.notes],
                ]}
              />
              {loan && <Loan key={loan.id} aid={read} loan={loan} />}
              {read.state === 'available' && <Lending aid={read} />}
              <History loans={read.loans} />
            </>
          )
        }}
      </Answer>
    </Page>
  )
}
