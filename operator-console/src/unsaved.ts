import { useEffect, useState } from 'react'
import { hasDrafts } from './drafts.ts'

const unsaved = new Set<object>()
const onTheWay = new Set<object>()
const heldBack = new Set<object>()
const losable = new Set<object>()
const listeners = new Set<() => void>()

const LONGEST_SAVING_MS = 10_000

function mark(owners: Set<object>, owner: object, isSo: boolean): void {
  if (isSo) owners.add(owner)
  else owners.delete(owner)
  for (const listener of listeners) listener()
}

/** Whether something on screen is not yet on the server: then nobody is taken to another page. */
export const hasUnsaved = (): boolean => unsaved.size > 0 || losable.size > 0
/** Whether something on screen will not reach the server unless somebody does something about it. */
export const hasHeldBack = (): boolean => heldBack.size > 0
/** Whether something on screen is gone with the page. */
export const hasLosable = (): boolean => losable.size > 0

/** Whether something is lost when whoever typed it signs out: the drafts this window keeps go too. */
export const hasUnsent = (): boolean => hasUnsaved() || hasHeldBack() || onTheWay.size > 0 || hasDrafts()

/** What is being saved at this moment arrives by itself; what has stopped on its way has left a draft, and is not waited for. */
export function whenSaved(): Promise<void> {
  const isSaving = () => (unsaved.size > 0 || onTheWay.size > 0) && !hasHeldBack() && !hasDrafts()
  return new Promise((resolve) => {
    const settle = () => {
      listeners.delete(look)
      clearTimeout(timer)
      resolve()
    }
    // A draft is written just after its form is marked.
    const look = () => queueMicrotask(() => !isSaving() && settle())
    const timer = setTimeout(settle, LONGEST_SAVING_MS)
    listeners.add(look)
    look()
  })
}

export const markUnsaved = (owner: object, isUnsaved: boolean): void => mark(unsaved, owner, isUnsaved)
/** No longer on screen, and still being sent. */
export const markOnTheWay = (owner: object, isOnTheWay: boolean): void => mark(onTheWay, owner, isOnTheWay)
export const markHeldBack = (owner: object, isHeldBack: boolean): void => mark(heldBack, owner, isHeldBack)

/** A form that does not save itself: what is typed is gone with it, and whoever leaves is asked. */
export function useUnsaved(isUnsaved: boolean): void {
  useEffect(() => {
    const owner = {}
    mark(losable, owner, isUnsaved)
    return () => mark(losable, owner, false)
  }, [isUnsaved])
}

/** The same, for a form whose values are no longer those it began with; `saved` changes with each saving, and they begin anew. */
export function useUnsavedValues(values: unknown, saved?: unknown): void {
  const now = JSON.stringify(values)
  const [start, setStart] = useState({ values: now, saved })
  if (start.saved !== saved) setStart({ values: now, saved })
  useUnsaved(start.saved === saved && start.values !== now)
}

export function warnBeforeLeaving(): void {
  window.addEventListener('beforeunload', (event) => {
    if (hasUnsaved() || onTheWay.size > 0) event.preventDefault()
  })
}
