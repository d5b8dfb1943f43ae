import { useState } from 'react'
import type { NetworkWeek } from '../../../../contract/network.ts'
import { addDays, formatRomeTime, romeDate, weekdayOf } from '../../../../helpline/territory/rome-time.ts'
import { helplineNow } from '../../clock.ts'
import { capitalised, formatDay } from '../../formats.ts'
import { useAnswer } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { NetworkPageFrame } from './network-frame.tsx'
import { words } from './words.ts'

type PointRow = NetworkWeek['points'][number]
type DistrictRow = NetworkWeek['districts'][number]
type Period = PointRow['days'][number]['open'][number]

const DAYS = 7

const timeOf = (iso: string) => formatRomeTime(new Date(iso))
const periodText = ({ from, to }: Period) => `${timeOf(from)}–${timeOf(to)}`

const Periods = ({ periods }: { periods: readonly Period[] }) => (
  <ul className="network-lines plain-list">
    {periods.map((period) => (
      <li key={period.from}>{periodText(period)}</li>
    ))}
  </ul>
)

function PointDay({ day }: { day: PointRow['days'][number] | undefined }) {
  if (!day) return null
  if (day.off) return <em>{day.off}</em>
  if (!day.hasHours) return <strong>{words.noHours}</strong>
  return day.open.length === 0 ? <span>{words.hoursClosed}</span> : <Periods periods={day.open} />
}

const dayName = (date: string) => `${capitalised(words.shortDays[weekdayOf(date)])} ${Number(date.slice(8))}`

function Gaps({ week }: { week: NetworkWeek }) {
  const lacking = week.districts.filter(({ days }) => days.some(({ gaps }) => gaps.length > 0))
  const unserved = week.districts.filter(({ days }) => days.some(({ pointId }) => pointId === null))
  return (
    <Card title={words.gapsTitle} className="network-week">
      <div className="stack">
        <p>{words.gapsIntro}</p>
        <Table<DistrictRow>
          caption={words.gapsCaption}
          isCaptionHidden
          rows={lacking}
          keyOf={({ prefix }) => prefix}
          emptyText={words.gapsNone}
          columns={[
            { name: words.district, cell: ({ name, prefix }) => `${name} (${prefix})` },
            ...week.days.map((date, at) => ({
              name: dayName(date),
              cell: ({ days }: DistrictRow) => <Periods periods={days[at]?.gaps ?? []} />,
            })),
          ]}
        />
        {unserved.length > 0 && (
          <>
            <h3>{words.unserved}</h3>
            <p>{words.unservedIntro}</p>
            <p>{unserved.map(({ name, prefix }) => `${name} (${prefix})`).join(', ')}</p>
          </>
        )}
      </div>
    </Card>
  )
}

function Week({ week }: { week: NetworkWeek }) {
  const empty = week.points.filter(({ days }) => days.every(({ hasHours }) => !hasHours))
  return (
    <>
      {empty.length > 0 && (
        <Notice kind="problem" title={words.lackingTitle} said={false}>
          <p>
            {words.lackingIntro} {empty.map(({ name }) => name).join(', ')}
          </p>
        </Notice>
      )}
      <div className="network-week">
        <Table<PointRow>
          caption={words.weekCaption}
          rows={week.points}
          keyOf={({ id }) => id}
          columns={[
            { name: words.point, cell: ({ name }) => name },
            ...week.days.map((date, at) => ({
              name: dayName(date),
              cell: ({ days }: PointRow) => <PointDay day={days[at]} />,
            })),
          ]}
        />
      </div>
      <Gaps week={week} />
    </>
  )
}

export function WeekPage() {
  const [from, setFrom] = useState(() => romeDate(helplineNow()))
  const week = useAnswer('readNetworkWeek', { query: { from } })
  const monday = week.data?.days[0]
  const aside = (
    <div className="row no-print">
      <Button onPress={() => window.print()}>{words.print}</Button>
    </div>
  )
  return (
    <NetworkPageFrame title={words.week} aside={aside}>
      <p className="no-print">{words.weekIntro}</p>
      <div className="row no-print">
        <Button onPress={() => setFrom(addDays(from, -DAYS))}>{words.weekBefore}</Button>
        <Button onPress={() => setFrom(romeDate(helplineNow()))}>{words.weekToday}</Button>
        <Button onPress={() => setFrom(addDays(from, DAYS))}>{words.weekAfter}</Button>
      </div>
      <output aria-live="polite">
        <strong>{monday && words.weekTitle(formatDay(monday))}</strong>
      </output>
      <Answer answer={week}>{(data) => <Week week={data} />}</Answer>
    </NetworkPageFrame>
  )
}
