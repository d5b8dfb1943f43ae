import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { helpKinds, returnKinds } from '../../../helpline/contacts/kinds.ts'
import { changedText } from '../../../helpline/dispatch/board/change-texts.ts'
import { endingOf } from '../../../helpline/dispatch/cancel-service.ts'
import { freeCode } from '../../../helpline/dispatch/make-offers.ts'
import { defaultOfferPolicies, offerPolicyFor } from '../../../helpline/dispatch/offer-policy.ts'
import { calledOffText, offerText, takenText, withoutDoor } from '../../../helpline/dispatch/offer-texts.ts'
import { serviceTimes } from '../../../helpline/dispatch/service-times.ts'
import { toldBySms, toldByVoice } from '../../../helpline/dispatch/spoken-texts.ts'
import { gsm7Segments } from '../../../helpline/messages/gsm7.ts'
import { nextAskingTime } from '../../../helpline/reaching/quiet-hours.ts'

const at = (text: string) => new Date(`${text}+01:00`)

describe('how to ask', () => {
  const startsAt = at('2026-11-27T10:00:00')
  it.each([
    ['2026-11-24T09:59:00', 1],
    ['2026-11-24T10:00:00', 1],
    ['2026-11-24T10:01:00', 3],
    ['2026-11-27T04:00:00', 3],
    ['2026-11-27T04:01:00', 5],
    ['2026-11-27T09:59:00', 5],
    ['2026-11-27T11:00:00', 5],
  ])('at %s, waves of %i', (now, waveSize) => {
    expect(offerPolicyFor([], startsAt, at(now)).waveSize).toBe(waveSize)
    expect(offerPolicyFor([...defaultOfferPolicies].reverse(), startsAt, at(now)).waveSize).toBe(waveSize)
  })

  it.each([
    ['2026-11-24T07:59:00', '2026-11-24T08:00:00'],
    ['2026-11-24T08:00:00', '2026-11-24T08:00:00'],
    ['2026-11-24T19:59:59', '2026-11-24T19:59:59'],
    ['2026-11-24T20:00:00', '2026-11-25T08:00:00'],
    ['2026-11-24T00:00:00', '2026-11-24T08:00:00'],
  ])('at %s people may be asked from %s', (now, next) => {
    expect(nextAskingTime(at(now))).toEqual(at(next))
  })

  it('waits for eight o’clock in Rome over the night the clocks change', () => {
    expect(nextAskingTime(new Date('2026-10-24T21:00:00+02:00'))).toEqual(new Date('2026-10-25T08:00:00+01:00'))
    expect(nextAskingTime(new Date('2027-03-27T21:00:00+01:00'))).toEqual(new Date('2027-03-28T08:00:00+02:00'))
  })
})

describe('the times of a service', () => {
  const needed = {
    helpKind: 'transport',
    neededFrom: at('2026-11-25T09:00:00'),
    neededUntil: null,
    returnKind: 'none',
    returnAt: null,
  } as const
  const ends = (overrides: Partial<Parameters<typeof serviceTimes>[0]>) =>
    serviceTimes({ ...needed, ...overrides }).endsAt
  it('are the usual ones, or what was written, or those of the way back', () => {
    expect(ends({})).toEqual(at('2026-11-25T10:00:00'))
    expect(ends({ neededUntil: at('2026-11-25T09:40:00') })).toEqual(at('2026-11-25T09:40:00'))
    expect(ends({ returnKind: 'fixed', returnAt: at('2026-11-25T11:30:00') })).toEqual(at('2026-11-25T12:30:00'))
  })

  it('of what is no ride have no way back', () => {
    const left = { helpKind: 'groceryDelivery', returnKind: 'fixed', returnAt: at('2026-11-25T17:00:00') } as const
    expect(ends(left)).toEqual(at('2026-11-25T10:30:00'))
    expect(ends({ ...left, neededUntil: at('2026-11-25T11:00:00') })).toEqual(at('2026-11-25T11:00:00'))
  })

  it('count the way to the next service once', () => {
    const first = serviceTimes(needed)
    const second = serviceTimes({ ...needed, neededFrom: first.busyUntil })
    expect(first.busyUntil.getTime() - first.endsAt.getTime()).toBe(30 * 60_000)
    expect(second.busyFrom).toEqual(first.busyUntil)
  })

  it('always satisfy the database', () => {
    const minutes = fc.integer({ min: -600, max: 3000 })
    fc.assert(
      fc.property(
        fc.constantFrom(...helpKinds),
        fc.constantFrom(...returnKinds),
        minutes,
        minutes,
        (helpKind, returnKind, until, back) => {
          const from = needed.neededFrom
          const later = (offset: number) => new Date(from.getTime() + offset * 60_000)
          const times = serviceTimes({
            helpKind,
            returnKind,
            neededFrom: from,
            neededUntil: later(until),
            returnAt: later(back),
          })
          expect(times.startsAt < times.endsAt).toBe(true)
          expect(times.busyFrom <= times.startsAt && times.busyUntil >= times.endsAt).toBe(true)
        },
      ),
    )
  })
})

