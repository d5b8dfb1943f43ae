import { Button } from '../../ui/button.tsx'
import { DayField } from '../../ui/day-field.tsx'
import { Field } from '../../ui/field.tsx'
import type { InstalmentValues, PartProps } from './agreement-values.ts'
import { words } from './words.ts'

const MOST_INSTALMENTS = 60

export function InstalmentFields({ values, change, errors }: PartProps) {
  const { instalments } = values
  const changeOne = (key: string, to: Partial<InstalmentValues>) =>
    change({ instalments: instalments.map((each) => (each.key === key ? { ...each, ...to } : each)) })
  return (
    <fieldset className="stack">
      <legend>
        <strong>{words.instalments}</strong>
      </legend>
      {instalments.map(({ key, dueOn, amount, paidOn }, at) => (
        <fieldset key={key} className="row-fields">
          <legend>{words.instalmentNumber(at + 1)}</legend>
          <DayField
            label={words.instalmentDue}
            value={dueOn}
            onChange={(typed) => changeOne(key, { dueOn: typed })}
            leaning="ahead"
            error={errors[`instalments.${at}.dueOn`]}
          />
          <Field
            label={words.amount}
            value={amount}
            onChange={(typed) => changeOne(key, { amount: typed })}
            error={errors[`instalments.${at}.amountCents`]}
            inputMode="decimal"
            maxLength={20}
            isNarrow
          />
          <DayField
            label={words.instalmentPaid}
            value={paidOn}
            onChange={(typed) => changeOne(key, { paidOn: typed })}
            leaning="back"
            error={errors[`instalments.${at}.paidOn`]}
          />
          <Button
            label={words.removeInstalment(at + 1)}
            onPress={() => change({ instalments: instalments.filter((each) => each.key !== key) })}
          >
            {words.removeInstalment(at + 1)}
          </Button>
        </fieldset>
      ))}
      {instalments.length < MOST_INSTALMENTS && (
        <div className="row">
          <Button
            onPress={() =>
              change({
                instalments: [
                  ...instalments,
                  { key: newKey(instalments), id: null, dueOn: '', amount: '', paidOn: '' },
                ],
              })
            }
          >
            {words.addInstalment}
          </Button>
        </div>
      )}
    </fieldset>
  )
}

/** One that none of the others has, those taken away in between included. */
function newKey(instalments: readonly InstalmentValues[]): string {
  const numbers = instalments.map(({ key }) => Number(/^new-(\d+)$/.exec(key)?.[1] ?? 0))
  return `new-${Math.max(0, ...numbers) + 1}`
}
