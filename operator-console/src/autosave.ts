import { useEffect, useState, useSyncExternalStore } from 'react'
import { asApiError } from './api-client.ts'
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
  /** Sends at once; true when everything typed has arrived. */
  flush(): Promise<boolean>
}

const lostOnTheWay = new Set(['unreachable', 'broken', 'tooMany', 'signedOut'])

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
  const kept = doors.draft ? stillNews(readDraft<KeptDraft<F>>(doors.draft)?.typed ?? {}, known.fields) : {}
  let undecided = kept
  let isKept = false
  let isLeft = false

  function keep(): void {
    const isSaved = Object.keys(state.typed).length === 0
    markUnsaved(owner, !isSaved && !isLeft)
    markHeldBack(owner, !isSaved && !isLeft && isHeldBack(state))
    markOnTheWay(owner, !isSaved && isLeft && !isHeldBack(state))
    if (!doors.draft) return
    if (isSaved && isKept) {
      if (Object.keys(undecided).length === 0) dropDraft(doors.draft)
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
    for (const listener of listeners) listener()
    if (state.phase === 'sending' && before.phase !== 'sending') void send()
  }

  function plan(): void {
    clearTimeout(timer)
    const retryMs = RETRIES_MS[Math.min(state.failures, RETRIES_MS.length) - 1] ?? DELAY_MS
    if (state.phase === 'waiting') {
      waitingSince ??= performance.now()
      const left = Math.max(0, waitingSince + LONGEST_DELAY_MS - performance.now())
      timer = setTimeout(() => apply({ type: 'due' }), Math.min(DELAY_MS, left))
      return
    }
    waitingSince = null
    if (state.phase === 'unreachable') timer = setTimeout(() => apply({ type: 'due' }), retryMs)
  }

  async function send(): Promise<void> {
    // Never in the name of whoever signs in next.
    if (whoTypes() !== typedBy) return apply({ type: 'givenUp' })
    try {
      const { version, fields } = await doors.save(state.version, state.sent ?? {}, shownIn(state))
      apply({ type: 'accepted', version, fields, at: helplineNow() })
    } catch (thrown) {
      const error = asApiError(thrown)
      if (error.kind === 'conflict') await readOvertaking()
      else if (lostOnTheWay.has(error.kind)) apply({ type: 'unreachable' })
      else apply({ type: 'refused', refusal: error.message, fieldErrors: error.fields })
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
    kept: Object.keys(kept).length > 0 ? kept : null,
    takeUpKept() {
      undecided = {}
      isKept = true
      apply({ type: 'typed', fields: kept })
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
    async flush() {
      if (state.phase !== 'idle') apply({ type: 'due' })
      if (!settledNow()) {
        await new Promise<void>((resolve) => {
          const stop = autosave.subscribe(() => {
            if (state.phase === 'waiting') apply({ type: 'due' })
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
  const [autosave] = useState(() => createAutosave(doors, known, typed))
  const state = useSyncExternalStore(autosave.subscribe, autosave.read)
  const { version, fields } = known
  useEffect(() => autosave.hear({ version, fields }), [autosave, version, fields])
  useEffect(() => {
    const flush = () => void autosave.flush()
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
