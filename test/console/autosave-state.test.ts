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

const at = new Date('2026-11-24T09:04:00Z')
const blank: Note = { title: null, place: null }
const run = (state: AutosaveState<Note>, ...events: AutosaveEvent<Note>[]) => events.reduce(afterEvent<Note>, state)
const typed = (fields: Partial<Note>): AutosaveEvent<Note> => ({ type: 'typed', fields })
const due: AutosaveEvent<Note> = { type: 'due' }
const accepted = (version: number, fields: Note): AutosaveEvent<Note> => ({ type: 'accepted', version, fields, at })

describe('what a form that saves itself knows', () => {
  it('sends what was typed and then knows it saved', () => {
    const sending = run(startOf(1, blank), typed({ title: 'Visita' }), due)
    expect(sending).toMatchObject({ phase: 'sending', sent: { title: 'Visita' } })
    const saved = run(sending, accepted(2, { title: 'Visita', place: null }))
    expect(saved).toMatchObject({ phase: 'idle', version: 2, typed: {}, savedAt: at })
  })

  it('keeps what is typed while a save is on its way, and sends it next', () => {
    const state = run(
      startOf(1, blank),
      typed({ title: 'Vis' }),
      due,
      typed({ title: 'Visita' }),
      accepted(2, { title: 'Vis', place: null }),
    )
    expect(state).toMatchObject({ phase: 'waiting', version: 2, typed: { title: 'Visita' } })
    expect(shownIn(state).title).toBe('Visita')
  })

  it('leaves on screen the space the server trimmed, so that the next word is not glued to it', () => {
    const state = run(startOf(1, blank), typed({ place: 'Via ' }), due, accepted(2, { title: null, place: 'Via' }))
    expect(state.phase).toBe('idle')
    expect(shownIn(state).place).toBe('Via ')
  })

  it('loses nothing when the line is lost, and tries again', () => {
    const lost = run(startOf(1, blank), typed({ title: 'Visita' }), due, { type: 'unreachable' })
    expect(lost).toMatchObject({ phase: 'unreachable', failures: 1, typed: { title: 'Visita' } })
    expect(run(lost, due)).toMatchObject({ phase: 'sending', sent: { title: 'Visita' } })
  })

  it('keeps what was refused, says why beside the field, and tries again after a correction', () => {
    const refused = run(startOf(1, blank), typed({ title: 'x' }), due, {
      type: 'refused',
      refusal: 'Controlli i campi segnati.',
      fieldErrors: { title: 'Troppo corto.' },
    })
    expect(refused).toMatchObject({ phase: 'refused', typed: { title: 'x' }, fieldErrors: { title: 'Troppo corto.' } })
    expect(run(refused, typed({ title: 'xy' }))).toMatchObject({ phase: 'waiting', fieldErrors: {} })
  })

  it('joins by itself what two people wrote in different fields', () => {
    const state = run(startOf(1, blank), typed({ title: 'Visita' }), due, {
      type: 'overtaken',
      version: 2,
      fields: { title: null, place: 'Cremona' },
    })
    expect(state).toMatchObject({ phase: 'waiting', version: 2, clashes: {} })
    expect(shownIn(state)).toEqual({ title: 'Visita', place: 'Cremona' })
  })

  it('shows both texts where two people wrote in one field, and sends neither until one is chosen', () => {
    const clashing = run(startOf(1, blank), typed({ title: 'mio' }), due, {
      type: 'overtaken',
      version: 2,
      fields: { title: 'altrui', place: null },
    })
    expect(clashing).toMatchObject({ phase: 'idle', typed: { title: 'mio' }, clashes: { title: 'altrui' } })
    expect(pendingIn(clashing)).toEqual({})

    const mine = run(clashing, { type: 'mineKept', field: 'title' }, due)
    expect(mine).toMatchObject({ phase: 'sending', version: 2, sent: { title: 'mio' } })
    const theirs = run(clashing, { type: 'theirsTaken', field: 'title' })
    expect(theirs).toMatchObject({ phase: 'idle', typed: {}, clashes: {} })
    expect(shownIn(theirs).title).toBe('altrui')
  })

  it('takes news of fields nobody is typing in, and ignores what is older than what it knows', () => {
    const state = run(startOf(3, { title: 'Visita', place: null }), typed({ title: 'Visita medica' }))
    const news = run(state, { type: 'news', version: 4, fields: { title: 'Visita', place: 'Crema' } })
    expect(shownIn(news)).toEqual({ title: 'Visita medica', place: 'Crema' })
    expect(run(state, { type: 'news', version: 2, fields: { title: 'vecchio', place: 'vecchio' } })).toBe(state)
  })

  it('knows its own words again when only the answer was lost, also while others are typed after them', () => {
    const lost = run(startOf(0, blank), typed({ title: 'Visita' }), due, { type: 'unreachable' })
    const news: AutosaveEvent<Note> = { type: 'news', version: 1, fields: { title: 'Visita', place: null } }
    expect(run(lost, news)).toMatchObject({ phase: 'idle', typed: {}, version: 1 })
    const typedOn = run(lost, typed({ title: 'Visita di Rosa' }), news)
    expect(typedOn).toMatchObject({ phase: 'waiting', clashes: {}, version: 1 })
    expect(pendingIn(typedOn)).toEqual({ title: 'Visita di Rosa' })
    const theirs: AutosaveEvent<Note> = { type: 'news', version: 1, fields: { title: 'Spesa', place: null } }
    expect(run(lost, typed({ title: 'Visita di Rosa' }), theirs).clashes).toEqual({ title: 'Spesa' })
  })

  it('takes nobody’s words but its own for an earlier text whose answer was lost, when a later one is refused as old', () => {
    const retyped = run(
      startOf(0, blank),
      ...[typed({ title: 'Visita' }), due, { type: 'unreachable' } as const],
      ...[typed({ title: 'Spesa' }), due],
      { type: 'overtaken', version: 1, fields: { title: 'Visita', place: null } },
    )
    expect(retyped).toMatchObject({ phase: 'waiting', clashes: {}, typed: { title: 'Spesa' }, version: 1 })
  })

  it('never disagrees with itself, whichever answers are lost', () => {
    const text = fc.constantFrom('a', 'b', 'c', 'd')
    const step = fc.oneof(
      text.map((title) => ({ kind: 'type' as const, title })),
      fc.constantFrom('due', 'arrive', 'loseBefore', 'loseAfter', 'news').map((kind) => ({ kind, title: '' })),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let server = { version: 1, fields: blank }
        let state = startOf<Note>(1, blank)
        for (const { kind, title } of steps) {
          if (kind === 'type') state = run(state, typed({ title }))
          else if (kind === 'news') state = run(state, { type: 'news', ...server })
          else if (kind === 'due') state = run(state, due)
          else if (state.phase === 'sending') {
            if (kind === 'loseBefore') state = run(state, { type: 'unreachable' })
            else if (state.version !== server.version) state = run(state, { type: 'overtaken', ...server })
            else {
              server = { version: server.version + 1, fields: { ...server.fields, ...state.sent } }
              state = run(state, kind === 'arrive' ? accepted(server.version, server.fields) : { type: 'unreachable' })
            }
          }
          expect(state.clashes).toEqual({})
        }
      }),
      { numRuns: 500 },
    )
  })

  it('remembers of an hour without answers no more than what was typed in it', () => {
    const retries = Array.from({ length: 400 }, () => [due, { type: 'unreachable' } as const]).flat()
    const lost = run(startOf(1, blank), typed({ title: 'Visita' }), ...retries, typed({ place: 'Crema' }), ...retries)
    expect(lost.unanswered).toEqual([{ title: 'Visita' }, { title: 'Visita', place: 'Crema' }])
    const heard = run(lost, { type: 'news', version: 2, fields: { title: 'Visita', place: null } })
    expect(heard).toMatchObject({ unanswered: [], typed: { place: 'Crema' }, clashes: {} })
  })

  it('sends again what a repeated first save did not write, also when it hears of the first one before the answer', () => {
    const state = run(
      startOf<Note>(0, blank, { title: 'Visita' }),
      ...[due, { type: 'unreachable' } as const, typed({ title: 'Visita di Rosa' }), due],
      { type: 'news', version: 1, fields: { title: 'Visita', place: null } },
      accepted(1, { title: 'Visita', place: null }),
    )
    expect(state).toMatchObject({ phase: 'waiting', version: 1, typed: { title: 'Visita di Rosa' }, clashes: {} })
  })

  it('takes the same words for another’s when its own came too late to be written', () => {
    const tooLate = run(
      startOf(1, blank),
      ...[typed({ title: 'Spesa' }), due],
      { type: 'news', version: 2, fields: { title: null, place: 'Crema' } },
      { type: 'unreachable' },
      typed({ title: 'Visita' }),
      { type: 'news', version: 3, fields: { title: 'Spesa', place: 'Crema' } },
    )
    expect(tooLate).toMatchObject({ typed: { title: 'Visita' }, clashes: { title: 'Spesa' } })
  })

  it('takes nothing for arrived that was put right while something else was on its way', () => {
    const clashing = run(startOf(1, blank), typed({ title: 'mio' }), due, {
      type: 'overtaken',
      ...{ version: 2, fields: { title: 'altrui', place: null } },
    })
    const chosen = run(clashing, typed({ place: 'Crema' }), due, { type: 'mineKept', field: 'title' }, due)
    expect(chosen).toMatchObject({ phase: 'sending', sent: { place: 'Crema' } })
    const saved = run(chosen, accepted(3, { title: 'altrui', place: 'Crema' }))
    expect(saved).toMatchObject({ phase: 'waiting', typed: { title: 'mio' } })
  })

  it('has nothing to say about what was refused once the server holds it all the same', () => {
    const refused = run(startOf(1, blank), typed({ title: 'x' }), due, {
      type: 'refused',
      ...{ refusal: 'Controlli i campi segnati.', fieldErrors: { title: 'Troppo corto.' } },
    })
    const heard = run(refused, { type: 'news', version: 2, fields: { title: 'x', place: null } })
    expect(heard).toMatchObject({ phase: 'idle', typed: {}, refusal: null, fieldErrors: {} })
  })

  it('sends again what a repeated first save did not write', () => {
    const state = run(
      startOf<Note>(0, blank, { title: 'Visita' }),
      due,
      { type: 'unreachable' },
      typed({ place: 'Cremona' }),
      due,
      // The first save had arrived after all: the server answers with what it wrote then.
      accepted(1, { title: 'Visita', place: null }),
    )
    expect(state).toMatchObject({ phase: 'waiting', version: 1, typed: { place: 'Cremona' } })
  })

  it('never loses a typed text, whatever happens in whatever order', () => {
    const text = fc.constantFrom('a', 'b', 'c')
    const step = fc.oneof(
      text.map((title) => ({ kind: 'type' as const, title })),
      fc.constant({ kind: 'due' as const }),
      fc.constant({ kind: 'accept' as const }),
      fc.constant({ kind: 'lose' as const }),
      fc.constant({ kind: 'refuse' as const }),
      text.map((place) => ({ kind: 'otherWrites' as const, place })),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let server = { version: 1, fields: blank }
        let state = startOf(1, blank)
        let lastTyped: string | null = null
        for (const each of steps) {
          if (each.kind === 'type') {
            lastTyped = each.title
            state = run(state, typed({ title: each.title }))
          } else if (each.kind === 'otherWrites') {
            server = { version: server.version + 1, fields: { ...server.fields, place: each.place } }
            state = run(state, { type: 'news', ...server })
          } else if (each.kind === 'due') state = run(state, due)
          else if (state.phase !== 'sending') continue
          else if (each.kind === 'lose') state = run(state, { type: 'unreachable' })
          else if (each.kind === 'refuse') state = run(state, { type: 'refused', refusal: 'no', fieldErrors: {} })
          else {
            server = { version: server.version + 1, fields: { ...server.fields, ...state.sent } }
            state = run(state, accepted(server.version, server.fields))
          }
          expect(shownIn(state).title).toBe(lastTyped)
          const isSafe = server.fields.title === lastTyped || state.typed.title === lastTyped
          expect(isSafe).toBe(true)
        }
      }),
    )
  })
})

describe('sameValue', () => {
  it.each([
    ['Via Roma ', 'Via Roma', true],
    ['', null, true],
    [undefined, null, true],
    ['2026-11-24T10:00:00+01:00', '2026-11-24T09:00:00.000Z', true],
    ['2026-11-24T10:00:00+01:00', '2026-11-24T10:00:00.000Z', false],
    [0, null, false],
    [false, null, false],
    [{ days: [1, 3], until: null }, { until: null, days: [1, 3] }, true],
    [{ days: [1, 3], until: null }, { until: null, days: [1] }, false],
    [{ days: [1] }, null, false],
  ])('%j and %j: %s', (one, other, same) => expect(sameValue(one, other)).toBe(same))
})
