import { useState } from 'react'
import { Link } from 'wouter'
import type { SheetView } from '../../../../contract/day-sheets.ts'
import { helpKindNames } from '../../../../helpline/contacts/kinds.ts'
import { type SheetKind, sheetKinds } from '../../../../helpline/dispatch/day/day-sheet.ts'
import {
  addDays,
  formatRomeDateWithYear,
  formatRomeTime,
  romeDate,
  romeInstant,
} from '../../../../helpline/territory/rome-time.ts'
import { addressOf } from '../../api-client.ts'
import { helplineNow } from '../../clock.ts'
import { capitalised } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { useMay, useSession } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, Tag } from '../../ui/card.tsx'
import { RadioGroup } from '../../ui/choices.tsx'
import { DayField, understoodDay } from '../../ui/day-field.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { FeedLink } from './feed-link.tsx'
import { words } from './words.ts'

const timeOf = (iso: string): string => formatRomeTime(new Date(iso))

const Services = ({ sheet, by }: { sheet: SheetView; by: SheetKind }) => (
  <Table
    caption={words.servicesOf(sheet.name)}
    isCaptionHidden
    rows={sheet.services}
    keyOf={({ serviceId }) => serviceId}
    columns={[
      {
        name: words.when,
        cell: ({ serviceId, startsAt, endsAt }) => (
          <Link href={paths.service(serviceId)} className="table-link">
            {words.until(timeOf(startsAt), timeOf(endsAt))}
          </Link>
        ),
      },
      { name: words.who, cell: ({ personName }) => personName },
      { name: words.what, cell: ({ helpKind }) => capitalised(helpKindNames[helpKind]) },
      { name: words.where, cell: ({ fromPlace, toPlace }) => words.fromTo(fromPlace, toPlace) },
      {
        name: words.withWhom[by],
        cell: ({ vehicleName, volunteerName }) => (by === 'volunteer' ? (vehicleName ?? '–') : volunteerName),
      },
      {
        name: words.state,
        cell: ({ isClosed }) => <Tag kind={isClosed ? 'done' : 'plain'}>{isClosed ? words.closed : words.toDo}</Tag>,
      },
    ]}
  />
)

/** Which day, of which point, on whose sheets. */
function useChoices() {
  const { listeningPoints } = useSession()
  const [pointId, setPointId] = useState(listeningPoints[0]?.id ?? null)
  const [day, setDay] = useState(() => romeDate(helplineNow()))
  const [by, setBy] = useState<SheetKind>('volunteer')
  const [typedDay, setTypedDay] = useState('')
  const typeDay = (typed: string) => {
    setTypedDay(typed)
    const understood = understoodDay(typed, 'ahead')
    if (understood) setDay(understood)
  }
  const goTo = (to: string) => {
    setTypedDay('')
    setDay(to)
  }
  return { listeningPoints, pointId, setPointId, day, goTo, by, setBy, typedDay, typeDay }
}

function Toolbar(choices: ReturnType<typeof useChoices>) {
  const { listeningPoints, pointId, setPointId, day, goTo, by, setBy, typedDay, typeDay } = choices
  return (
    <div className="stack-tight no-print">
      <div className="row-fields">
        {listeningPoints.length > 1 && (
          <Select
            label={words.point}
            options={listeningPoints.map(({ id }) => id)}
            names={Object.fromEntries(listeningPoints.map(({ id, name }) => [id, name]))}
            value={pointId}
            onChange={setPointId}
            none={null}
          />
        )}
        <RadioGroup label={words.by} options={sheetKinds} names={words.bys} value={by} onChange={setBy} />
        <DayField label={words.day} hint={words.dayHint} value={typedDay} onChange={typeDay} leaning="ahead" />
      </div>
      <div className="row">
        <Button onPress={() => goTo(addDays(day, -1))}>{words.before}</Button>
        <Button onPress={() => goTo(romeDate(helplineNow()))}>{words.today}</Button>
        <Button onPress={() => goTo(addDays(day, 1))}>{words.after}</Button>
        <strong role="status">{capitalised(formatRomeDateWithYear(romeInstant(day, '12:00')))}</strong>
      </div>
    </div>
  )
}

export function DaySheetsPage() {
  const choices = useChoices()
  const { pointId, day, by } = choices
  const mayPrint = useMay('service:assign')
  const query = { listeningPointId: pointId ?? '', day, by }
  const sheets = useAnswer('readDaySheets', { query }, { enabled: pointId !== null })
  const paper = (id?: string) => addressOf('printDaySheets', { query: { ...query, ...(id && { id }) } })
  return (
    <Page title={words.title}>
      <p className="no-print">{words.intro}</p>
      <Toolbar {...choices} />
      <Answer answer={sheets} lines={8}>
        {(list) =>
          list.length === 0 ? (
            <p>{by === 'volunteer' ? words.none : words.noneByVehicle}</p>
          ) : (
            <>
              {mayPrint && (
                <p className="no-print">
                  <a className="button" href={paper()} download>
                    {words.printAll}
                  </a>
                </p>
              )}
              {list.map((sheet) => (
                <Card
                  key={sheet.id}
                  title={`${sheet.name}, ${sheet.detail}`}
                  aside={
                    mayPrint && (
                      <a
                        className="button no-print"
                        href={paper(sheet.id)}
                        download
                        aria-label={words.printOf(sheet.name)}
                      >
                        {words.print}
                      </a>
                    )
                  }
                >
                  <div className="stack-tight">
                    <Services sheet={sheet} by={by} />
                    {mayPrint && <FeedLink sheet={sheet} kind={by} />}
                  </div>
                </Card>
              ))}
            </>
          )
        }
      </Answer>
    </Page>
  )
}
