/**
 * What a form that saves itself knows. Nothing typed leaves `typed` before the server has it or the person gives it up:
 * not a lost line, not a refusal, not somebody else's version.
 */
export interface AutosaveState<F extends object> {
  /** 0 until the server knows it. */
  version: number
  saved: F
  /** On screen and not yet known to be on the server. */
  typed: Partial<F>
  sent: Partial<F> | null
  /** The version `sent` left from. */
  sentFrom: number
  /** Sent from this version, and perhaps arrived: no answer came. Each of them may be what the server holds. */
  unanswered: readonly Partial<F>[]
  phase: 'idle' | 'waiting' | 'sending' | 'unreachable' | 'refused'
  /** Fields typed here that somebody else changed meanwhile, with what the other wrote: one of the two is chosen. */
  clashes: Partial<F>
  failures: number
  savedAt: Date | null
  fieldErrors: Readonly<Record<string, string>>
  refusal: string | null
}

export type AutosaveEvent<F extends object> =
  | { type: 'typed'; fields: Partial<F> }
  | { type: 'due' }
  | { type: 'accepted'; version: number; fields: F; at: Date }
  | { type: 'unreachable' }
  | { type: 'refused'; refusal: string; fieldErrors: Readonly<Record<string, string>> }
  /** Read again from the server after it said that our version is old. */
  | { type: 'overtaken'; version: number; fields: F }
  /** Read again from the server because of news. */
  | { type: 'news'; version: number; fields: F }
  | { type: 'mineKept'; field: keyof F }
  | { type: 'theirsTaken'; field: keyof F }
  | { type: 'givenUp' }

export const startOf = <F extends object>(version: number, saved: F, typed: Partial<F> = {}): AutosaveState<F> => ({
  version,
  saved,
  typed,
  sent: null,
  sentFrom: version,
  unanswered: [],
  phase: Object.keys(typed).length > 0 ? 'waiting' : 'idle',
  clashes: {},
  failures: 0,
  savedAt: null,
  fieldErrors: {},
  refusal: null,
})

export const shownIn = <F extends object>(state: AutosaveState<F>): F => ({ ...state.saved, ...state.typed })

const keysOf = <F extends object>(fields: Partial<F>): (keyof F)[] => Object.keys(fields) as (keyof F)[]
const without = <F extends object>(fields: Partial<F>, keys: readonly (keyof F)[]): Partial<F> =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => !keys.includes(key as keyof F))) as Partial<F>

/** What may be sent now: a field under dispute waits for its choice. */
export const pendingIn = <F extends object>(state: AutosaveState<F>): Partial<F> =>
  without(state.typed, keysOf(state.clashes))

/** Nothing is sent any more until somebody does something about it. */
export const isHeldBack = <F extends object>(state: AutosaveState<F>): boolean =>
  state.phase === 'refused' || keysOf(state.clashes).length > 0

/** What the server does not hold yet of what was kept when the page was left. */
export const stillNews = <F extends object>(kept: Partial<F>, saved: F): Partial<F> =>
  without(
    kept,
    keysOf(kept).filter((key) => sameValue(kept[key], saved[key])),
  )

const instantPattern = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/

function plain(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) return JSON.stringify(value, Object.keys(value).sort())
  if (typeof value !== 'string') return value ?? null
  if (instantPattern.test(value)) return Date.parse(value)
  return value.trim() || null
}

/** The server trims texts, and writes instants and the order of an object's keys its own way: that is no difference. */
export const sameValue = (one: unknown, other: unknown): boolean => plain(one) === plain(other)

/** Takes the server's values, but leaves a text as it was typed: a space taken away under the cursor would swallow a word. */
function asOnScreen<F extends object>(server: F, screen: F): F {
  const merged = { ...server }
  for (const key of keysOf<F>(server)) if (sameValue(server[key], screen[key])) merged[key] = screen[key]
  return merged
}

const hasPending = <F extends object>(state: AutosaveState<F>): boolean => keysOf(pendingIn(state)).length > 0

function settled<F extends object>(state: AutosaveState<F>): AutosaveState<F> {
  return { ...state, sent: null, phase: hasPending(state) ? 'waiting' : 'idle' }
}

/** What is on its way is waited for: another save beside it would be taken for it. */
const unlessSending = <F extends object>(before: AutosaveState<F>, next: AutosaveState<F>): AutosaveState<F> =>
  before.phase === 'sending' ? next : settled(next)

