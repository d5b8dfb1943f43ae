import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AutosaveEvent,
  type AutosaveState,
  afterEvent,
  pendingIn,
  sameValue,
  shownIn,
  startOf,
} from '../../operator-console/src/autosave-state.ts'

interface Note {
  title: string | null
  place: string | null
}
type Field = keyof Note
interface Known {
  version: number
  fields: Note
}
interface Sent {
  version: number
  fields: Partial<Note>
}
type Answer = ({ kind: 'accepted' } & Known) | { kind: 'conflict' | 'gone' }
type Flight =
  | { stage: 'going'; sent: Sent }
  | { stage: 'answered'; answer: Answer }
  | { stage: 'reading' }
  | { stage: 'read'; known: Known }

const at = new Date('2026-11-24T09:04:00Z')
const blank: Note = { title: null, place: null }
const fields: readonly Field[] = ['title', 'place']
const trimmed = (text: string | null | undefined): string | null => text?.trim() || null

/** One form, the line it hangs on, the server at the other end, and perhaps somebody else who writes there. */
class Disorder {
  server: Known
  state: AutosaveState<Note>
  flight: Flight | null = null
  late: Sent[] = []
  news: Known[] = []
  lastTyped: Partial<Note> = {}
  /** All that the server has ever held in a field. */
  held: Record<Field, Set<string | null>> = { title: new Set([null]), place: new Set([null]) }
  sends: Sent[] = []
  /** What somebody else wrote last in a field, until it is written over. */
  theirs: Partial<Record<Field, { version: number; text: string | null; isSeen: boolean }>> = {}
  overwrittenUnseen: Field[] = []
  wentBack = false
  count = 0

  constructor(version: 0 | 1) {
    this.server = { version, fields: blank }
    this.state = startOf<Note>(version, blank, version === 0 ? blank : {})
  }

  apply(event: AutosaveEvent<Note>): void {
    const before = this.state
    this.state = afterEvent(before, event)
    this.wentBack ||= this.state.version < before.version
    if (this.state.phase === 'sending' && !this.flight) {
      const sent = { version: this.state.version, fields: this.state.sent ?? {} }
      this.sends.push(sent)
      this.flight = { stage: 'going', sent }
    }
    for (const field of fields) this.look(field, before)
  }

  /** Their words are seen on screen or beside it; the same words sent or known here before cannot be told from them. */
  look(field: Field, before: AutosaveState<Note>): void {
    const theirs = this.theirs[field]
    const { state } = this
    if (!theirs || state.version < theirs.version) return
    const isOnScreen = sameValue(shownIn(state)[field], theirs.text)
    const isBeside = field in state.clashes && sameValue(state.clashes[field], theirs.text)
    const isNews = before.version < theirs.version
    const isAlsoMine = this.sends.some(
      (sent) => sent.version === before.version && field in sent.fields && sameValue(sent.fields[field], theirs.text),
    )
    const isAsBefore = sameValue(before.saved[field], theirs.text)
    theirs.isSeen ||= isOnScreen || isBeside || (isNews && (isAlsoMine || isAsBefore))
  }

  write(changed: Partial<Note>): void {
    const next = { ...this.server.fields }
    for (const field of fields) if (field in changed) next[field] = trimmed(changed[field])
    this.server = { version: this.server.version + 1, fields: next }
    for (const field of fields) this.held[field].add(next[field])
  }

  /** What the server does with what reaches it. */
  receive({ version, fields: changed }: Sent): Answer {
    if (version !== this.server.version) {
      const isRepeated = version === 0 && this.server.version === 1
      return isRepeated ? { kind: 'accepted', ...this.server } : { kind: 'conflict' }
    }
    for (const field of fields) {
      if (!(field in changed) || sameValue(changed[field], this.server.fields[field])) continue
      if (this.theirs[field]?.isSeen === false) this.overwrittenUnseen.push(field)
      delete this.theirs[field]
    }
    this.write(changed)
    return { kind: 'accepted', ...this.server }
  }

  type(field: Field, text: string): void {
    const typed = text === 'new' ? `new ${++this.count}` : text || null
    this.lastTyped[field] = typed
    this.apply({ type: 'typed', fields: { [field]: typed } })
  }

  travel(): void {
    const { flight } = this
    if (flight?.stage === 'going') this.flight = { stage: 'answered', answer: this.receive(flight.sent) }
    else if (flight?.stage === 'reading') this.flight = { stage: 'read', known: this.server }
    else if (flight?.stage === 'read') this.end({ type: 'overtaken', ...flight.known })
    else if (flight?.stage === 'answered') {
      const { answer } = flight
      if (answer.kind === 'conflict') this.flight = { stage: 'reading' }
      else if (answer.kind === 'accepted')
        this.end({ type: 'accepted', version: answer.version, fields: answer.fields, at })
    }
  }

  end(event: AutosaveEvent<Note>): void {
    this.flight = null
    this.apply(event)
  }

