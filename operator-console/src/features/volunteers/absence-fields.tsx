import type { VolunteerCardView } from '../../../../contract/volunteers.ts'
import type { PartProps, Read } from '../../ui/editable-card.tsx'
import { PeriodRows, type PeriodValues, periodAsTyped, periodFrom } from '../../ui/period-rows.tsx'
import type { VolunteerPatch } from './volunteer-patch.ts'
import { words } from './words.ts'

export interface AbsenceValues {
  rows: PeriodValues[]
}

export const absencesOf = ({ timeOff }: VolunteerCardView): AbsenceValues => ({
  rows: timeOff.map((each, at) => periodAsTyped(each, at + 1)),
})

export function absencesBody({ rows }: AbsenceValues): Read<VolunteerPatch> {
  const errors: Record<string, string> = {}
  const timeOff = rows.map((row, at) => periodFrom(row, `timeOff.${at}`, errors))
  return { body: Object.keys(errors).length > 0 ? null : { timeOff }, errors }
}

export const AbsenceFields = ({ values, change, errors }: PartProps<AbsenceValues>) => (
  <>
    <p className="soft">{words.wholeDayHint}</p>
    <PeriodRows
      rows={values.rows}
      onChange={(rows) => change({ rows })}
      errors={errors}
      field="timeOff"
      legend={words.absence}
      add={words.addAbsence}
      remove={words.removeAbsence}
    />
  </>
)
