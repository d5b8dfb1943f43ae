import { useState } from 'react'

/**
 * The forms open on this page, each with what it was opened on: whoever is called by somebody else meanwhile leaves the list, what is
 * being written about them stays until it is saved or given up.
 */
export function useOpenForms<T extends { id: string }>() {
  const [open, setOpen] = useState<readonly T[]>([])
  const openOn = (id: string): T | undefined => open.find((each) => each.id === id)
  return {
    /** Those of the list and those with a form, as they were when it was opened. */
    shown: (list: readonly T[]): T[] => [
      ...list.map((each) => openOn(each.id) ?? each),
      ...open.filter(({ id }) => list.every((each) => each.id !== id)),
    ],
    isOpen: (id: string): boolean => openOn(id) !== undefined,
    begin: (on: T): void => setOpen((before) => [...before, on]),
    end: (id: string): void => setOpen((before) => before.filter((each) => each.id !== id)),
  }
}
export type OpenForms<T extends { id: string }> = ReturnType<typeof useOpenForms<T>>
