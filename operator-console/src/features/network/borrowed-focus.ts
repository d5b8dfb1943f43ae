import { type RefObject, useEffect } from 'react'

/** A form that opens takes the focus to its first field, and gives it back where it was when it closes. */
export function useBorrowedFocus(form: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const before = document.activeElement
    form.current?.querySelector<HTMLElement>('input, select')?.focus()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [form])
}
