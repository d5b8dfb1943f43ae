import { useEffect } from 'react'

const unsaved = new Set<object>()

/** Whether something on screen is not yet on the server: then nobody is taken to another page. */
export const hasUnsaved = (): boolean => unsaved.size > 0

export function markUnsaved(owner: object, isUnsaved: boolean): void {
  if (isUnsaved) unsaved.add(owner)
  else unsaved.delete(owner)
}

export function useUnsaved(isUnsaved: boolean): void {
  useEffect(() => {
    const owner = {}
    markUnsaved(owner, isUnsaved)
    return () => markUnsaved(owner, false)
  }, [isUnsaved])
}

export function warnBeforeLeaving(): void {
  window.addEventListener('beforeunload', (event) => {
    if (hasUnsaved()) event.preventDefault()
  })
}
