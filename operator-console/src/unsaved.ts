import { useEffect } from 'react'

const unsaved = new Set<object>()
const onTheWay = new Set<object>()
const heldBack = new Set<object>()

function mark(owners: Set<object>, owner: object, isSo: boolean): void {
  if (isSo) owners.add(owner)
  else owners.delete(owner)
}

/** Whether something on screen is not yet on the server: then nobody is taken to another page. */
export const hasUnsaved = (): boolean => unsaved.size > 0
/** Whether something on screen will not reach the server unless somebody does something about it. */
export const hasHeldBack = (): boolean => heldBack.size > 0

export const markUnsaved = (owner: object, isUnsaved: boolean): void => mark(unsaved, owner, isUnsaved)
/** No longer on screen, and still being sent. */
export const markOnTheWay = (owner: object, isOnTheWay: boolean): void => mark(onTheWay, owner, isOnTheWay)
export const markHeldBack = (owner: object, isHeldBack: boolean): void => mark(heldBack, owner, isHeldBack)

export function useUnsaved(isUnsaved: boolean): void {
  useEffect(() => {
    const owner = {}
    markUnsaved(owner, isUnsaved)
    return () => markUnsaved(owner, false)
  }, [isUnsaved])
}

export function warnBeforeLeaving(): void {
  window.addEventListener('beforeunload', (event) => {
    if (hasUnsaved() || onTheWay.size > 0) event.preventDefault()
  })
}
