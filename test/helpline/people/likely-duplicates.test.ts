import { describe, expect, it } from 'vitest'
import {
  likelyDuplicates,
  type NearPerson,
  reasonsOf,
  type TypedPerson,
} from '../../../helpline/people/likely-duplicates.ts'

const typed: TypedPerson = {
  firstName: 'Rosa',
  lastName: 'Bianchi',
  birthDate: null,
  comuneIstatCode: null,
  fiscalCode: null,
  phonesE164: [],
}
const near: NearPerson = {
  id: 'rosa',
  cardNumber: 1,
  firstName: 'Rosa',
  lastName: 'Bianchi',
  birthDate: '1941-03-19',
  comuneName: 'Cremona',
  comuneIstatCode: '019036',
  fiscalCode: 'BNCRSO41C59D150X',
  phonesE164: ['+390372900001'],
  nameLikeness: 0.6,
}
const PHONE = { phonesE164: ['+390372900001'] }

describe('why a card may be of the person being written down', () => {
  it.each<[string, Partial<TypedPerson>, Partial<NearPerson>, string[]]>([
    ['the same code, whatever the name', { fiscalCode: near.fiscalCode }, { nameLikeness: 0.1 }, ['sameFiscalCode']],
    ['the same number and a similar name', PHONE, {}, ['samePhone', 'similarName']],
    ['the same number and another name: the husband', PHONE, { nameLikeness: 0.3 }, []],
    ['the same number and surname, another birthday: the sister', { ...PHONE, birthDate: '1944-01-01' }, {}, []],
    [
      'the same number and name, another birthday: a slip',
      { ...PHONE, birthDate: '1941-03-18' },
      { nameLikeness: 1 },
      ['samePhone', 'sameName'],
    ],
    ['a similar name and the same birthday', { birthDate: '1941-03-19' }, {}, ['similarName', 'sameBirthDate']],
    ['a similar name in the same comune', { comuneIstatCode: '019036' }, {}, ['similarName', 'sameComune']],
    ['only a similar name', {}, {}, []],
    ['the same name and nothing else known', {}, { nameLikeness: 1 }, ['sameName']],
    ['the same name, another birthday', { birthDate: '1950-03-19' }, { nameLikeness: 1 }, []],
    ['the same name, another code', { fiscalCode: 'BNCRSO50C59D150X' }, { nameLikeness: 1 }, []],
    ['the same birthday and another name', { birthDate: '1941-03-19' }, { nameLikeness: 0.2 }, []],
  ])('%s', (_what, said, known, reasons) => {
    expect(reasonsOf({ ...typed, ...said }, { ...near, ...known })).toEqual(reasons)
  })

  it('puts the likeliest first, and shows few', () => {
    const found = Array.from({ length: 9 }, (_, at) => ({
      ...near,
      id: `${at}`,
      cardNumber: at,
      nameLikeness: 1,
      phonesE164: [],
    }))
    const withPhone = { ...near, id: 'phone', cardNumber: 99 }
    const shown = likelyDuplicates({ ...typed, ...PHONE }, [...found, withPhone])
    expect(shown.map(({ person }) => person.id)).toEqual(['phone', '0', '1', '2', '3'])
  })
})
