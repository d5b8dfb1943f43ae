import { useState } from 'react'
import { type ActivityKind, activityKindNames, activityKinds } from '../../../../helpline/reports/activity-kinds.ts'
import { monthLabel } from '../../../../helpline/reports/report-tables.ts'
import { romeParts } from '../../../../helpline/territory/rome-time.ts'
import type { AnswerFor } from '../../api-client.ts'
import { helplineNow } from '../../clock.ts'
import { capitalised, formatCount } from '../../formats.ts'
import { useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { ReportsPageFrame } from '../../summaries/report-sections.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { useUnsavedValues } from '../../unsaved.ts'
import { useAccountabilityChange } from './accountability-change.ts'
import { words } from './words.ts'

const YEARS_SHOWN = 6
const months = Array.from({ length: 12 }, (_, month) => String(month + 1).padStart(2, '0'))
const monthNames = Object.fromEntries(months.map((month) => [month, monthLabel(`2026-${month}`).replace(' 2026', '')]))
const whole = (typed: string): number | null => (/^\d{1,7}$/.test(typed.trim()) ? Number(typed.trim()) : null)

function TotalForm({ localAssociationId, year }: { localAssociationId: string; year: string }) {
  const [month, setMonth] = useState(String(romeParts(helplineNow()).month).padStart(2, '0'))
  const [kind, setKind] = useState<ActivityKind>('civicVolunteering')
  const [people, setPeople] = useState('')
  const [hours, setHours] = useState('')
  const [asked, setAsked] = useState(false)
  const save = useAccountabilityChange('saveActivityTotal', () => {
    setPeople('')
    setHours('')
    setAsked(false)
  })
  useUnsavedValues([people, hours], save.data)
  const fields = save.error?.fields ?? {}
  return (
    <Card title={words.activity}>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          setAsked(true)
          const [peopleCount, hoursCount] = [whole(people), whole(hours)]
          if (peopleCount === null || hoursCount === null) return
          const body = { localAssociationId, month: `${year}-${month}`, kind, people: peopleCount, hours: hoursCount }
          save.mutate({ body })
        }}
      >
        <div className="row-fields">
          <Select
            label={words.month}
            options={months}
            names={monthNames}
            value={month}
            none={null}
            onChange={(to) => to && setMonth(to)}
            error={fields.month}
          />
          <Select
            label={words.activity}
            options={activityKinds}
            names={activityKindNames}
            value={kind}
            none={null}
            onChange={(to) => to && setKind(to)}
            error={fields.kind}
          />
          <Field
            label={words.people}
            value={people}
            onChange={setPeople}
            inputMode="numeric"
            maxLength={7}
            isNarrow
            error={fields.people ?? (asked && whole(people) === null ? words.number : undefined)}
          />
          <Field
            label={words.hours}
            value={hours}
            onChange={setHours}
            inputMode="numeric"
            maxLength={7}
            isNarrow
            error={fields.hours ?? (asked && whole(hours) === null ? words.number : undefined)}
          />
        </div>
        {save.error && Object.keys(fields).length === 0 && <ProblemNotice error={save.error} />}
        {save.isSuccess && <Notice kind="done" title={words.saved} />}
        <div className="row">
          <Button kind="primary" type="submit" isBusy={save.isPending}>
            {words.save}
          </Button>
        </div>
      </form>
    </Card>
  )
}

function Totals({ totals, year }: { totals: AnswerFor<'listActivityTotals'>; year: string }) {
  const sum = (field: 'people' | 'hours') => formatCount(totals.reduce((total, each) => total + each[field], 0))
  const nameOf = (kind: string) => activityKinds.find((each) => each === kind)
  return (
    <Table
      caption={words.activitiesCaption(year)}
      rows={totals}
      keyOf={({ kind, monthOn }) => `${kind} ${monthOn}`}
      emptyText={words.noActivities}
      footer={[words.total, '', sum('people'), sum('hours')]}
      columns={[
        { name: words.month, cell: ({ monthOn }) => capitalised(monthLabel(monthOn.slice(0, 7))) },
        {
          name: words.activity,
          cell: ({ kind }) => {
            const known = nameOf(kind)
            return capitalised(known ? activityKindNames[known] : kind)
          },
        },
        { name: words.people, cell: ({ people }) => formatCount(people), isNumber: true },
        { name: words.hours, cell: ({ hours }) => formatCount(hours), isNumber: true },
      ]}
    />
  )
}

function OfAssociation({ localAssociationId, year }: { localAssociationId: string; year: string }) {
  const mayWrite = useMay('report:publish')
  const totals = useAnswer('listActivityTotals', { query: { localAssociationId, year: Number(year) } })
  return (
    <>
      {mayWrite && <TotalForm localAssociationId={localAssociationId} year={year} />}
      <Answer answer={totals}>{(list) => <Totals totals={list} year={year} />}</Answer>
    </>
  )
}

export function ActivitiesPage() {
  const associations = useAnswer('listAccountableAssociations', {})
  const thisYear = romeParts(helplineNow()).year
  const years = Array.from({ length: YEARS_SHOWN }, (_, back) => String(thisYear - back))
  const [year, setYear] = useState(String(thisYear))
  const [chosen, setChosen] = useState<string | null>(null)
  return (
    <ReportsPageFrame title={words.activitiesTitle}>
      <p>{words.activitiesIntro}</p>
      <Answer answer={associations}>
        {(list) => {
          const active = list.filter((each) => each.active)
          const id = chosen ?? active[0]?.id
          if (!id) return <p>{words.noAssociations}</p>
          return (
            <>
              <div className="row-fields">
                <Select
                  label={words.activitiesAssociation}
                  options={active.map((each) => each.id)}
                  names={Object.fromEntries(active.map((each) => [each.id, each.name]))}
                  value={id}
                  none={null}
                  onChange={setChosen}
                />
                <Select
                  label={words.year}
                  options={years}
                  names={Object.fromEntries(years.map((each) => [each, each]))}
                  value={year}
                  none={null}
                  onChange={(to) => to && setYear(to)}
                />
              </div>
              <OfAssociation key={`${id} ${year}`} localAssociationId={id} year={year} />
            </>
          )
        }}
      </Answer>
    </ReportsPageFrame>
  )
}
