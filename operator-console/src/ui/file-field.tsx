import { useId } from 'react'
import { describedBy, FieldError } from './field.tsx'

interface FileFieldProps {
  label: string
  hint: string
  /** As an input of files takes them: '.csv,text/csv' */
  accept: string
  onChange: (file: File | null) => void
  error: string | undefined
}

export function FileField({ label, hint, accept, onChange, error }: FileFieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <span id={`${id}-hint`} className="field-hint">
        {hint}
      </span>
      <input
        id={id}
        type="file"
        accept={accept}
        className="field-input"
        onChange={(event) => onChange(event.target.files?.[0] ?? null)}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(`${id}-hint`, error && `${id}-error`)}
      />
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  )
}
