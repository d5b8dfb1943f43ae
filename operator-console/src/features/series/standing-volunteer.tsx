import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { SeriesView } from '../../../../contract/series.ts'
import { type ApiError, call } from '../../api-client.ts'
import { useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { readAgain, rememberSeries } from './series-cache.ts'
import { words } from './words.ts'

/** Chosen among those who could do the next service, best first. */
export function StandingVolunteer({ series }: { series: SeriesView }) {
  const mayAssign = useMay('service:assign')
  const [chosen, setChosen] = useState(series.volunteerId)
  const next = series.services.find(({ state }) => state === 'planned' || state === 'offering' || state === 'assigned')
  const candidates = useAnswer(
    'listCandidates',
    { params: { serviceId: next?.id ?? '' } },
    { enabled: mayAssign && next !== undefined },
  )
  const save = useMutation<SeriesView, ApiError, string | null>({
    mutationFn: (volunteerId) =>
      call('chooseStandingVolunteer', {
        params: { seriesId: series.id },
        body: { version: series.version, volunteerId },
      }),
    onSuccess: rememberSeries,
    onError: () => readAgain(series.id),
  })
  if (!mayAssign || !candidates.data) return null
  const names: Record<string, string> = Object.fromEntries(
    candidates.data.ranked.map(({ volunteerId, name }) => [volunteerId, name]),
  )
  if (series.volunteerId) names[series.volunteerId] ??= series.volunteerName ?? ''
  return (
    <Card title={words.standingTitle}>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate(chosen)
        }}
      >
        <p>{words.standingIntro}</p>
        <Select
          label={words.standing}
          options={Object.keys(names)}
          names={names}
          value={chosen}
          onChange={setChosen}
          none={words.noVolunteer}
        />
        {save.error && <ProblemNotice error={save.error} />}
        <div className="row">
          <Button type="submit" isBusy={save.isPending}>
            {words.saveStanding}
          </Button>
          <span className="soft" aria-live="polite">
            {save.isSuccess && chosen === series.volunteerId ? words.standingSaved : ''}
          </span>
        </div>
      </form>
    </Card>
  )
}
