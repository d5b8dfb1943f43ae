import { type HTMLInputTypeAttribute, type Ref, useId } from 'react'

interface FieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  onBlur?: (() => void) | undefined
  name?: string
  error?: string | undefined
  hint?: string | undefined
  type?: HTMLInputTypeAttribute
  inputMode?: 'text' | 'numeric' | 'tel' | 'email' | 'decimal'
  autoComplete?: string
  maxLength?: number
  multiline?: boolean
  isNarrow?: boolean
  isReadOnly?: boolean
  inputRef?: Ref<HTMLInputElement & HTMLTextAreaElement>
}

export const FieldError = ({ id, children }: { id: string; children: string }) => (
  <span id={id} className="field-error">
    {children}
  </span>
)

/** Joins what describes a field, or nothing. */
export const describedBy = (...ids: (string | false | undefined)[]): string | undefined =>
  ids.filter(Boolean).join(' ') || undefined

export function Field({
  label,
  value,
  onChange,
  error,
  hint,
  multiline = false,
  isNarrow = false,
  ...rest
}: FieldProps) {
  const id = useId()
  const { inputRef, isReadOnly = false, type = 'text', ...input } = rest
  const Input = multiline ? 'textarea' : 'input'
  return (
    <div className={isNarrow ? 'field field-narrow' : 'field'}>
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {hint && (
        <span id={`${id}-hint`} className="field-hint">
          {hint}
        </span>
      )}
      <Input
        id={id}
        ref={inputRef}
        className="field-input"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(hint && `${id}-hint`, error && `${id}-error`)}
        readOnly={isReadOnly}
        autoComplete="off"
        {...(multiline ? {} : { type })}
        {...input}
      />
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  )
}
