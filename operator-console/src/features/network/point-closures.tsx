import { useState } from 'react'
import type { PointView } from '../../../../contract/network.ts'
import { formatDay } from '../../formats.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { DayField, understoodDay } from '../../ui/day-field.tsx'
import { Field } from '../../ui/field.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Table } from '../../ui/table.tsx'
import { useUnsavedValues } from '../../unsaved.ts'
import { useNetworkChange } from './network-change.ts'
import { words } from './words.ts'

type Closure = PointView['closures'][number]

const periodOf = ({ fromDate, toDate }: Closure) => words.closurePeriod(formatDay(fromDate), formatDay(toDate))

function EndClosure({ point, closure }: { point: PointView; closure: Closure }) {
  const end = useNetworkChange('endClosure')
  return (
    <>
      {end.error && <ProblemNotice error={end.error} />}
      <Button
        label={words.closureEndLabel(`${closure.reason}, ${periodOf(closure)}`)}
        isBusy={end.isPending}
        onPress={() =>
          end.mutate({ params: { pointId: point.id, closureId: closure.id }, query: { version: point.version } })
        }
      >
        {words.closureEnd}
      </Button>
    </>
  )
}

const empty = { fromDay: '', toDay: '', reason: '' }

function NewClosure({ point }: { point: PointView }) {
  const [typed, setTyped] = useState(empty)
  const [asked, setAsked] = useState(false)
  const add = useNetworkChange('addClosure', () => {
    setTyped(empty)
    setAsked(false)
  })
  useUnsavedValues(typed, add.data)
  const fromDate = understoodDay(typed.fromDay, 'ahead')
  // One day alone is the usual closure.
  const toDate = typed.toDay === '' ? fromDate : understoodDay(typed.toDay, 'ahead')
  const fields = add.error?.fields ?? {}
  return (
    <form
      className="stack-tight"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setAsked(true)
        if (!fromDate || !toDate) return
        const body = { version: point.version, fromDate, toDate, reason: typed.reason }
        add.mutate({ params: { pointId: point.id }, body })
      }}
    >
      <div className="row-fields">
        <DayField
          label={words.closureFrom}
          hint={words.dayHint}
          leaning="ahead"
          value={typed.fromDay}
          onChange={(fromDay) => setTyped({ ...typed, fromDay })}
          error={fields.fromDate ?? (asked && !fromDate ? words.dayMissing : undefined)}
        />
        <DayField
          label={words.closureTo}
          hint={words.dayHint}
          leaning="ahead"
          value={typed.toDay}
          onChange={(toDay) => setTyped({ ...typed, toDay })}
          error={fields.toDate}
        />
      </div>
      <Field
        label={words.closureReason}
        hint={words.closureReasonHint}
        value={typed.reason}
        onChange={(reason) => setTyped({ ...typed, reason })}
        error={fields.reason}
        maxLength={200}
      />
      {add.error && Object.keys(fields).length === 0 && <ProblemNotice error={add.error} />}
      <div className="row">
        <Button type="submit" isBusy={add.isPending}>
          {words.closureAdd}
        </Button>
      </div>
    </form>
  )
}

export function PointClosures({ point, canEdit }: { point: PointView; canEdit: boolean }) {
  return (
    <Card title={words.closures}>
      <div className="stack">
        <Table
          caption={words.closuresCaption}
          isCaptionHidden
          rows={point.closures}
          keyOf={({ id }) => id}
          emptyText={words.closuresNone}
          columns={[
            { name: words.closures, cell: periodOf },
            { name: words.closureReason, cell: ({ reason }) => reason },
            ...(canEdit
              ? [{ name: words.change, cell: (closure: Closure) => <EndClosure point={point} closure={closure} /> }]
              : []),
          ]}
        />
        {canEdit && <NewClosure point={point} />}
      </div>
    </Card>
  )
}
