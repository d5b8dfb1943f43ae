import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { SeriesView } from '../../../../contract/series.ts'
import { type ApiError, call } from '../../api-client.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { DayField, understoodDay } from '../../ui/day-field.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { readAgain, rememberSeries } from './series-cache.ts'
import { words } from './words.ts'

export function EndSeries({ series }: { series: SeriesView }) {
  const [from, setFrom] = useState('')
  const [isWrong, setIsWrong] = useState(false)
  const [isAsked, setIsAsked] = useState(false)
  const day = from.trim() === '' ? null : understoodDay(from, 'ahead')
  const end = useMutation<SeriesView, ApiError, void>({
    mutationFn: () =>
      call('endSeries', { params: { seriesId: series.id }, body: { version: series.version, from: day } }),
    onSuccess: rememberSeries,
    onError: () => readAgain(series.id),
    onSettled: () => setIsAsked(false),
  })
  function submit(event: React.FormEvent): void {
    event.preventDefault()
    const isUnread = from.trim() !== '' && day === null
    setIsWrong(isUnread)
    setIsAsked(!isUnread)
  }
  return (
    <Card title={words.endTitle}>
      <form className="stack" noValidate onSubmit={submit}>
        <p>{words.endIntro}</p>
        <DayField
          label={words.endFrom}
          value={from}
          onChange={setFrom}
          leaning="ahead"
          error={isWrong ? words.dayWrong : undefined}
        />
        {end.error && <ProblemNotice error={end.error} />}
        {isAsked ? (
          <Notice
            kind="warning"
            said="now"
            title={words.sureEnd}
            actions={
              <>
                <Button kind="primary" isBusy={end.isPending} onPress={() => end.mutate()}>
                  {words.yesEnd}
                </Button>
                <Button onPress={() => setIsAsked(false)}>{words.keep}</Button>
              </>
            }
          />
        ) : (
          <div className="row">
            <Button type="submit">{words.end}</Button>
          </div>
        )}
      </form>
    </Card>
  )
}