  step({ kind, field, text }: Step): void {
    const isClashing = field in this.state.clashes
    if (kind === 'type') this.type(field, text)
    else if (kind === 'due') this.apply({ type: 'due' })
    else if (kind === 'travel') this.travel()
    else if (kind === 'lose' && this.flight) {
      if (this.flight.stage === 'going') this.late.push(this.flight.sent)
      this.end({ type: 'unreachable' })
    } else if (kind === 'refuse' && this.flight?.stage === 'going') {
      this.end({ type: 'refused', refusal: 'no', fieldErrors: {} })
    } else if (kind === 'late') {
      const sent = this.late.shift()
      if (sent) this.receive(sent)
    } else if (kind === 'tell' && this.server.version > 0) this.news.push(this.server)
    else if (kind === 'hear') {
      const known = this.news.shift()
      if (known) this.apply({ type: 'news', ...known })
    } else if (kind === 'other' && this.server.version > 0) {
      const words = text === 'new' ? `new ${++this.count}` : text || null
      const isNew = !sameValue(words, this.server.fields[field])
      this.write({ [field]: words })
      if (isNew) this.theirs[field] = { version: this.server.version, text: words, isSeen: false }
    } else if (kind === 'mine' && isClashing) this.apply({ type: 'mineKept', field })
    else if (kind === 'theirs' && isClashing) {
      delete this.lastTyped[field]
      this.apply({ type: 'theirsTaken', field })
    }
  }

  /** The line is good again. */
  settle(): void {
    this.news = []
    for (let round = 0; round < 12; round += 1) {
      this.apply({ type: 'due' })
      for (let leg = 0; leg < 4; leg += 1) this.travel()
    }
    this.apply({ type: 'news', ...this.server })
  }

  /** What no step may bring about. */
  wrong(): string[] {
    const { state, held, lastTyped } = this
    const pending = Object.keys(pendingIn(state)).length
    const vanished = fields.filter((field) => {
      const isTyped = field in state.typed && sameValue(state.typed[field], lastTyped[field])
      return !isTyped && !held[field].has(trimmed(lastTyped[field]))
    })
    const isWaiting = state.phase !== 'idle' && state.phase !== 'sending'
    return [
      ...vanished.map((field) => `${field} has vanished`),
      ...this.overwrittenUnseen.map((field) => `their ${field} was written over unseen`),
      ...(this.wentBack ? ['back to an older version'] : []),
      ...fields
        .filter((field) => field in state.clashes && !(field in state.typed))
        .map((field) => `${field} clashes, untyped`),
      ...((state.phase === 'sending') === (this.flight !== null)
        ? []
        : [`${state.phase}, but on the way: ${this.flight?.stage}`]),
      ...(isWaiting && pending === 0 ? [`${state.phase} with nothing to send`] : []),
      ...(state.phase === 'idle' && pending > 0 ? ['idle with something to send'] : []),
      ...(state.version > this.server.version ? ['ahead of the server'] : []),
    ]
  }
}

interface Step {
  kind: 'type' | 'due' | 'travel' | 'lose' | 'refuse' | 'late' | 'tell' | 'hear' | 'other' | 'mine' | 'theirs'
  field: Field
  text: string
}
const step = (...kinds: Step['kind'][]): fc.Arbitrary<Step> =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    field: fc.constantFrom('title', 'title', 'place'),
    text: fc.constantFrom('a', 'a ', 'b', 'new', ''),
  })
const inAnyOrder = (one: fc.Arbitrary<Step>) => fc.array(one, { maxLength: 60, size: 'max' })
const alone = [
  'type',
  'type',
  'due',
  'due',
  'travel',
  'travel',
  'travel',
  'lose',
  'late',
  'tell',
  'hear',
  'hear',
] as const
const start = fc.constantFrom(0 as const, 1 as const)

function played(version: 0 | 1, taken: readonly Step[], isAlone: boolean): Disorder {
  const disorder = new Disorder(version)
  for (const each of taken) {
    disorder.step(each)
    const clashes = isAlone ? Object.keys(disorder.state.clashes).map((field) => `${field} clashes with itself`) : []
    const wrong = [...disorder.wrong(), ...clashes]
    if (wrong.length > 0) expect.fail(wrong.join('; '))
  }
  disorder.settle()
  return disorder
}

describe('a form on a line where everything comes late, twice, or not at all', () => {
  it('keeps what one person alone types, and never disagrees with them', () => {
    fc.assert(
      fc.property(start, inAnyOrder(step(...alone)), (version, taken) => {
        const { state, server, lastTyped } = played(version, taken, true)
        expect(state).toMatchObject({ phase: 'idle', typed: {} })
        for (const field of fields) {
          expect(trimmed(shownIn(state)[field])).toBe(server.fields[field])
          if (field in lastTyped) expect(server.fields[field]).toBe(trimmed(lastTyped[field]))
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('loses no word of two people who write at once, whatever they choose', () => {
    const two = [...alone, 'refuse', 'other', 'mine', 'theirs'] as const
    fc.assert(
      fc.property(start, inAnyOrder(step(...two)), (version, taken) => {
        const { state, server } = played(version, taken, false)
        expect(state.phase).toBe('idle')
        expect(Object.keys(state.typed).sort()).toEqual(Object.keys(state.clashes).sort())
        for (const field of fields) {
          if (!(field in state.typed)) expect(trimmed(shownIn(state)[field])).toBe(server.fields[field])
        }
      }),
      { numRuns: 1_000 },
    )
  })
})
