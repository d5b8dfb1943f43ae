import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useLocation } from 'wouter'
import type { SeriesView } from '../../../../contract/series.ts'
import { type AnswerFor, type ApiError, call, type InputFor } from '../../api-client.ts'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { RadioGroup } from '../../ui/choices.tsx'
import { DayField, understoodDay } from '../../ui/day-field.tsx'
import { Field } from '../../ui/field.tsx'
import { useFocusFirstError } from '../../ui/focus-first-error.ts'
import { timeFromText } from '../../ui/italian-moment.ts'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { useUnsavedValues } from '../../unsaved.ts'
import { readAgain, rememberSeries } from './series-cache.ts'
import { words } from './words.ts'

type Body = InputFor<'changeSeries'>['body']
type Answer = AnswerFor<'changeSeries'>
const scopes = ['following', 'all', 'this'] as const
const empty = { from: '', wallTime: '', returnTime: '', fromPlace: '', toPlace: '' }

export function ChangeSeries({ series }: { series: SeriesView }) {
  const [, navigate] = useLocation()
  const [scope, setScope] = useState<(typeof scopes)[number]>('following')
  const [typed, setTyped] = useState(empty)
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({})
  const formRef = useRef<HTMLFormElement>(null)
  const change = useMutation<Answer, ApiError, Body>({
    mutationFn: (body) => call('changeSeries', { params: { seriesId: series.id }, body }),
    onSuccess: (answer) => {
      rememberSeries(answer.series)
      readAgain(series.id)
      setTyped(empty)
      if (answer.series.id !== series.id) navigate(paths.series(answer.series.id))
    },
    onError: ({ kind }) => {
      if (kind === 'conflict') readAgain(series.id)
    },
  })
  useUnsavedValues(typed, change.data)
  useFocusFirstError(formRef, wrong)
  useFocusFirstError(formRef, change.error?.fields)
  const errors = { ...change.error?.fields, ...wrong }
  const set = (field: keyof typeof empty) => (value: string) => setTyped({ ...typed, [field]: value })

  function submit(event: React.FormEvent): void {
    event.preventDefault()
    const read = readChange(typed, scope === 'following')
    setWrong(read.wrong)
    if (read.change) change.mutate({ version: series.version, ...read.change })
  }

  return (
    <Card title={words.changeTitle}>
      <form ref={formRef} className="stack" noValidate onSubmit={submit}>
        <RadioGroup label={words.scope} options={scopes} names={words.scopes} value={scope} onChange={setScope} />
        {scope === 'this' ? (
          <p>{words.thisHint}</p>
        ) : (
          <>
            {scope === 'following' && (
              <DayField
                label={words.scopeDay}
                value={typed.from}
                onChange={set('from')}
                leaning="ahead"
                error={errors.from}
              />
            )}
            <Field
              label={words.time}
              hint={words.timeHint}
              value={typed.wallTime}
              onChange={set('wallTime')}
              error={errors.wallTime}
              isNarrow
            />
            {series.returnTime && (
              <Field
                label={words.returnTime}
                hint={words.timeHint}
                value={typed.returnTime}
                onChange={set('returnTime')}
                error={errors.returnTime}
                isNarrow
              />
            )}
            {(['fromPlace', 'toPlace'] as const).map((place) => (
              <Field
                key={place}
                label={words[place]}
                hint={words.placeHint}
                value={typed[place]}
                onChange={set(place)}
                error={errors[place]}
                maxLength={200}
              />
            ))}
            {change.error && Object.keys(change.error.fields).length === 0 && <ProblemNotice error={change.error} />}
            {change.data && <Changed answer={change.data} />}
            <div className="row">
              <Button type="submit" kind="primary" isBusy={change.isPending}>
                {words.change}
              </Button>
            </div>
          </>
        )}
      </form>
    </Card>
  )
}

const Changed = ({ answer: { services, toCall } }: { answer: Answer }) => (
  <Notice kind={toCall.length > 0 ? 'warning' : 'done'} title={words.changed(services)}>
    {toCall.length > 0 && <p>{words.toCall(toCall.join(', '))}</p>}
  </Notice>
)

function readChange(typed: typeof empty, hasDay: boolean) {
  const wrong: Record<string, string> = {}
  const from = hasDay ? understoodDay(typed.from, 'ahead') : null
  if (hasDay && !from) wrong.from = words.dayWrong
  const times: { wallTime?: string; returnTime?: string } = {}
  for (const field of ['wallTime', 'returnTime'] as const) {
    if (typed[field].trim() === '') continue
    const time = timeFromText(typed[field])
    if (time) times[field] = time
    else wrong[field] = words.timeWrong
  }
  const places = {
    ...(typed.fromPlace.trim() ? { fromPlace: typed.fromPlace } : {}),
    ...(typed.toPlace.trim() ? { toPlace: typed.toPlace } : {}),
  }
  const change = { from, ...times, ...places }
  if (Object.keys(wrong).length === 0 && Object.keys(change).length === 1) wrong.wallTime = words.nothingToChange
  return { wrong, change: Object.keys(wrong).length === 0 ? change : null }
}
