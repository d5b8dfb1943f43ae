import { describe, expect, it } from 'vitest'
import {
  registerEntries,
  registerGaps,
  type VolunteerToRegister,
} from '../../../helpline/dispatch/volunteers/volunteer-register.ts'

const today = '2026-11-24'
const bruno = (overrides: Partial<VolunteerToRegister> = {}): VolunteerToRegister => ({
  ...{ id: 'bruno', localAssociationId: 'crema', occasional: false, firstName: 'Bruno', lastName: 'Ferrari' },
  ...{ fiscalCode: 'RSSMRA80A01H501U', birthDate: null, birthPlace: null, residence: 'Via Po 1, Crema' },
  ...{ startedOn: '2026-11-20', endedOn: null },
  ...overrides,
})
const entered = (volunteer: VolunteerToRegister) => registerEntries(null, volunteer, today)[0] ?? null
const kinds = (last: ReturnType<typeof entered>, volunteer: VolunteerToRegister) =>
  registerEntries(last, volunteer, today).map(({ kind, localAssociationId }) => `${kind} ${localAssociationId}`)

describe('the register of volunteers', () => {
  it('enters who helps regularly, once their data are whole', () => {
    expect(kinds(null, bruno())).toEqual(['entered crema'])
    expect(kinds(null, bruno({ occasional: true }))).toEqual([])
    expect(kinds(null, bruno({ fiscalCode: null }))).toEqual([])
    expect(kinds(null, bruno({ fiscalCode: null, birthDate: '1950-01-01', birthPlace: 'Crema' }))).toEqual([
      'entered crema',
    ])
    expect(registerGaps(bruno({ fiscalCode: null, residence: null }))).toEqual(['fiscalCode', 'residence'])
    expect(kinds(null, bruno({ endedOn: '2026-11-21' }))).toEqual([])
  })

  it('writes what the decree asks for when it changes, and nothing else', () => {
    const last = entered(bruno())
    expect(kinds(last, bruno())).toEqual([])
    expect(kinds(last, bruno({ residence: 'Via Adda 2, Crema' }))).toEqual(['changed crema'])
  })

  it('writes who leaves, who comes back, and who moves', () => {
    const last = entered(bruno())
    expect(kinds(last, bruno({ endedOn: today }))).toEqual(['left crema'])
    const [gone = null] = registerEntries(last, bruno({ endedOn: today }), today)
    expect(kinds(gone, bruno({ endedOn: today }))).toEqual([])
    expect(kinds(gone, bruno({ endedOn: '2026-11-23' }))).toEqual(['changed crema'])
    expect(kinds(gone, bruno())).toEqual(['entered crema'])
    expect(kinds(last, bruno({ localAssociationId: 'soncino' }))).toEqual(['left crema', 'entered soncino'])
  })

  it('takes leave of who helps only now and then from today on', () => {
    const [left] = registerEntries(entered(bruno()), bruno({ occasional: true }), today)
    expect(left).toMatchObject({ kind: 'left', content: { endedOn: today } })
  })
})
