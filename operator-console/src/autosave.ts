import { useEffect, useState, useSyncExternalStore } from 'react'
import { asApiError, isRefusal } from './api-client.ts'
import {
  type AutosaveEvent,
  type AutosaveState,
  afterEvent,
  isHeldBack,
  pendingIn,
  shownIn,
  startOf,
  stillNews,
} from './autosave-state.ts'
import { helplineNow } from './clock.ts'
import { dropDraft, keepDraft, readDraft, whoTypes } from './drafts.ts'
import { markHeldBack, markOnTheWay, markUnsaved } from './unsaved.ts'

const DELAY_MS = 600
/** Whoever types on and on is saved meanwhile. */
const LONGEST_DELAY_MS = 2_000
const RETRIES_MS = [1_000, 2_000, 5_000, 10_000] as const

interface Known<F extends object> {
  version: number
  fields: F
}

export interface AutosaveDoors<F extends object> {
  /** `shown` is everything on screen, of which `fields` are still to be saved. */
  save(version: number, fields: Partial<F>, shown: F): Promise<Known<F>>
  /** What the server holds, after it said that our version is old. */
  reload(): Promise<Known<F>>
  /** The name under which this window keeps what the server does not take. */
  draft?: string
}

export interface KeptDraft<F extends object> {
  typed: Partial<F>
  shown: F
}

export interface Autosave<F extends object> {
  read(): AutosaveState<F>
  subscribe(listener: () => void): () => void
  type(fields: Partial<F>): void
  keepMine(field: keyof F): void
  takeTheirs(field: keyof F): void
  hear(known: Known<F>): void
  /** What is typed is no longer wanted. */
  giveUp(): void
  /** What an earlier visit to this form typed and could not save; null where there is nothing. */
  readonly kept: Partial<F> | null
  takeUpKept(): void
  dropKept(): void
  /** The form goes away: what is typed is sent, and what is refused is kept. */
  leave(): void
  /** It is shown again before that has come to an end. */
  comeBack(): void
  /** Sends at once; true when everything typed has arrived. */
  flush(): Promise<boolean>
}

/** Forms that went away before the server had what was typed in them, by who typed and in which. */
const left = new Map<string, unknown>()
const keyOfLeft = (draft: string): string => `${whoTypes()} ${draft}`

/** The form of that name that went away and still sends: another one beside it would send the same words again. */
export const findLeft = <F extends object>(draft: string): Autosave<F> | null =>
  (left.get(keyOfLeft(draft)) as Autosave<F> | undefined) ?? null

/** The names that begin so of the forms that still send, without that beginning. */
export const leftUnder = (beginning: string): string[] =>
  [...left.keys()]
    .filter((key) => key.startsWith(keyOfLeft(beginning)))
    .map((key) => key.slice(keyOfLeft(beginning).length))

