import { type RefObject, useEffect } from 'react'

/** When sentences appear beside fields, the first of those fields takes the focus; of a group, its first choice. */
export function useFocusFirstError(
  form: RefObject<HTMLElement | null> | null,
  errors: Readonly<Record<string, string>> | undefined,
): void {
  useEffect(() => {
    if (!errors || Object.keys(errors).length === 0) return
    const invalid = (form?.current ?? document).querySelector<HTMLElement>('[aria-invalid="true"]')
    const field = invalid?.matches('input, select, textarea') ? invalid : invalid?.querySelector<HTMLElement>('input')
    field?.focus()
  }, [form, errors])
}