describe('what is written', () => {
  const service = {
    helpKind: 'transport',
    startsAt: at('2026-11-25T09:00:00'),
    comune: 'Cremona',
    toPlace: 'Ospedale',
    wheelchair: false,
  } as const

  it.each([
    ['Ospedale Maggiore, viale Concordia 1, Cremona', 'Ospedale Maggiore, Cremona'],
    ['via Palestro 14, Cremona', 'Cremona'],
    ['Via Palestro 14', 'un indirizzo che le daremo'],
    ['Cascina Bella, 3, Crema', 'Crema'],
    ['Poliambulatorio - Corso Garibaldi 2 - Crema', 'Poliambulatorio, Crema'],
    ['Centro diurno Il Girasole', 'Centro diurno Il Girasole'],
  ])('%s becomes %s before a yes', (place, told) => {
    expect(withoutDoor(place)).toBe(told)
  })

  it('fits two SMS, whatever the place and the kind', () => {
    const letters = fc.string({
      unit: fc.constantFrom(...'abcdefghilmnopqrstuvzàèéìòù ,.-ABCDEFG0123456789'),
      maxLength: 200,
    })
    fc.assert(
      fc.property(fc.constantFrom(...helpKinds), letters, fc.boolean(), (helpKind, toPlace, wheelchair) => {
        const comune = 'San Colombano Belmonte al Lambro e Uniti'
        const size = gsm7Segments(offerText({ ...service, helpKind, comune, toPlace, wheelchair }, '4821'))
        expect(size.alphabet).toBe('gsm7')
        expect(size.segments).toBeLessThanOrEqual(2)
      }),
    )
  })

  it('tells the rest only after a yes', () => {
    const taken = {
      startsAt: service.startsAt,
      personName: 'Teresa Galli',
      personPhone: '0372 448678',
      fromPlace: 'via Palestro 14, Cremona',
      toPlace: 'Ospedale',
      returnAt: null,
      isOneWay: false,
      vehicleName: 'Doblò FA123GT',
      recognisedBy: 'giubbotto blu',
      isRide: true,
    }
    expect(takenText(taken)).toBe(
      'Grazie, il servizio è suo: mercoledì 25 novembre alle 09:00, Teresa Galli, da via Palestro 14, Cremona a Ospedale, tel. 0372 448678. Automezzo: Doblò FA123GT. Per riconoscersi: giubbotto blu.',
    )
    const returnAt = new Date('2026-11-25T11:00:00+01:00')
    expect(takenText({ ...taken, returnAt })).toContain('tel. 0372 448678. Ritorno alle 11:00. Automezzo')
    expect(changedText({ ...taken, isOneWay: true })).toContain('giubbotto blu. Solo andata. Se non può')
    expect(takenText({ ...taken, vehicleName: null })).toContain("Per l'automezzo la chiamiamo noi.")
    expect(calledOffText(service.startsAt, 'Teresa Galli')).toContain('è annullato')
  })

  it('tells the person who comes, when, from where and with what', () => {
    const agreed = {
      helpKind: 'transport',
      startsAt: service.startsAt,
      volunteerFirstName: 'Bruno',
      fromPlace: 'via Palestro 14',
      toPlace: 'Ospedale',
      vehicleName: 'Doblò bianco',
      recognisedBy: null,
    } as const
    expect(toldByVoice(agreed)).toBe(
      "Buongiorno, qui è Auser. Le confermiamo il servizio che ha chiesto. Mercoledì 25 novembre alle 09:00 passa a prenderla Bruno, di Auser con l'auto Doblò bianco. Si parte da: via Palestro 14. Si va a: Ospedale.",
    )
    expect(toldBySms({ ...agreed, helpKind: 'homeCompany' })).toContain('alle 09:00 viene Bruno, di Auser.')
    expect(toldBySms({ ...agreed, helpKind: 'telephoneCompany' })).toContain('le telefona Bruno')
  })
})

describe('codes', () => {
  it('are four digits, the same for the same offer, and never one in use', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.nat(200), (seed, taken) => {
        const used = new Set<string>()
        for (let count = 0; count <= taken; count += 1) {
          const code = freeCode(seed, used)
          expect(code).toMatch(/^[1-9]\d{3}$/)
          expect(used.has(code)).toBe(false)
          expect(freeCode(seed, used)).toBe(code)
          used.add(code)
        }
      }),
    )
  })
})

describe('how a request ends', () => {
  const end = (state: Parameters<typeof endingOf>[0][number]['state']) => ({
    state,
    unmetCause: state === 'unmet' ? ('noDriver' as const) : null,
    fulfilledBy: state === 'done' ? ('auser' as const) : null,
  })
  it('with the last of its services', () => {
    expect(endingOf([end('done'), end('assigned')])).toBeNull()
    expect(endingOf([end('offering')])).toBeNull()
    expect(endingOf([])).toBeNull()
    expect(endingOf([end('done'), end('unmet'), end('cancelled')])).toMatchObject({
      state: 'solved',
      fulfilledBy: 'auser',
    })
    expect(endingOf([end('unmet'), end('cancelled')])).toMatchObject({ state: 'unmet', unmetCause: 'noDriver' })
    expect(endingOf([end('cancelled')])).toMatchObject({ state: 'withdrawn', unmetCause: null })
  })
})
