import {
  missingInRepetition,
  monthPlaces,
  type WrittenRepetition,
} from '../../../../helpline/contacts/written-repetition.ts'
import { formatRomeDateWithYear, romeDate, romeInstant, weekdayOf } from '../../../../helpline/territory/rome-time.ts'
import type { AnswerFor } from '../../api-client.ts'
import { useAnswer } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/choices.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { RepetitionForm } from './repetition-form.tsx'
import { seriesWords as words } from './series-words.ts'
import './series.css'

interface SeriesFieldsProps {
  written: WrittenRepetition | null
  neededFrom: string | null
  errors: Readonly<Record<string, string>>
  onChange: (written: WrittenRepetition | null) => void
}

/** A first guess from the day of the first time. */
function guessFrom(neededFrom: string | null): WrittenRepetition {
  const date = neededFrom && romeDate(new Date(neededFrom))
  const weekday = date ? weekdayOf(date) : 1
  const place = date ? Math.ceil(Number(date.slice(8)) / 7) : 1
  return {
    kind: 'weekly',
    weekdays: date ? [weekday] : [],
    everyWeeks: 1,
    place: monthPlaces.find((each) => each === place) ?? -1,
    weekday,
    ends: 'on',
    endsOn: null,
    times: null,
    skipHolidays: true,
    excludedDates: [],
    addedDates: [],
  }
}

/** "Si ripete": one of the things typed in a request. */
export function SeriesFields({ written, neededFrom, errors, onChange }: SeriesFieldsProps) {
  return (
    <div className="stack">
      <Checkbox isSelected={written !== null} onChange={(repeats) => onChange(repeats ? guessFrom(neededFrom) : null)}>
        {words.repeats}
      </Checkbox>
      {written && <Repeating written={written} neededFrom={neededFrom} errors={errors} onChange={onChange} />}
    </div>
  )
}

function Repeating({ written, neededFrom, errors, onChange }: SeriesFieldsProps & { written: WrittenRepetition }) {
  const missing = Object.entries(missingInRepetition(written))
  const unsaid = missing.flatMap(([field, sentence]) => (errors[field] ? [] : sentence))
  const canBeShown = missing.length === 0 && neededFrom !== null
  const preview = useAnswer(
    'previewRepetition',
    { body: { repetition: written, neededFrom: neededFrom ?? '' } },
    { enabled: canBeShown, placeholderData: (before) => before },
  )
  const refused = (canBeShown && preview.error) || null
  return (
    <fieldset className="stack">
      <legend className="choices-label">{words.title}</legend>
      <RepetitionForm written={written} errors={{ ...errors, ...refused?.fields }} onChange={onChange} />
      {unsaid.length > 0 && <p className="soft">{words.incomplete(unsaid)}</p>}
      {!neededFrom && <p className="soft">{words.needsMoment}</p>}
      {refused && Object.keys(refused.fields).length === 0 && <ProblemNotice error={refused} />}
      {canBeShown && !refused && preview.data && (
        <RepetitionPreview written={written} preview={preview.data} onChange={onChange} />
      )}
    </fieldset>
  )
}

/** 'venerdì 4 dicembre 2026' */
const dayInWords = (date: string): string => formatRomeDateWithYear(romeInstant(date, '12:00'))

/** How it is said, and its first days, each of which can be left out. */
function RepetitionPreview({
  written,
  preview: { sentence, days, times },
  onChange,
}: {
  written: WrittenRepetition
  preview: AnswerFor<'previewRepetition'>
  onChange: (written: WrittenRepetition) => void
}) {
  const going = days.filter(({ skippedBecause }) => skippedBecause === null).length
  const leftOut = (date: string) => written.excludedDates.includes(date)
  const toggle = (date: string) =>
    onChange({
      ...written,
      excludedDates: leftOut(date)
        ? written.excludedDates.filter((each) => each !== date)
        : [...written.excludedDates, date],
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