/** What left from an older version than ours has been decided: the server took it before that one, or never will. */
function undecided<F extends object>({ unanswered, sent, sentFrom, version }: AutosaveState<F>): readonly Partial<F>[] {
  if (!sent || sentFrom !== version) return unanswered
  const isKnown = keysOf(sent).every((key) => unanswered.some((each) => key in each && each[key] === sent[key]))
  return isKnown ? unanswered : [...unanswered, sent]
}

function rebased<F extends object>(state: AutosaveState<F>, version: number, fields: F): AutosaveState<F> {
  // Read before news that were heard since.
  if (version < state.version) return state
  let typed = state.typed
  const clashes: Partial<F> = { ...state.clashes }
  const ours = undecided(state)
  const isOurs = (key: keyof F) => ours.some((sent) => key in sent && sameValue(fields[key], sent[key]))
  for (const key of keysOf(typed)) {
    if (sameValue(fields[key], typed[key])) {
      typed = without(typed, [key])
      delete clashes[key]
    } else if (!sameValue(fields[key], state.saved[key]) && !isOurs(key)) clashes[key] = fields[key]
  }
  const unanswered = version > state.version ? [] : state.unanswered
  return { ...state, version, saved: asOnScreen(fields, shownIn(state)), typed, clashes, unanswered }
}

function accepted<F extends object>(
  state: AutosaveState<F>,
  { version, fields, at }: Extract<AutosaveEvent<F>, { type: 'accepted' }>,
): AutosaveState<F> {
  const sent = state.sent ?? {}
  // A first save repeated on a slow line is answered with what the first one wrote: the rest goes again.
  const firstSave = state.sentFrom === 0
  const arrived = keysOf(sent).filter(
    (key) => state.typed[key] === sent[key] && (!firstSave || sameValue(fields[key], sent[key])),
  )
  const typed = without(state.typed, arrived)
  const saved = asOnScreen(fields, { ...state.saved, ...sent })
  return settled({
    ...state,
    version: Math.max(version, state.version),
    saved: version >= state.version ? saved : state.saved,
    typed,
    clashes: without(state.clashes, arrived),
    unanswered: [],
    failures: 0,
    savedAt: at,
    fieldErrors: {},
    refusal: null,
  })
}

export function afterEvent<F extends object>(state: AutosaveState<F>, event: AutosaveEvent<F>): AutosaveState<F> {
  const next = changed(state, event)
  const isOver = next.phase !== 'idle' && next.phase !== 'sending' && !hasPending(next)
  return isOver ? { ...settled(next), refusal: null, fieldErrors: {} } : next
}

function changed<F extends object>(state: AutosaveState<F>, event: AutosaveEvent<F>): AutosaveState<F> {
  switch (event.type) {
    case 'typed': {
      const fields = event.fields
      const typed = { ...state.typed, ...fields }
      const fieldErrors = Object.fromEntries(Object.entries(state.fieldErrors).filter(([key]) => !(key in fields)))
      const next = { ...state, typed, fieldErrors }
      return state.phase === 'sending' ? next : { ...next, phase: 'waiting', failures: 0 }
    }
    case 'due':
      if (state.phase === 'sending' || state.phase === 'idle') return state
      return { ...state, phase: 'sending', sent: pendingIn(state), sentFrom: state.version }
    case 'accepted':
      return accepted(state, event)
    case 'unreachable':
      return {
        ...{ ...state, sent: null, unanswered: undecided(state) },
        ...{ phase: 'unreachable', failures: state.failures + 1 },
      }
    case 'refused':
      return { ...state, sent: null, phase: 'refused', refusal: event.refusal, fieldErrors: event.fieldErrors }
    case 'overtaken':
      return settled(rebased(state, event.version, event.fields))
    case 'news': {
      if (event.version <= state.version) return state
      const next = rebased(state, event.version, event.fields)
      return state.phase === 'idle' || state.phase === 'waiting' ? settled(next) : next
    }
    case 'givenUp':
      return unlessSending(state, { ...state, typed: {}, clashes: {} })
    case 'mineKept':
      return unlessSending(state, { ...state, clashes: without(state.clashes, [event.field]) })
    case 'theirsTaken': {
      const clashes = without(state.clashes, [event.field])
      return unlessSending(state, { ...state, clashes, typed: without(state.typed, [event.field]) })
    }
  }
}
