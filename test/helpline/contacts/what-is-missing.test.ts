import { describe, expect, it } from 'vitest'
import type { RequestFields } from '../../../helpline/contacts/contact-records.ts'
import { emptyRequest } from '../../../helpline/contacts/empty-request.ts'
import { missingInRequest } from '../../../helpline/contacts/what-is-missing.ts'

const aRequest = (overrides: Partial<RequestFields>): RequestFields => ({ ...emptyRequest('help'), ...overrides })
const ten = new Date('2026-11-30T10:00:00+01:00')
const eleven = new Date('2026-11-30T11:00:00+01:00')

describe('what a request still needs', () => {
  it.each([
    ['an empty information', { kind: 'information' }, true, ['answer', 'informationKind']],
    ['an information answered', { kind: 'information', informationKind: 'tax', answer: 'CAF' }, false, []],
    [
      'an information referred elsewhere',
      { kind: 'information', informationKind: 'tax', referredTo: 'CAF' },
      false,
      [],
    ],
    ['an empty help', {}, true, ['helpKind', 'neededFrom']],
    ['a help for nobody', { helpKind: 'homeCompany', neededFrom: ten }, false, ['personId']],
    ['company at home', { helpKind: 'homeCompany', neededFrom: ten }, true, []],
    ['a ride without places', { helpKind: 'transport', neededFrom: ten }, true, ['fromPlace', 'toPlace']],
    ['a ride', { helpKind: 'transport', neededFrom: ten, fromPlace: 'casa', toPlace: 'ospedale' }, true, []],
    [
      'a ride with a fixed return nobody timed',
      { helpKind: 'transport', neededFrom: ten, fromPlace: 'casa', toPlace: 'ospedale', returnKind: 'fixed' },
      true,
      ['returnAt'],
    ],
    [
      'a return before leaving',
      {
        helpKind: 'transport',
        neededFrom: eleven,
        returnAt: ten,
        fromPlace: 'casa',
        toPlace: 'ospedale',
        returnKind: 'fixed',
      },
      true,
      ['returnAt'],
    ],
    [
      'an end before its beginning',
      { helpKind: 'homeCompany', neededFrom: eleven, neededUntil: ten },
      true,
      ['neededUntil'],
    ],
    [
      'company with the way back of the ride it was before',
      { helpKind: 'homeCompany', neededFrom: eleven, returnKind: 'fixed', returnAt: ten },
      true,
      [],
    ],
    [
      'a ride with the end of the company it was before',
      { helpKind: 'transport', neededFrom: eleven, neededUntil: ten, fromPlace: 'casa', toPlace: 'ospedale' },
      true,
      [],
    ],
    [
      'a ride whose way back is called when ready, with the hour of another',
      {
        helpKind: 'transport',
        neededFrom: eleven,
        fromPlace: 'casa',
        toPlace: 'ospedale',
        returnKind: 'open',
        returnAt: ten,
      },
      true,
      [],
    ],
  ] as const)('%s', (_what, fields, hasPerson, expected) => {
    expect(Object.keys(missingInRequest(aRequest(fields), hasPerson)).sort()).toEqual([...expected])
  })
})
