import { useState } from 'react'
import type { Weekday } from '../../../../helpline/territory/rome-time.ts'
import { capitalised } from '../../formats.ts'
import { Button } from '../../ui/button.tsx'
import { Field, FieldError } from '../../ui/field.tsx'
import { spansFromText } from '../../ui/typed-hours.ts'
import { spansInWords, type WeekText, weekdays } from './hours-text.ts'
import { words } from './words.ts'

interface Line {
  weekdays: Weekday[]
  opensAt: string
  closesAt: string
}

const workdays: readonly Weekday[] = [1, 2, 3, 4, 5]

/** A week being typed. `read` gives its lines, or nothing when some day is not understood. */
export function useWeek(start: WeekText) {
  const [typed, setTyped] = useState<WeekText>(start)
  const [asked, setAsked] = useState(false)
  const lines: Line[] = weekdays.flatMap((weekday) =>
    (spansFromText(typed[weekday]) ?? []).map((span) => ({ weekdays: [weekday], ...span })),
  )
  return {
    typed,
    asked,
    lines,
    write: (weekday: Weekday, text: string) => setTyped({ ...typed, [weekday]: text }),
    repeatMonday: () => setTyped({ ...typed, ...Object.fromEntries(workdays.map((day) => [day, typed[1]])) }),
    read: (): Line[] | null => {
      setAsked(true)
      const allRead = weekdays.every((weekday) => spansFromText(typed[weekday]))
      return allRead && lines.length > 0 ? lines : null
    },
  }
}

interface WeekFieldsProps {
  week: ReturnType<typeof useWeek>
  /** What the server said of each line, by its number. */
  errors: Readonly<Record<string, string>>
}

export function WeekFields({ week, errors }: WeekFieldsProps) {
  const { typed, asked, lines } = week
  const refused = (weekday: Weekday) => {
    const at = lines.findIndex((line, index) => line.weekdays[0] === weekday && errors[`hours.${index}`])
    return at < 0 ? undefined : errors[`hours.${at}`]
  }
  const none = asked && lines.length === 0 && weekdays.every((weekday) => spansFromText(typed[weekday]))
  return (
    <fieldset className="stack-tight">
      <legend className="choices-label">{words.hours}</legend>
      <p className="soft">{words.hoursNewIntro}</p>
      <div className="hours-days">
        {weekdays.map((weekday) => (
          <div key={weekday} className="stack-tight">
            <Field
              label={capitalised(words.weekdays[weekday])}
              value={typed[weekday]}
              onChange={(text) => week.write(weekday, text)}
              error={spansFromText(typed[weekday]) ? refused(weekday) : words.hoursNotUnderstood}
              maxLength={80}
            />
            <output className="soft">{spansInWords(typed[weekday])}</output>
          </div>
        ))}
      </div>
      {(none || errors.hours) && <FieldError id="hours-none">{errors.hours ?? words.hoursNone}</FieldError>}
      <div className="row">
        <Button onPress={week.repeatMonday}>{words.hoursRepeat}</Button>
      </div>
    </fieldset>
  )
}
