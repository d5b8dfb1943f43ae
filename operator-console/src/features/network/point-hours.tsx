import { useRef, useState } from 'react'
import type { PointView } from '../../../../contract/network.ts'
import { formatDay } from '../../formats.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { DayField, understoodDay } from '../../ui/day-field.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { useSeenVersion } from '../../ui/seen-version.ts'
import { useUnsavedValues } from '../../unsaved.ts'
import { useBorrowedFocus } from './borrowed-focus.ts'
import { HoursLines, hoursOfToday } from './hours-lines.tsx'
import { weekAsText } from './hours-text.ts'
import { useNetworkChange } from './network-change.ts'
import { useWeek, WeekFields } from './week-fields.tsx'
import { words } from './words.ts'

type Version = PointView['hours'][number]

function LaterHours({ point, version, canEdit }: { point: PointView; version: Version; canEdit: boolean }) {
  const withdraw = useNetworkChange('withdrawHours')
  const title = words.hoursLater(words.from(formatDay(version.validFrom ?? '')))
  return (
    <Card title={title} level={3}>
      <div className="stack-tight">
        <HoursLines intervals={version.intervals} />
        {withdraw.error && <ProblemNotice error={withdraw.error} />}
        {canEdit && (
          <div className="row">
            <Button
              isBusy={withdraw.isPending}
              onPress={() =>
                withdraw.mutate({
                  params: { pointId: point.id, hoursId: version.id },
                  query: { version: point.version },
                })
              }
            >
              {words.withdraw}
            </Button>
          </div>
        )}
      </div>
    </Card>
  )
}

function NewHours({ point, today, onClose }: { point: PointView; today: string; onClose: () => void }) {
  const week = useWeek(weekAsText(hoursOfToday(point, today)))
  const [day, setDay] = useState('')
  const [missing, setMissing] = useState(false)
  const save = useNetworkChange('setHours', onClose)
  const formRef = useRef<HTMLFormElement>(null)
  useBorrowedFocus(formRef)
  const version = useSeenVersion(point.version, point.hours)
  useUnsavedValues([week.typed, day])
  const validFrom = understoodDay(day, 'ahead')
  const submit = () => {
    setMissing(!validFrom)
    const hours = week.read()
    if (!validFrom || !hours) return
    save.mutate({ params: { pointId: point.id }, body: { version, validFrom, hours } })
  }
  const fields = save.error?.fields ?? {}
  return (
    <form
      ref={formRef}
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <WeekFields week={week} errors={fields} />
      <DayField
        label={words.hoursFrom}
        hint={words.dayHint}
        leaning="ahead"
        value={day}
        onChange={setDay}
        error={fields.validFrom ?? (missing && !validFrom ? words.dayMissing : undefined)}
      />
      {save.error && Object.keys(fields).length === 0 && <ProblemNotice error={save.error} />}
      <div className="row">
        <Button kind="primary" type="submit" isBusy={save.isPending}>
          {words.save}
        </Button>
        <Button onPress={onClose}>{words.cancel}</Button>
      </div>
    </form>
  )
}

export function PointHours({ point, today, canEdit }: { point: PointView; today: string; canEdit: boolean }) {
  const [isChanging, setIsChanging] = useState(false)
  const later = point.hours.filter(({ validFrom }) => validFrom !== null && validFrom > today)
  return (
    <Card
      title={words.hoursNow}
      aside={canEdit && !isChanging && <Button onPress={() => setIsChanging(true)}>{words.hoursNew}</Button>}
    >
      <div className="stack">
        <HoursLines intervals={hoursOfToday(point, today)} />
        {later.map((version) => (
          <LaterHours key={version.id} point={point} version={version} canEdit={canEdit} />
        ))}
        {isChanging && <NewHours point={point} today={today} onClose={() => setIsChanging(false)} />}
      </div>
    </Card>
  )
}
