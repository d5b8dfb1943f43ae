import { useState } from 'react'
import type { WorkedLineView } from '../../../../contract/worked-hours.ts'
import {
  isParted,
  saysWhose,
  type WorkedBy,
  workedBy,
  workedByNames,
  workedWithout,
} from '../../../../helpline/reports/worked-hours.ts'
import { type IsoDate, romeDate } from '../../../../helpline/territory/rome-time.ts'
import { addressOf } from '../../api-client.ts'
import { helplineNow } from '../../clock.ts'
import { capitalised, formatCount, formatDay } from '../../formats.ts'
import { queryClient, useAnswer } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { DayField, understoodDay } from '../../ui/day-field.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { words } from './words.ts'

interface Asked {
  by: WorkedBy
  from: IsoDate
  to: IsoDate
}

const oneDecimal = new Intl.NumberFormat('it-IT', { maximumFractionDigits: 1 })
const sum = (lines: readonly WorkedLineView[], field: 'services' | 'minutes' | 'km' | 'passengers') =>
  lines.reduce((total, line) => total + line[field], 0)

const totalOf = (list: readonly WorkedLineView[], hasAssociation: boolean) => [
  words.total,
  ...(hasAssociation ? [''] : []),
  formatCount(sum(list, 'services')),
  oneDecimal.format(sum(list, 'minutes') / 60),
  formatCount(sum(list, 'km')),
  formatCount(sum(list, 'passengers')),
]

function Lines({ asked }: { asked: Asked }) {
  const lines = useAnswer('readWorkedHours', { query: asked })
  const hasAssociation = saysWhose(asked.by)
  return (
    <Answer answer={lines}>
      {(list) => (
        <>
          {!isParted(asked.by) && <p>{words.workedOverlap}</p>}
          <Table
            caption={words.workedCaption}
            rows={list.map((line, at) => ({ ...line, at }))}
            keyOf={({ at }) => String(at)}
            emptyText={words.noWorked}
            {...(isParted(asked.by) && { footer: totalOf(list, hasAssociation) })}
            columns={[
              { name: capitalised(workedByNames[asked.by]), cell: ({ name }) => name ?? workedWithout(asked.by) },
              ...(hasAssociation
                ? [{ name: words.association, cell: (line: WorkedLineView) => line.associationName ?? '' }]
                : []),
              { name: words.services, cell: ({ services }) => formatCount(services), isNumber: true },
              { name: words.hours, cell: ({ minutes }) => oneDecimal.format(minutes / 60), isNumber: true },
              { name: words.km, cell: ({ km }) => formatCount(km), isNumber: true },
              { name: words.passengers, cell: ({ passengers }) => formatCount(passengers), isNumber: true },
            ]}
          />
          {list.length > 0 && (
            <p className="row no-print">
              <a className="button" href={addressOf('downloadWorkedHours', { query: asked })} download>
                {words.download}
              </a>
            </p>
          )}
        </>
      )}
    </Answer>
  )
}

export function WorkedHoursPage() {
  const today = romeDate(helplineNow())
  const firstOfMonth = `${today.slice(0, 7)}-01`
  const [asked, setAsked] = useState<Asked>({ by: 'volunteer', from: firstOfMonth, to: today })
  const [by, setBy] = useState<WorkedBy>('volunteer')
  const [from, setFrom] = useState(formatDay(firstOfMonth))
  const [to, setTo] = useState(formatDay(today))
  const [first, last] = [understoodDay(from, 'back'), understoodDay(to, 'back')]
  return (
    <Page title={words.workedTitle}>
      <p>{words.workedIntro}</p>
      <form
        className="row-fields no-print"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!first || !last) return
          setAsked({ by, from: first, to: last })
          void queryClient.invalidateQueries({ queryKey: ['readWorkedHours'] })
        }}
      >
        <Select
          label={words.by}
          options={workedBy}
          names={workedByNames}
          value={by}
          none={null}
          onChange={(chosen) => chosen && setBy(chosen)}
        />
        <DayField label={words.fromDay} value={from} onChange={setFrom} leaning="back" />
        <DayField label={words.toDay} value={to} onChange={setTo} leaning="back" />
        <Button type="submit" kind="primary">
          {words.show}
        </Button>
      </form>
      <Lines key={`${asked.by} ${asked.from} ${asked.to}`} asked={asked} />
    </Page>
  )
}
