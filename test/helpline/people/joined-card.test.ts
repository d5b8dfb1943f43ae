import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  beforeMerges,
  type CardFields,
  type FilledField,
  filledBy,
  refillable,
  takenBack,
  writtenBy,
} from '../../../helpline/people/merge/joined-card.ts'

const empty: CardFields = {
  firstName: 'Rosa',
  lastName: 'Bianchi',
  nickname: null,
  fiscalCode: null,
  birthDate: null,
  sex: null,
  livesAlone: null,
  comuneIstatCode: null,
  address: null,
  latitude: null,
  longitude: null,
  alreadyHelpedBy: null,
  member: null,
  memberUntil: null,
  mobility: null,
  hardOfHearing: false,
  mayLeaveMessage: null,
  warning: null,
  notes: null,
  listeningPointId: null,
  localAssociationId: null,
}
const after = (kept: Partial<CardFields>, absorbed: Partial<CardFields>): Partial<CardFields> =>
  writtenBy(filledBy({ ...empty, ...kept }, { ...empty, ...absorbed }))

const aCard: fc.Arbitrary<CardFields> = fc.record({
  firstName: fc.constantFrom('Rosa', 'Rosetta'),
  lastName: fc.constantFrom('Bianchi', 'Bianco'),
  nickname: fc.constantFrom(null, 'Gina'),
  fiscalCode: fc.constantFrom(null, 'BNCRSO41C59D150X', 'BNCRSO50C59D150X'),
  birthDate: fc.constantFrom(null, '1941-03-19', '1950-01-01'),
  sex: fc.constantFrom(null, 'female' as const),
  livesAlone: fc.constantFrom(null, true, false),
  comuneIstatCode: fc.constantFrom(null, '019036', '019035'),
  address: fc.constantFrom(null, 'Via Po 1', 'Via Adda 2'),
  latitude: fc.constantFrom(null, 45.1),
  longitude: fc.constantFrom(null, 10.1),
  alreadyHelpedBy: fc.constantFrom(null, 'family' as const, 'nobody' as const),
  member: fc.constantFrom(null, true, false),
  memberUntil: fc.constantFrom(null, '2026-12-31'),
  mobility: fc.constantFrom(null, 'walks' as const, 'aided' as const),
  hardOfHearing: fc.boolean(),
  mayLeaveMessage: fc.constantFrom(null, true, false),
  warning: fc.constantFrom(null, 'Ha un cane.', 'x'.repeat(199)),
  notes: fc.constantFrom(null, 'Preferisce il mattino.', 'Ama le carte.'),
  listeningPointId: fc.constantFrom(null, 'cremona', 'crema'),
  localAssociationId: fc.constantFrom(null, 'auser'),
})

describe('what a kept card takes from an absorbed one', () => {
  it.each<[string, Partial<CardFields>, Partial<CardFields>, Partial<CardFields>]>([
    [
      'what it did not know',
      {},
      { mobility: 'aided', birthDate: '1941-03-19' },
      { mobility: 'aided', birthDate: '1941-03-19' },
    ],
    ['nothing in the place of what it says', { mobility: 'walks' }, { mobility: 'aided' }, {}],
    ['“no” is something it says', { livesAlone: false }, { livesAlone: true }, {}],
    ['that somebody hears badly', { hardOfHearing: false }, { hardOfHearing: true }, { hardOfHearing: true }],
    ['both warnings', { warning: 'Ha un cane.' }, { warning: 'Sente poco.' }, { warning: 'Ha un cane. Sente poco.' }],
    ['a warning it has already only once', { warning: 'Ha un cane. Sente poco.' }, { warning: 'Sente poco.' }, {}],
    ['its own warning where both would be too long', { warning: 'x'.repeat(199) }, { warning: 'Sente poco.' }, {}],
    [
      'the address with its comune',
      {},
      { address: 'Via Po 1', comuneIstatCode: '019036', latitude: 45, longitude: 10 },
      { address: 'Via Po 1', comuneIstatCode: '019036', latitude: 45, longitude: 10 },
    ],
    [
      'no address of another comune',
      { comuneIstatCode: '019035' },
      { address: 'Via Po 1', comuneIstatCode: '019036' },
      {},
    ],
    [
      'the address of the same comune',
      { comuneIstatCode: '019036' },
      { address: 'Via Po 1', comuneIstatCode: '019036' },
      { address: 'Via Po 1' },
    ],
    ['no card of a member who is none', { member: false }, { member: true, memberUntil: '2026-12-31' }, {}],
    ['never a name', { firstName: 'Rosa' }, { firstName: 'Rosetta' }, {}],
  ])('%s', (_what, kept, absorbed, filled) => {
    expect(after(kept, absorbed)).toEqual(filled)
  })

  it('loses nothing it said, and an undone merge leaves it as it was', () => {
    fc.assert(
      fc.property(aCard, aCard, (kept, absorbed) => {
        const filled = filledBy(kept, absorbed)
        const joined = { ...kept, ...writtenBy(filled) }
        for (const field of Object.keys(kept) as (keyof CardFields)[]) {
          const said = kept[field]
          if (said === null || said === false) continue
          expect(String(joined[field]).startsWith(String(said))).toBe(true)
        }
        expect({ ...joined, ...takenBack(joined, filled) }).toEqual(kept)
        expect(filledBy(joined, absorbed)).toEqual([])
      }),
    )
  })

  it('holds what the merges that are left would have brought, whichever of several is undone first', () => {
    const others = fc.array(aCard, { minLength: 1, maxLength: 4 })
    const joinAll = (kept: CardFields, all: readonly { absorbed: CardFields }[]): CardFields =>
      all.reduce((card, { absorbed }) => ({ ...card, ...writtenBy(filledBy(card, absorbed)) }), kept)
    fc.assert(
      fc.property(aCard, others, fc.infiniteStream(fc.nat(3)), (kept, absorbedOnes, picks) => {
        let card = kept
        let merges: { absorbed: CardFields; filled: readonly FilledField[] }[] = absorbedOnes.map((absorbed) => {
          const filled = filledBy(card, absorbed)
          card = { ...card, ...writtenBy(filled) }
          return { absorbed, filled }
        })
        for (const pick of picks) {
          if (merges.length === 0) break
          const at = pick % merges.length
          const back = beforeMerges(
            card,
            merges.slice(at).map(({ filled }) => filled),
          )
          card = { ...card, ...back }
          merges = merges.toSpliced(at, 1).map(({ absorbed, filled }, place) => {
            const left = place < at ? filled : filled.filter(({ field }) => !(field in back))
            const more = filledBy(card, absorbed).filter(({ field }) => refillable(back).has(field))
            card = { ...card, ...writtenBy(more) }
            return { absorbed, filled: [...left, ...more] }
          })
          expect(card).toEqual(joinAll(kept, merges))
        }
        expect(card).toEqual(kept)
      }),
    )
  })
})
