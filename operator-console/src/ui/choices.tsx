import { type ReactNode, useId } from 'react'
import { Checkbox as AriaCheckbox, RadioGroup as AriaRadioGroup, Label, Radio } from 'react-aria-components'
import { capitalised } from '../formats.ts'
import { FieldError } from './field.tsx'
import { words } from './words.ts'

interface RadioGroupProps<V extends string> {
  label: string
  options: readonly V[]
  names: Readonly<Record<V, string>>
  value: V | null
  onChange: (value: V) => void
  error?: string | undefined
  isDisabled?: boolean
  /** The first choice has the focus when the group appears. */
  takesFocus?: boolean
}

export function RadioGroup<V extends string>({
  label,
  options,
  names,
  value,
  onChange,
  error,
  isDisabled,
  takesFocus = false,
}: RadioGroupProps<V>) {
  const id = useId()
  return (
    <AriaRadioGroup
      className="choices"
      value={value}
      onChange={(chosen) => {
        const option = options.find((each) => each === chosen)
        if (option) onChange(option)
      }}
      isInvalid={error !== undefined}
      isDisabled={isDisabled ?? false}
      validationBehavior="aria"
      {...(error ? { 'aria-describedby': id } : {})}
    >
      <Label className="choices-label">{label}</Label>
      <div className="choices-options">
        {options.map((option, index) => (
          <Radio key={option} value={option} className="choice" autoFocus={takesFocus && index === 0}>
            {capitalised(names[option])}
          </Radio>
        ))}
      </div>
      {error && <FieldError id={id}>{error}</FieldError>}
    </AriaRadioGroup>
  )
}

const yesNo = ['yes', 'no'] as const
const yesNoNames = { yes: words.yes, no: words.no }

interface YesNoProps {
  label: string
  value: boolean | null
  onChange: (value: boolean) => void
  error?: string | undefined
}

export const YesNo = ({ value, onChange, ...rest }: YesNoProps) => (
  <RadioGroup
    options={yesNo}
    names={yesNoNames}
    value={value === null ? null : value ? 'yes' : 'no'}
    onChange={(chosen) => onChange(chosen === 'yes')}
    {...rest}
  />
)

interface CheckboxProps {
  children: ReactNode
  isSelected: boolean
  onChange: (isSelected: boolean) => void
}

export const Checkbox = ({ children, isSelected, onChange }: CheckboxProps) => (
  <AriaCheckbox className="choice" data-shape="check" isSelected={isSelected} onChange={onChange}>
    {children}
  </AriaCheckbox>
)