export function createAutosave<F extends object>(
  doors: AutosaveDoors<F>,
  known: Known<F>,
  typed: Partial<F> = {},
): Autosave<F> {
  let state = startOf(known.version, known.fields, typed)
  let timer: ReturnType<typeof setTimeout> | undefined
  let waitingSince: number | null = null
  const listeners = new Set<() => void>()
  const owner = {}
  const typedBy = whoTypes()
  const leftKey = doors.draft && keyOfLeft(doors.draft)
  let undecided = doors.draft ? stillNews(readDraft<KeptDraft<F>>(doors.draft)?.typed ?? {}, known.fields) : {}
  let isKept = false
  let isLeft = false

  const hasUndecided = (): boolean => Object.keys(undecided).length > 0

  function keep(): void {
    const isSaved = Object.keys(state.typed).length === 0
    markUnsaved(owner, !isSaved && !isLeft)
    markHeldBack(owner, !isSaved && !isLeft && isHeldBack(state))
    const isOnTheWay = !isSaved && isLeft && !isHeldBack(state)
    markOnTheWay(owner, isOnTheWay)
    if (!doors.draft || !leftKey) return
    // What has been refused is offered to whoever comes back, though it is sent once more.
    if (isOnTheWay && state.refusal === null) left.set(leftKey, autosave)
    else if (left.get(leftKey) === autosave) left.delete(leftKey)
    // What this window keeps is already somebody else's.
    if (whoTypes() !== typedBy) return
    if (isSaved && isKept) {
      if (hasUndecided()) keepDraft(doors.draft, { typed: undecided, shown: { ...shownIn(state), ...undecided } })
      else dropDraft(doors.draft)
      isKept = false
    } else if (!isSaved && (isHeldBack(state) || state.phase === 'unreachable')) {
      keepDraft(doors.draft, { typed: { ...undecided, ...state.typed }, shown: shownIn(state) })
      isKept = true
    }
  }

  function apply(event: AutosaveEvent<F>): void {
    const before = state
    state = afterEvent(state, event)
    if (state === before) return
    keep()
    if (event.type === 'typed' || state.phase !== before.phase) plan()
    if (state.phase === 'sending' && before.phase !== 'sending') void send()
    for (const listener of listeners) listener()
  }

  /** Never in the name of whoever signs in next. */
  const sendNow = (): void => apply({ type: whoTypes() === typedBy ? 'due' : 'givenUp' })

  function plan(): void {
    clearTimeout(timer)
    const retryMs = RETRIES_MS[Math.min(state.failures, RETRIES_MS.length) - 1] ?? DELAY_MS
    if (state.phase === 'waiting') {
      waitingSince ??= performance.now()
      const leftMs = Math.max(0, waitingSince + LONGEST_DELAY_MS - performance.now())
      timer = setTimeout(sendNow, Math.min(DELAY_MS, leftMs))
      return
    }
    waitingSince = null
    if (state.phase === 'unreachable') timer = setTimeout(sendNow, retryMs)
  }

  async function send(): Promise<void> {
    try {
      const { version, fields } = await doors.save(state.version, state.sent ?? {}, shownIn(state))
      apply({ type: 'accepted', version, fields, at: helplineNow() })
    } catch (thrown) {
      const error = asApiError(thrown)
      if (error.kind === 'conflict') await readOvertaking()
      else if (isRefusal(error)) apply({ type: 'refused', refusal: error.message, fieldErrors: error.fields })
      else apply({ type: 'unreachable' })
    }
  }

  async function readOvertaking(): Promise<void> {
    try {
      apply({ type: 'overtaken', ...(await doors.reload()) })
    } catch {
      apply({ type: 'unreachable' })
    }
  }

  const settledNow = (): boolean => state.phase !== 'sending' && state.phase !== 'waiting'

  const autosave: Autosave<F> = {
    read: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    type: (fields) => apply({ type: 'typed', fields }),
    keepMine: (field) => apply({ type: 'mineKept', field }),
    takeTheirs: (field) => apply({ type: 'theirsTaken', field }),
    hear: ({ version, fields }) => apply({ type: 'news', version, fields }),
    giveUp: () => apply({ type: 'givenUp' }),
    get kept() {
      return hasUndecided() ? undecided : null
    },
    takeUpKept() {
      const fields = undecided
      undecided = {}
      isKept = true
      apply({ type: 'typed', fields })
    },
    dropKept() {
      undecided = {}
      if (isKept) keep()
      else if (doors.draft) dropDraft(doors.draft)
    },
    leave() {
      isLeft = true
      keep()
      void autosave.flush()
    },
    comeBack() {
      isLeft = false
      keep()
    },
    async flush() {
      if (state.phase !== 'idle') sendNow()
      if (!settledNow()) {
        await new Promise<void>((resolve) => {
          const stop = autosave.subscribe(() => {
            if (state.phase === 'waiting') sendNow()
            if (!settledNow()) return
            stop()
            resolve()
          })
        })
      }
      return Object.keys(pendingIn(state)).length === 0 && Object.keys(state.clashes).length === 0
    },
  }
  keep()
  plan()
  return autosave
}

/** One autosave for as long as the form is shown; what was typed is sent when it goes. */
export function useAutosave<F extends object>(
  doors: AutosaveDoors<F>,
  known: Known<F>,
  typed?: Partial<F>,
): [Autosave<F>, AutosaveState<F>] {
  const [autosave] = useState(() => (doors.draft && findLeft<F>(doors.draft)) || createAutosave(doors, known, typed))
  const state = useSyncExternalStore(autosave.subscribe, autosave.read)
  const { version, fields } = known
  useEffect(() => autosave.hear({ version, fields }), [autosave, version, fields])
  useEffect(() => {
    const flush = () => void autosave.flush()
    autosave.comeBack()
    window.addEventListener('pagehide', flush)
    window.addEventListener('online', flush)
    return () => {
      window.removeEventListener('pagehide', flush)
      window.removeEventListener('online', flush)
      autosave.leave()
    }
  }, [autosave])
  return [autosave, state]
}
