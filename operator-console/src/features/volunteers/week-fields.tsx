import type { VolunteerCardView } from '../../../../contract/volunteers.ts'
import type { Weekday } from '../../../../helpline/territory/rome-time.ts'
import { capitalised, formatDay } from '../../formats.ts'
import { Button } from '../../ui/button.tsx'
import { Facts } from '../../ui/card.tsx'
import { DayField } from '../../ui/day-field.tsx'
import type { PartProps, Read } from '../../ui/editable-card.tsx'
import { Field } from '../../ui/field.tsx'
import { nextKey } from '../../ui/period-rows.tsx'
import { dayAsTyped, dayFrom } from '../../ui/typed-days.ts'
import { spansFromText, spanText } from '../../ui/typed-hours.ts'
import type { VolunteerPatch } from './volunteer-patch.ts'
import { words } from './words.ts'

const weekdays: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7]
type Lines = VolunteerCardView['availability']

/** Hours that are valid over the same days, a text for each weekday: '9-12, 14-18'. */
interface WeekPeriod {
  key: number
  validFrom: string
  validUntil: string
  days: Record<Weekday, string>
}

export interface WeekValues {
  periods: WeekPeriod[]
}

const emptyDays: Record<Weekday, string> = { 1: '', 2: '', 3: '', 4: '', 5: '', 6: '', 7: '' }

/** Lines of the same days of validity, together. */
function byValidity(lines: Lines): Lines[] {
  const groups = new Map<string, Lines>()
  for (const line of lines) {
    const key = `${line.validFrom} ${line.validUntil}`
    groups.set(key, [...(groups.get(key) ?? []), line])
  }
  return [...groups.values()]
}

const hoursOn = (lines: Lines, weekday: Weekday): string =>
  lines
    .filter((line) => line.weekday === weekday)
    .map(({ fromTime, untilTime }) => spanText({ opensAt: fromTime, closesAt: untilTime }))
    .join(', ')

export function weekOf({ availability }: VolunteerCardView): WeekValues {
  const periods = byValidity(availability).map((lines, at) => ({
    key: at + 1,
    validFrom: dayAsTyped(lines[0]?.validFrom ?? null),
    validUntil: dayAsTyped(lines[0]?.validUntil ?? null),
    days: Object.fromEntries(weekdays.map((day) => [day, hoursOn(lines, day)])) as Record<Weekday, string>,
  }))
  return { periods: periods.length > 0 ? periods : [{ key: 1, validFrom: '', validUntil: '', days: emptyDays }] }
}

export function weekBody({ periods }: WeekValues): Read<VolunteerPatch> {
  const errors: Record<string, string> = {}
  const availability = periods.flatMap(({ validFrom, validUntil, days }, at) => {
    const valid = {
      validFrom: dayFrom(validFrom, 'ahead', `${at}.validFrom`, errors),
      validUntil: dayFrom(validUntil, 'ahead', `${at}.validUntil`, errors),
    }
    if (valid.validFrom && valid.validUntil && valid.validUntil < valid.validFrom) {
      errors[`${at}.validUntil`] = words.endsToday
    }
    return weekdays.flatMap((weekday) => {
      const spans = spansFromText(days[weekday])
      const isRight = spans?.every(({ opensAt, closesAt }) => opensAt < closesAt)
      if (!isRight) errors[`${at}.${weekday}`] = words.hoursWrong
      return (spans ?? []).map((span) => ({ weekday, fromTime: span.opensAt, untilTime: span.closesAt, ...valid }))
    })
  })
  return { body: Object.keys(errors).length > 0 ? null : { availability }, errors }
}

export function WeekFields({ values: { periods }, change, errors }: PartProps<WeekValues>) {
  const write = (key: number, to: Partial<WeekPeriod>) =>
    change({ periods: periods.map((each) => (each.key === key ? { ...each, ...to } : each)) })
  return (
    <>
      <p className="soft">{words.weekHint}</p>
      {periods.map(({ key, validFrom, validUntil, days }, at) => (
        <fieldset key={key} className="stack">
          <legend>
            <strong>{words.period(at + 1)}</strong>
          </legend>
          <div className="week-days">
            {weekdays.map((weekday) => (
              <Field
                key={weekday}
                label={capitalised(words.weekdays[weekday])}
                value={days[weekday]}
                onChange={(typed) => write(key, { days: { ...days, [weekday]: typed } })}
                error={errors[`${at}.${weekday}`]}
                maxLength={80}
              />
            ))}
          </div>
          <div className="row-fields" data-hinted>
            <DayField
              label={words.validFrom}
              hint={words.validHint}
              value={validFrom}
              onChange={(typed) => write(key, { validFrom: typed })}
              leaning="ahead"
              error={errors[`${at}.validFrom`]}
            />
            <DayField
              label={words.validUntil}
              hint={words.validHint}
              value={validUntil}
              onChange={(typed) => write(key, { validUntil: typed })}
              leaning="ahead"
              error={errors[`${at}.validUntil`]}
            />
            {periods.length > 1 && (
              <Button onPress={() => change({ periods: periods.filter((each) => each.key !== key) })}>
                {words.removePeriod(at + 1)}
              </Button>
            )}
          </div>
        </fieldset>
      ))}
      <div className="row">
        <Button
          onPress={() =>
            change({ periods: [...periods, { key: nextKey(periods), validFrom: '', validUntil: '', days: emptyDays }] })
          }
        >
          {words.addPeriod}
        </Button>
      </div>
    </>
  )
}

export const WeekFacts = ({ availability }: VolunteerCardView) =>
  availability.length === 0 ? (
    <p className="soft">{words.noWeek}</p>
  ) : (
    byValidity(availability).map((lines) => {
      const { validFrom = null, validUntil = null } = lines[0] ?? {}
      const span = words.periodSpan(validFrom && formatDay(validFrom), validUntil && formatDay(validUntil))
      return (
        <div key={span} className="stack-tight">
          <strong>{capitalised(span)}</strong>
          <Facts facts={weekdays.map((day) => [capitalised(words.weekdays[day]), hoursOn(lines, day)] as const)} />
        </div>
      )
    })
  )
