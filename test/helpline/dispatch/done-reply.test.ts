import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ClosableService, readDoneReply, resolveDone } from '../../../helpline/dispatch/day/done-reply.ts'
import { readVolunteerReply } from '../../../helpline/dispatch/volunteer-reply.ts'

const both = { code: '4821', km: 35 }

describe('a volunteer writes that a service is done', () => {
  it.each([
    'FATTO 4821 35',
    'fatto 4821 35',
    'Fatto 4821 35.',
    'Fatto, 4821, 35 km',
    'fatto 4821 35km',
    'FATTO 4821 KM 35',
    'fatto 4821: 35 chilometri',
    'Fatto 4821 km. 35 grazie',
    'fatto 4821 35 kilometri',
    'ok fatto 4821 35',
    'Buongiorno, fatto 4821 35',
    'Fatta 4821 35',
    'fatti 4821 35 km in tutto',
    'Servizio 4821 fatto, 35 km',
    '4821 fatto 35',
    '4821 35 fatto',
    '4821 35 km fatto grazie',
    '35 km 4821 fatto',
    'Fatto 35 4821',
    'fatto codice 4821 km 35',
    'Concluso 4821 35',
    'conclusa 4821 35 km',
    'Svolto 4821 35',
    'eseguito 4821 35',
    'Completato 4821, 35 km totale',
    'chiuso 4821 35',
    'finito 4821 35',
    'Ho finito 4821 35 km',
    'terminato 4821 35 km ciao',
    'FATTO 4821,35',
    'fatto 4821 - 35',
    'fatto 4821/35',
    'fatto\n4821\n35',
    'fatto 4821 34,6',
    'fatto 4821 35.4 km',
    'FATTO4821 35',
    'fatto 4821 circa 35 km',
    'Fatto tutto bene 4821 35',
  ])('%j: 35 km of 4821', (text) => expect(readDoneReply(text)).toEqual(both))

  it.each<[string, { code: string | null; km: number | null }]>([
    ['fatto', { code: null, km: null }],
    ['Fatto, grazie mille', { code: null, km: null }],
    ['ok fatto tutto', { code: null, km: null }],
    ['fatto 35', { code: null, km: 35 }],
    ['fatto 35 km', { code: null, km: 35 }],
    ['finito 35', { code: null, km: 35 }],
    ['fatto 4821', { code: '4821', km: null }],
    ['FATTO 0412', { code: '0412', km: null }],
    ['fatto 0', { code: null, km: 0 }],
  ])('%j says as much as it says', (text, said) => expect(readDoneReply(text)).toEqual(said))

  it.each([
    'non fatto 4821 35',
    'NON FATTO',
    'non ancora fatto 4821',
    'fatto 4821 35 ma la signora non c’era',
    'fatto a metà 4821 35',
    'fatto? 4821 35',
    'quasi fatto 4821 35',
    'fatto domani 4821 35',
    'fatto 4821 35 40',
    'fatto 48 21 35',
    'fatto 4821 5310',
    'fatto 4821 km',
    'fatto 48210',
    'fatto 4821 35,50',
    'fatto 4821 35 km e 8 euro di parcheggio',
    'fatto 4821 -35 km in meno',
    'ho finito',
    'finito',
    'pronta',
    '4821 35',
    'si 4821',
    'no',
    'km 35',
    'fatto 4821 trentacinque',
    'Il dottore non l’ha visitata: fatto lo stesso 4821 35',
    `fatto 4821 35 ${'grazie '.repeat(40)}`,
    '',
  ])('%j is for a person, or means something else', (text) => expect(readDoneReply(text)).toBeNull())

  it('never takes for done what is an answer to an offer', () => {
    fc.assert(
      fc.property(
        fc
          .array(
            fc.constantFrom(
              'fatto',
              'si',
              'no',
              'non',
              '4821',
              '35',
              'km',
              'grazie',
              'posso',
              'finito',
              'domani',
              'va',
              'bene',
            ),
            { minLength: 1, maxLength: 6 },
          )
          .map((said) => said.join(' ')),
        (text) => {
          const { kind } = readVolunteerReply(text)
          if (kind !== 'unclear') expect(readDoneReply(text)).toBeNull()
          if (/\b(non|no|domani)\b/.test(text)) expect(readDoneReply(text)).toBeNull()
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('which service is done', () => {
  const service = (changes: Partial<ClosableService> = {}): ClosableService => ({
    serviceId: 'a',
    code: '4821',
    isRide: true,
    state: 'assigned',
    km: null,
    isAwaited: false,
    startsAt: new Date('2026-11-25T09:00:00+01:00'),
    ...changes,
  })
  const awaited = service({ serviceId: 'c', code: '7007', isAwaited: true })
  const other = service({ serviceId: 'b', code: '5310' })

  it.each<[string, Parameters<typeof resolveDone>, ReturnType<typeof resolveDone>]>([
    ['the one of the code', [both, [other, service()]], { kind: 'close', serviceId: 'a', km: 35 }],
    ['the only one', [{ code: null, km: 35 }, [service()]], { kind: 'close', serviceId: 'a', km: 35 }],
    [
      'one given by hand',
      [{ code: null, km: 35 }, [service({ code: null })]],
      { kind: 'close', serviceId: 'a', km: 35 },
    ],
    ['which, of two', [{ code: null, km: 35 }, [service(), other]], { kind: 'whichOne', codes: ['4821', '5310'] }],
    ['two, one without a code: a person', [{ code: null, km: 35 }, [service(), service({ code: null })]], null],
    ['a ride without kilometres', [{ code: '4821', km: null }, [service()]], { kind: 'askKm', code: '4821' }],
    [
      'company at home needs none',
      [{ code: '4821', km: null }, [service({ isRide: false })]],
      { kind: 'close', serviceId: 'a', km: null },
    ],
    ['a wrong code', [{ code: '9999', km: 35 }, [service()]], { kind: 'wrongCode', codes: ['4821'] }],
    ['the same again', [both, [service({ state: 'done', km: 35 })]], { kind: 'already', km: 35, isSame: true }],
    [
      'another number afterwards',
      [both, [service({ state: 'done', km: 30 })]],
      { kind: 'already', km: 30, isSame: false },
    ],
    ['nothing', [both, []], null],
    [
      'the way there, while the return is awaited',
      [{ code: null, km: 14 }, [awaited, service()]],
      { kind: 'close', serviceId: 'a', km: 14 },
    ],
    ['no return that nobody has called', [{ code: null, km: 14 }, [awaited]], null],
    [
      'after the way there: no return that nobody has called',
      [{ code: null, km: 14 }, [awaited, service({ state: 'done', km: 20 })]],
      { kind: 'already', km: 20, isSame: false },
    ],
    ['unless its code says so', [{ code: '7007', km: 14 }, [awaited]], { kind: 'close', serviceId: 'c', km: 14 }],
    [
      'of a wrong code: no awaited return is proposed',
      [{ code: '9999', km: 14 }, [awaited, service()]],
      { kind: 'wrongCode', codes: ['4821'] },
    ],
  ])('%s', (_, [said, services], expected) => expect(resolveDone(said, services)).toEqual(expected))
})
