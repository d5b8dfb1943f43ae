import { describe, expect, it } from 'vitest'
import { boardReason, type UncoveredService } from '../../../helpline/dispatch/board/board-reason.ts'
import type { OfferState } from '../../../helpline/dispatch/service-states.ts'

const now = new Date('2026-11-24T10:00:00+01:00')
const at = (time: string, day = '2026-11-24') => new Date(`${day}T${time}:00+01:00`)
const offers = (...states: OfferState[]) => states.map((state) => ({ state }))

const service = (changes: Partial<UncoveredService> = {}): UncoveredService => ({
  state: 'offering',
  helpKind: 'transport',
  startsAt: at('09:00', '2026-11-25'),
  endsAt: at('10:00', '2026-11-25'),
  vehicleName: null,
  wantsOutAt: null,
  calledUntil: null,
  readyAt: null,
  flags: [],
  offers: [],
  openOffers: 0,
  waitingUntil: null,
  nextWaveAt: null,
  ...changes,
})
const assigned = (changes: Partial<UncoveredService> = {}) =>
  service({ state: 'assigned', vehicleName: 'Doblò', ...changes })

describe('what is over and not closed', () => {
  const over = (endsAt: string, asOf: string) =>
    boardReason(assigned({ startsAt: at('08:00'), endsAt: at(endsAt) }), at(asOf))?.kind ?? null
  it('waits for somebody from the evening on', () => {
    expect(over('09:00', '17:59')).toBeNull()
    expect(over('09:00', '18:00')).toBe('toClose')
    expect(over('19:00', '18:30')).toBeNull()
    expect(over('19:00', '19:00')).toBe('toClose')
  })
})

describe('the reason on the board', () => {
  it.each<[string, UncoveredService, string]>([
    ['nobody asked yet', service({ nextWaveAt: at('10:01') }), 'Non è ancora stato chiesto a nessuno.'],
    [
      'nobody free now, a few hours before, though somebody may be asked later',
      service({ startsAt: at('14:00'), endsAt: at('15:00'), nextWaveAt: at('11:00') }),
      'Nessun altro autista adatto è libero.',
    ],
    [
      'asked in a minute, a few hours before',
      service({ startsAt: at('14:00'), endsAt: at('15:00'), nextWaveAt: at('10:01') }),
      'Non è ancora stato chiesto a nessuno.',
    ],
    [
      'all said no, a few hours before',
      service({
        ...{ startsAt: at('14:00'), endsAt: at('15:00') },
        ...{ offers: offers('declined', 'declined'), nextWaveAt: at('11:00') },
      }),
      'Hanno detto tutti di no (2). Nessun altro autista adatto è libero.',
    ],
    ['no driver free', service(), 'Nessun altro autista adatto è libero.'],
    ['no volunteer free', service({ helpKind: 'homeCompany' }), 'Nessun altro volontario adatto è libero.'],
    [
      'one answer awaited',
      service({ offers: offers('sent'), openOffers: 1, waitingUntil: at('10:45') }),
      'Si aspetta 1 risposta fino alle 10:45.',
    ],
    [
      'answers awaited after some were given',
      service({
        offers: offers('sent', 'sent', 'declined', 'expired'),
        openOffers: 2,
        waitingUntil: at('08:15', '2026-11-25'),
      }),
      'Si aspettano 2 risposte fino alle 08:15 di mercoledì 25 novembre. 1 ha detto no, 1 non ha risposto.',
    ],
    [
      'all said no',
      service({ offers: offers('declined', 'declined'), nextWaveAt: at('11:00') }),
      'Hanno detto tutti di no (2).',
    ],
    [
      'some silent',
      service({ offers: offers('declined', 'expired', 'expired') }),
      '1 ha detto no, 2 non hanno risposto. Nessun altro autista adatto è libero.',
    ],
    ['its hour is past', service({ startsAt: at('09:59') }), 'L’ora è passata e non ci è andato nessuno.'],
    [
      'the volunteer takes the yes back',
      assigned({ wantsOutAt: now }),
      'Il volontario aveva detto sì, e adesso non può più.',
    ],
    ['a lapsed paper', assigned({ flags: ['volontario: patente scaduta'] }), 'Volontario: patente scaduta.'],
    ['no car', assigned({ vehicleName: null }), 'Il volontario c’è, manca l’automezzo.'],
  ])('%s', (_, given, words) => {
    expect(boardReason(given, now)?.words).toBe(words)
  })

  it('is none where somebody goes, where it is over, and for help that needs no car', () => {
    expect(boardReason(assigned(), now)).toBeNull()
    expect(boardReason(assigned({ helpKind: 'homeCompany', vehicleName: null }), now)).toBeNull()
    expect(boardReason(assigned({ startsAt: at('09:59'), flags: ['volontario: è assente'] }), now)).toBeNull()
    for (const state of ['done', 'unmet', 'cancelled'] as const) expect(boardReason(service({ state }), now)).toBeNull()
  })
})

describe('a return called when ready', () => {
  const back = (changes: Partial<UncoveredService> = {}) =>
    assigned({ startsAt: at('09:00'), calledUntil: at('11:00'), ...changes })
  it('stands on the board when nobody has called it in time, whoever is kept for it', () => {
    expect(boardReason(back(), at('10:59'))).toBeNull()
    expect(boardReason(back(), at('11:00'))?.words).toMatch(/entro le 11:00/)
    expect(boardReason(back({ readyAt: at('10:00') }), at('11:00'))).toBeNull()
  })
  it('does not before, while nobody is asked for it', () => {
    expect(boardReason(back({ state: 'planned' }), at('10:00'))).toBeNull()
    expect(boardReason(back({ state: 'offering', offers: offers('declined') }), at('10:00'))).toBeNull()
  })
})
