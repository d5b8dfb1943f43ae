import { useState } from 'react'
import type { CalendarView } from '../../../../contract/board.ts'
import { addDays, romeDate, weekdayOf } from '../../../../helpline/territory/rome-time.ts'
import { ChangeNotice } from '../../assigning/change-notice.tsx'
import { useHandChanges } from '../../assigning/hand-change.ts'
import { helplineNow } from '../../clock.ts'
import { useSearchText } from '../../pickers/use-search-text.ts'
import { useAnswer } from '../../queries.ts'
import { useSession } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox, RadioGroup } from '../../ui/choices.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import './calendar.css'
import { CalendarGrid } from './calendar-grid.tsx'
import { type By, bys, columnsOf, rowsOf, type Span, spans } from './calendar-rows.ts'
import { shortDay } from './day-names.ts'
import { type Chosen, ServiceDialog } from './service-dialog.tsx'
import { words } from './words.ts'

const mondayOf = (day: string): string => addDays(day, 1 - weekdayOf(day))

/** Which days, of which point, seen how. */
function useChoices() {
  const { listeningPoints } = useSession()
  const [pointId, setPointId] = useState(listeningPoints[0]?.id ?? null)
  const [span, setSpan] = useState<Span>('week')
  const [by, setBy] = useState<By>('volunteer')
  const [day, setDay] = useState(() => romeDate(helplineNow()))
  const [withFree, setWithFree] = useState(false)
  const from = span === 'week' ? mondayOf(day) : day
  const days = span === 'week' ? 7 : 1
  return { listeningPoints, pointId, setPointId, span, setSpan, by, setBy, setDay, withFree, setWithFree, from, days }
}
type Choices = ReturnType<typeof useChoices>

export function CalendarPage() {
  const choices = useChoices()
  const { pointId, from, days, span, by, withFree } = choices
  const changes = useHandChanges()
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const free = useFreeSearch(by)
  const calendar = useAnswer(
    'readServiceCalendar',
    { query: { listeningPointId: pointId ?? '', from, days, ...free.query } },
    { enabled: pointId !== null, placeholderData: (before) => before },
  )
  return (
    <Page title={words.title}>
      <Toolbar choices={choices} />
      <ChangeNotice changes={changes} />
      <Answer answer={calendar} lines={10}>
        {(view) => {
          const columns = columnsOf(view, span, shortDay)
          return (
            <>
              <p className="no-print">{view.services.length === 0 ? words.nothing : words.hint}</p>
              {view.isCut.services && (
                <Notice kind="warning" said={false} title={words.notAllServices}>
                  {span === 'week' && <p>{words.oneDay}</p>}
                </Notice>
              )}
              {by !== 'all' && <FreeOnes by={by} isCut={view.isCut} free={free} />}
              <CalendarGrid
                caption={words.grid(words.bys[by])}
                columns={columns}
                rows={rowsOf(view, by, columns, withFree || free.isSearched)}
                onChoose={setChosen}
              />
              {chosen && (
                <ServiceDialog chosen={chosen} view={view} changes={changes} onClose={() => setChosen(null)} />
              )}
            </>
          )
        }}
      </Answer>
    </Page>
  )
}

function Toolbar({ choices }: { choices: Choices }) {
  const { listeningPoints, pointId, setPointId, span, setSpan, by, setBy, setDay, withFree, setWithFree, from, days } =
    choices
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
        <RadioGroup label={words.span} options={spans} names={words.spans} value={span} onChange={setSpan} />
        <RadioGroup label={words.by} options={bys} names={words.bys} value={by} onChange={setBy} />
      </div>
      <div className="row">
        <Button onPress={() => setDay(addDays(from, -days))}>{words.earlier}</Button>
        <Button onPress={() => setDay(romeDate(helplineNow()))}>{words.today}</Button>
        <Button onPress={() => setDay(addDays(from, days))}>{words.later}</Button>
        <strong role="status">
          {span === 'week' ? `${shortDay(from)} – ${shortDay(addDays(from, 6))}` : shortDay(from)}
        </strong>
        {by !== 'all' && (
          <Checkbox isSelected={withFree} onChange={setWithFree}>
            {words.showFree}
          </Checkbox>
        )}
      </div>
    </div>
  )
}

/** Of volunteers or of vehicles, as the calendar is seen. */
function useFreeSearch(by: By) {
  const [typed, setTyped] = useState('')
  const [searched, setSearched] = useSearchText()
  const query = by === 'volunteer' ? { volunteerName: searched } : by === 'vehicle' ? { vehicleName: searched } : {}
  const change = (text: string) => {
    setTyped(text)
    setSearched(text)
  }
  return { typed, change, query, isSearched: searched !== '' }
}

interface FreeOnesProps {
  by: 'volunteer' | 'vehicle'
  isCut: CalendarView['isCut']
  free: ReturnType<typeof useFreeSearch>
}

/** Where not all those who are free fit, one finds them by their name. */
function FreeOnes({ by, isCut, free }: FreeOnesProps) {
  const isPart = by === 'volunteer' ? isCut.volunteers : isCut.vehicles
  if (!isPart && !free.isSearched && free.typed === '') return null
  return (
    <search className="stack-tight no-print">
      <p role="status">{isPart ? words.notAllFree[by] : ''}</p>
      <Field label={words.findFree[by]} type="search" value={free.typed} onChange={free.change} maxLength={100} />
    </search>
  )
}
