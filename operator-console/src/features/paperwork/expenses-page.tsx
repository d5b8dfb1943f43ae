import { useState } from 'react'
import type { ExpenseView } from '../../../../contract/expenses.ts'
import { expenseStateNames } from '../../../../helpline/dispatch/paperwork/expense-rules.ts'
import { formatEuros } from '../../../../helpline/reports/accountability-preface.ts'
import { addMonths } from '../../../../helpline/reports/report-period.ts'
import { monthLabel } from '../../../../helpline/reports/report-tables.ts'
import { romeDate } from '../../../../helpline/territory/rome-time.ts'
import { helplineNow } from '../../clock.ts'
import { capitalised, formatDay } from '../../formats.ts'
import { useAnswer } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { Card, Tag } from '../../ui/card.tsx'
import { Field } from '../../ui/field.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { useUnsavedValues } from '../../unsaved.ts'
import { ExpenseForm } from './expense-form.tsx'
import { usePaperworkChange } from './paperwork-change.ts'
import { words } from './words.ts'

const MONTHS_SHOWN = 14
const tagKinds = { toApprove: 'warning', approved: 'plain', paid: 'done', refused: 'problem' } as const

function Refusing({ expense, onClose }: { expense: ExpenseView; onClose: () => void }) {
  const [reason, setReason] = useState('')
  useUnsavedValues(reason)
  const refuse = usePaperworkChange('refuseExpense', onClose)
  return (
    <form
      className="stack-tight"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        refuse.mutate({ params: { expenseId: expense.id }, body: { reason } })
      }}
    >
      <Field
        label={words.refuseReason}
        value={reason}
        onChange={setReason}
        error={refuse.error?.fields.reason}
        maxLength={200}
      />
      {refuse.error && Object.keys(refuse.error.fields).length === 0 && <ProblemNotice error={refuse.error} />}
      <div className="row">
        <Button type="submit" kind="primary" isBusy={refuse.isPending}>
          {words.refuseSure}
        </Button>
        <Button onPress={onClose}>{words.cancel}</Button>
      </div>
    </form>
  )
}

function Actions({ expense }: { expense: ExpenseView }) {
  const [isRefusing, setRefusing] = useState(false)
  const asked = { params: { expenseId: expense.id }, body: {} }
  const approve = usePaperworkChange('approveExpense')
  const pay = usePaperworkChange('payExpense')
  const error = approve.error ?? pay.error
  if (isRefusing) return <Refusing expense={expense} onClose={() => setRefusing(false)} />
  return (
    <div className="stack-tight">
      <div className="row">
        {expense.state === 'toApprove' && (
          <>
            <Button
              isBusy={approve.isPending}
              onPress={() => approve.mutate(asked)}
              label={words.ofExpense(words.approve, `${expense.volunteerName}, ${expense.description}`)}
            >
              {words.approve}
            </Button>
            <Button
              onPress={() => setRefusing(true)}
              label={words.ofExpense(words.refuse, `${expense.volunteerName}, ${expense.description}`)}
            >
              {words.refuse}
            </Button>
          </>
        )}
        {expense.state === 'approved' && (
          <Button
            isBusy={pay.isPending}
            onPress={() => pay.mutate(asked)}
            label={words.ofExpense(words.pay, `${expense.volunteerName}, ${expense.description}`)}
          >
            {words.pay}
          </Button>
        )}
      </div>
      {error && <ProblemNotice error={error} />}
    </div>
  )
}

const total = (expenses: readonly ExpenseView[], counts: (expense: ExpenseView) => boolean): number =>
  expenses.filter(counts).reduce((cents, { amountCents }) => cents + amountCents, 0)

const Expenses = ({ expenses }: { expenses: readonly ExpenseView[] }) => {
  const owed = total(expenses, ({ state }) => state === 'approved')
  return (
    <>
      <p>
        {words.summary(expenses.length, formatEuros(total(expenses, ({ state }) => state !== 'refused')))}
        {owed > 0 && `. ${words.toPay}: ${formatEuros(owed)}`}
      </p>
      <Table
        caption={words.expensesTitle}
        isCaptionHidden
        rows={expenses}
        keyOf={({ id }) => id}
        columns={[
          { name: words.volunteer, cell: ({ volunteerName }) => volunteerName },
          { name: words.day, cell: ({ incurredOn }) => formatDay(incurredOn) },
          {
            name: words.description,
            cell: ({ description, document }) => `${description} (${document ?? words.declared})`,
          },
          { name: words.amount, cell: ({ amountCents }) => formatEuros(amountCents), isNumber: true },
          {
            name: words.state,
            cell: ({ state, refusedReason }) => (
              <>
                <Tag kind={tagKinds[state]}>{capitalised(expenseStateNames[state])}</Tag>
                {refusedReason && <span> {refusedReason}</span>}
              </>
            ),
          },
          { name: words.actions, cell: (expense) => <Actions expense={expense} /> },
        ]}
      />
    </>
  )
}

export function ExpensesPage() {
  const thisMonth = `${romeDate(helplineNow()).slice(0, 7)}-01`
  const months = Array.from({ length: MONTHS_SHOWN }, (_, back) => addMonths(thisMonth, -back).slice(0, 7))
  const [month, setMonth] = useState(thisMonth.slice(0, 7))
  const expenses = useAnswer('listExpenses', { query: { month } })
  return (
    <Page title={words.expensesTitle}>
      <p>{words.expensesIntro}</p>
      <ExpenseForm />
      <Card
        title={capitalised(monthLabel(month))}
        aside={
          <Select
            label={words.month}
            options={months}
            names={Object.fromEntries(months.map((each) => [each, monthLabel(each)]))}
            value={month}
            none={null}
            onChange={(to) => to && setMonth(to)}
          />
        }
      >
        <Answer answer={expenses}>
          {(list) => (list.length === 0 ? <p>{words.noExpenses}</p> : <Expenses expenses={list} />)}
        </Answer>
      </Card>
    </Page>
  )
}
