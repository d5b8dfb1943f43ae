import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { SeriesView } from '../../../../contract/series.ts'
import { romeDate } from '../../../../helpline/territory/rome-time.ts'
import { type ApiError, call } from '../../api-client.ts'
import { useNow } from '../../clock.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { DayField, understoodDay } from '../../ui/day-field.tsx'
import { useFocusFirstError } from '../../ui/focus-first-error.ts'
import { ProblemNotice } from '../../ui/notice.tsx'
import { useUnsavedValues } from '../../unsaved.ts'
import { readAgain, rememberSeries } from './series-cache.ts'
import { words } from './words.ts'

/** A pause that is over stays written: it is no pause any more. */
export const isPaused = ({ pausedFrom, pausedUntil }: SeriesView, today: string): boolean =>
  pausedFrom !== null && (pausedUntil === null || pausedUntil > today)

/** Pauses a cycle, or lets a paused one go on. */
export const PauseSeries = ({ series }: { series: SeriesView }) =>
  isPaused(series, romeDate(useNow(60_000))) ? <Resume series={series} /> : <Pause series={series} />

function useSeriesForm<B>(series: SeriesView, send: (body: B) => Promise<SeriesView>) {
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({})
  const formRef = useRef<HTMLFormElement>(null)
  const change = useMutation<SeriesView, ApiError, B>({
    mutationFn: send,
    onSuccess: rememberSeries,
    onError: ({ kind }) => {
      if (kind === 'conflict') readAgain(series.id)
    },
  })
  useFocusFirstError(formRef, wrong)
  useFocusFirstError(formRef, change.error?.fields)
  return { formRef, change, setWrong, errors: { ...change.error?.fields, ...wrong } }
}

function Pause({ series }: { series: SeriesView }) {
  const [from, setFrom] = useState('oggi')
  const [until, setUntil] = useState('')
  const { formRef, change, setWrong, errors } = useSeriesForm(
    series,
    (body: { version: number; from: string; until: string | null }) =>
      call('pauseSeries', { params: { seriesId: series.id }, body }),
  )
  useUnsavedValues([from, until])
  function submit(event: React.FormEvent): void {
    event.preventDefault()
    const first = understoodDay(from, 'ahead')
    const again = until.trim() === '' ? null : understoodDay(until, 'ahead')
    const wrong = {
      ...(first ? {} : { from: words.dayWrong }),
      ...(until.trim() === '' || again ? {} : { until: words.dayWrong }),
    }
    setWrong(wrong)
    if (first && Object.keys(wrong).length === 0) change.mutate({ version: series.version, from: first, until: again })
  }
  return (
    <Card title={words.pauseTitle}>
      <form ref={formRef} className="stack" noValidate onSubmit={submit}>
        <p>{words.pauseIntro}</p>
        <div className="row-fields">
          <DayField label={words.pauseFrom} value={from} onChange={setFrom} leaning="ahead" error={errors.from} />
          <DayField label={words.pauseUntil} value={until} onChange={setUntil} leaning="ahead" error={errors.until} />
        </div>
        {change.error && Object.keys(change.error.fields).length === 0 && <ProblemNotice error={change.error} />}
        <div className="row">
          <Button type="submit" isBusy={change.isPending}>
            {words.pause}
          </Button>
        </div>
      </form>
    </Card>
  )
}

function Resume({ series }: { series: SeriesView }) {
  const [on, setOn] = useState('oggi')
  const { formRef, change, setWrong, errors } = useSeriesForm(series, (body: { version: number; on: string }) =>
    call('resumeSeries', { params: { seriesId: series.id }, body }),
  )
  function submit(event: React.FormEvent): void {
    event.preventDefault()
    const day = understoodDay(on, 'ahead')
    setWrong(day ? {} : { on: words.dayWrong })
    if (day) change.mutate({ version: series.version, on: day })
  }
  return (
    <Card title={words.resumeTitle}>
      <form ref={formRef} className="stack" noValidate onSubmit={submit}>
        <p>{words.pausedTitle}</p>
        <DayField label={words.resumeOn} value={on} onChange={setOn} leaning="ahead" error={errors.on} />
        {change.error && Object.keys(change.error.fields).length === 0 && <ProblemNotice error={change.error} />}
        <div className="row">
          <Button type="submit" kind="primary" isBusy={change.isPending}>
            {words.resume}
          </Button>
        </div>
      </form>
    </Card>
  )
}
