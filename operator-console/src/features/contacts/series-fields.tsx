import { useMutation } from '@tanstack/react-query'
import { type RefObject, useEffect, useRef, useState } from 'react'
import type { RepetitionBody, SeriesSummary } from '../../../../contract/series.ts'
import { formatRomeDateWithYear, romeInstant } from '../../../../helpline/territory/rome-time.ts'
import { type ApiError, call } from '../../api-client.ts'
import { queryClient, queryKey, useAnswer } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/choices.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { useUnsaved } from '../../unsaved.ts'
import { bodyOf, draftOf, type RepetitionDraft, wrongIn } from './repetition-draft.ts'
import { RepetitionForm } from './repetition-form.tsx'
import { seriesWords as words } from './series-words.ts'
import './series.css'

/** Saves what is still to be saved; false where it cannot be. */
export type SaveRepetition = () => Promise<boolean>

interface SeriesFieldsProps {
  requestId: string
  neededFrom: string | null
  /** The request is on the server. */
  flushAll: () => Promise<boolean>
  saveRef: RefObject<SaveRepetition | null>
}

/** "Si ripete": read again when the request is there, then written here. */
export function SeriesFields(props: SeriesFieldsProps & { isKnown: boolean }) {
  const { requestId, isKnown } = props
  const known = useAnswer('readRequestSeries', { params: { requestId } }, { enabled: isKnown })
  if (isKnown && !known.data) return null
  return <Repeating key={requestId} {...props} saved={known.data?.[0] ?? null} />
}

function Repeating({
  requestId,
  neededFrom,
  flushAll,
  saveRef,
  saved,
}: SeriesFieldsProps & { saved: SeriesSummary | null }) {
  const [draft, setDraft] = useState<RepetitionDraft | null>(saved ? draftOf(saved) : null)
  const [isChanged, setIsChanged] = useState(false)
  const [tried, setTried] = useState(false)
  const key = queryKey('readRequestSeries', { params: { requestId } })
  const save = useMutation<SeriesSummary[], ApiError, RepetitionBody | null>({
    mutationFn: async (body) => {
      await flushAll()
      if (body) return call('saveRepetition', { params: { requestId }, body })
      await call('removeRepetition', { params: { requestId } })
      return []
    },
    onSuccess: (series) => {
      queryClient.setQueryData(key, series)
      setIsChanged(false)
    },
  })
  const change = (next: RepetitionDraft | null) => {
    setDraft(next)
    setIsChanged(true)
    if (!next && saved) save.mutate(null)
  }
  const saveNow: SaveRepetition = async () => {
    setTried(true)
    if (!draft || !isChanged) return true
    const body = bodyOf(draft)
    return body
      ? save.mutateAsync(body).then(
          () => true,
          () => false,
        )
      : false
  }
  useUnsaved(draft !== null && isChanged)
  const latest = useRef(saveNow)
  latest.current = saveNow
  useEffect(() => {
    saveRef.current = () => latest.current()
    return () => {
      saveRef.current = null
    }
  }, [saveRef])

  return (
    <div className="stack">
      <Checkbox isSelected={draft !== null} onChange={(repeats) => change(repeats ? draftOf(null, neededFrom) : null)}>
        {words.repeats}
      </Checkbox>
      {draft && (
        <fieldset className="stack">
          <legend className="choices-label">{words.title}</legend>
          <RepetitionForm
            draft={draft}
            errors={{ ...(tried ? wrongIn(draft) : {}), ...save.error?.fields }}
            onChange={change}
          />
          {neededFrom ? (
            <RepetitionPreview draft={draft} neededFrom={neededFrom} onChange={change} />
          ) : (
            <p className="soft">{words.needsMoment}</p>
          )}
          {save.error && Object.keys(save.error.fields).length === 0 && <ProblemNotice error={save.error} />}
          <div className="row">
            <Button isBusy={save.isPending} onPress={() => void saveNow()}>
              {words.save}
            </Button>
            <span className="soft" aria-live="polite">
              {isChanged ? words.notSaved : words.saved}
            </span>
          </div>
        </fieldset>
      )}
    </div>
  )
}

/** 'venerdì 4 dicembre 2026' */
const dayInWords = (date: string): string => formatRomeDateWithYear(romeInstant(date, '12:00'))

/** How it is said, and its first days, each of which can be left out. */
function RepetitionPreview({
  draft,
  neededFrom,
  onChange,
}: {
  draft: RepetitionDraft
  neededFrom: string
  onChange: (draft: RepetitionDraft) => void
}) {
  const body = bodyOf(draft)
  const preview = useAnswer(
    'previewRepetition',
    { body: { ...(body ?? emptyBody), neededFrom } },
    { enabled: body !== null, placeholderData: (before) => before },
  )
  if (!body || !preview.data) return preview.error ? <ProblemNotice error={preview.error} /> : null
  const { sentence, days, times } = preview.data
  const going = days.filter(({ skippedBecause }) => skippedBecause === null).length
  const leftOut = (date: string) => draft.excludedDates.includes(date)
  const toggle = (date: string) =>
    onChange({
      ...draft,
      excludedDates: leftOut(date)
        ? draft.excludedDates.filter((each) => each !== date)
        : [...draft.excludedDates, date],
    })
  return (
    <Notice title={sentence}>
      <p>{words.days}</p>
      <ul className="plain-list series-days">
        {days.map(({ date, skippedBecause }) => (
          <li key={date} className="row">
            <span className={skippedBecause ? 'soft' : undefined}>
              {dayInWords(date)}
              {skippedBecause && `, ${words.skipped(skippedBecause)}`}
            </span>
            {(skippedBecause === null || leftOut(date)) && (
              <Button
                kind="quiet"
                label={leftOut(date) ? words.putBackDay(dayInWords(date)) : words.leaveOutDay(dayInWords(date))}
                onPress={() => toggle(date)}
              >
                {leftOut(date) ? words.putBack : words.leaveOut}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {times !== null && times > going && <p className="soft">{words.more(times - going)}</p>}
    </Notice>
  )
}

const emptyBody: RepetitionBody = { repetition: { kind: 'daily' }, ends: { kind: 'never' }, skipHolidays: false }
