/**
 * What somebody has typed and the server has not taken, kept by this window until it is taken up again. It ends with the window, and with
 * the session of whoever typed it.
 */
const KEPT = 'draft '
const OWNER = 'drafts-of'

const keys = (): string[] => Object.keys(sessionStorage).filter((key) => key.startsWith(KEPT))

/** Nobody finds what somebody else has typed. */
export function openDrafts(operatorId: string): void {
  if (whoTypes() === operatorId) return
  forgetDrafts()
  sessionStorage.setItem(OWNER, operatorId)
}

/** Who types in this window; null when nobody is signed in. */
export const whoTypes = (): string | null => sessionStorage.getItem(OWNER)

export function forgetDrafts(): void {
  for (const key of [...keys(), OWNER]) sessionStorage.removeItem(key)
}

export function keepDraft(name: string, draft: object): void {
  if (whoTypes() === null) return
  try {
    sessionStorage.setItem(KEPT + name, JSON.stringify(draft))
  } catch {
    // A browser without room keeps nothing: the page has warned already.
  }
}

/** Whether this window keeps anything, on whatever page it was typed. */
export const hasDrafts = (): boolean => keys().length > 0

export const dropDraft = (name: string): void => sessionStorage.removeItem(KEPT + name)

export function readDraft<D extends object>(name: string): D | null {
  const kept = sessionStorage.getItem(KEPT + name)
  return kept === null ? null : (JSON.parse(kept) as D)
}

/** The names of what is kept that begin so, without that beginning. */
export const draftsUnder = (beginning: string): string[] =>
  keys()
    .filter((key) => key.startsWith(KEPT + beginning))
    .map((key) => key.slice(KEPT.length + beginning.length))
