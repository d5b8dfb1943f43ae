import { type Control, Controller } from 'react-hook-form'
import type { ServiceView } from '../../../../contract/dispatch.ts'
import {
  type ServiceOutcome,
  serviceOutcomeNames,
  serviceOutcomes,
} from '../../../../helpline/dispatch/service-states.ts'
import { Checkbox, RadioGroup } from '../../ui/choices.tsx'
import { Field } from '../../ui/field.tsx'
import { words } from './words.ts'

const odometers = ['odometerStartKm', 'odometerEndKm'] as const
const counts = ['km', 'minutes', 'passengers'] as const
const numbers = [...odometers, ...counts]
type NumberName = (typeof numbers)[number]

export interface TypedReport extends Record<NumberName, string> {
  outcome: ServiceOutcome
  odometerConfirmed: boolean
}

const typed = (value: number | null): string => (value === null ? '' : String(value))

/** What is written of it already. Where the dashboard was read, the kilometres come from it again. */
export const reportOf = (service: ServiceView): TypedReport => ({
  outcome: service.outcome ?? 'done',
  odometerConfirmed: false,
  odometerStartKm: typed(service.odometerStartKm),
  odometerEndKm: typed(service.odometerEndKm),
  km: service.odometerStartKm !== null && service.odometerEndKm !== null ? '' : typed(service.km),
  minutes: typed(service.minutes),
  passengers: service.outcome === null ? '1' : typed(service.passengers),
})

/** '24' -> 24, '48.210' -> 48210, '' -> null, and undefined for what is no whole number. */
function countOf(text: string): number | null | undefined {
  const digits = text.trim().replaceAll(/(?<=\d)\.(?=\d{3}\b)/g, '')
  if (digits === '') return null
  return /^\d+$/.test(digits) ? Number(digits) : undefined
}

/** The numbers as they are sent, and a sentence beside each that is none. */
export function readNumbers(report: TypedReport) {
  const read = Object.fromEntries(numbers.map((name) => [name, countOf(report[name])])) as Record<
    NumberName,
    number | null | undefined
  >
  const wrong: Record<string, string> = {}
  for (const name of numbers) if (read[name] === undefined) wrong[name] = words.notANumber
  return { read, wrong }
}

interface ReportFieldsProps {
  control: Control<TypedReport>
  sentences: Readonly<Record<string, string>>
  hasVehicle: boolean
}

export function ReportFields({ control, sentences, hasVehicle }: ReportFieldsProps) {
  const hints: Partial<Record<NumberName, string>> = {
    odometerStartKm: words.odometerHint,
    km: hasVehicle ? words.kmFromOdometer : words.kmHint,
    minutes: words.minutesHint,
  }
  const number = (name: NumberName) => (
    <Controller
      key={name}
      control={control}
      name={name}
      render={({ field: { ref, ...field } }) => (
        <Field
          {...field}
          inputRef={ref}
          label={words[name]}
          hint={hints[name]}
          error={sentences[name]}
          inputMode="numeric"
          maxLength={9}
          isNarrow
        />
      )}
    />
  )
  return (
    <>
      <Controller
        control={control}
        name="outcome"
        render={({ field: { value, onChange } }) => (
          <RadioGroup
            label={words.outcome}
            options={serviceOutcomes}
            names={serviceOutcomeNames}
            value={value}
            onChange={onChange}
          />
        )}
      />
      {hasVehicle && odometers.map(number)}
      {sentences.odometerConfirmed && (
        <Controller
          control={control}
          name="odometerConfirmed"
          render={({ field: { value, onChange } }) => (
            <Checkbox isSelected={value} onChange={onChange}>
              {sentences.odometerConfirmed}
            </Checkbox>
          )}
        />
      )}
      {counts.map(number)}
    </>
  )
}
