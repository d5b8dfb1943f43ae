import { useId } from 'react'
import { capitalised } from '../formats.ts'
import { describedBy, FieldError } from './field.tsx'
import { words } from './words.ts'

interface SelectProps<V extends string> {
  label: string
  options: readonly V[]
  names: Readonly<Record<V, string>>
  value: V | null
  onChange: (value: V | null) => void
  onBlur?: (() => void) | undefined
  name?: string
  error?: string | undefined
  hint?: string | undefined
  /** What stands for no choice; null where one must be made among the options. */
  none?: string | null
  selectRef?: React.Ref<HTMLSelectElement>
}

/** The platform's own list: people know it, typing a letter chooses, and it grows with the text. */
export function Select<V extends string>({
  label,
  options,
  names,
  value,
  onChange,
  error,
  hint,
  ...rest
}: SelectProps<V>) {
  const id = useId()
  const none = rest.none === undefined ? words.noChoice : rest.none
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {hint && (
        <span id={`${id}-hint`} className="field-hint">
          {hint}
        </span>
      )}
      <select
        id={id}
        ref={rest.selectRef}
        name={rest.name}
        className="field-select"
        value={value ?? ''}
        onChange={(event) => onChange(options.find((option) => option === event.target.value) ?? null)}
        onBlur={rest.onBlur}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(hint && `${id}-hint`, error && `${id}-error`)}
      >
        {none !== null && <option value="">{none}</option>}
        {options.map((option) => (
          <option key={option} value={option}>
            {capitalised(names[option])}
          </option>
        ))}
      </select>
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  )
}
