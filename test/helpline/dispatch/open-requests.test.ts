import { describe, expect, it } from 'vitest'
import {
  byUrgency,
  nextStepOfRequest,
  type OpenRequest,
  urgencyOfRequest,
} from '../../../helpline/dispatch/desk/open-requests.ts'

const now = new Date('2026-11-24T10:00:00+01:00')
const inHours = (hours: number) => new Date(now.getTime() + hours * 3_600_000)

const aRequest = (some: Partial<OpenRequest> = {}): OpenRequest => ({
  id: 'request',
  contactId: 'contact',
  contactState: 'closed',
  listeningPointId: 'cremona',
  listeningPointName: 'Cremona',
  personName: 'Teresa Galli',
  kind: 'help',
  helpKind: 'transport',
  informationKind: null,
  state: 'open',
  urgent: false,
  createdAt: inHours(-1),
  neededFrom: inHours(72),
  service: null,
  ...some,
})
const aService = (startsAt: Date): OpenRequest['service'] => ({
  id: 'service',
  state: 'planned',
  startsAt,
  calledUntil: null,
  readyAt: null,
  openOffers: 0,
  waitingUntil: null,
  nextWaveAt: null,
  toldPersonAt: null,
  personConfirmedAt: null,
  wantsOutAt: null,
  tellingAttempts: [],
  tellingAhead: false,
  outcome: null,
  unmetCause: null,
})

describe('how much a request presses', () => {
  it.each<[string, Partial<OpenRequest>, string]>([
    ['days ahead', {}, 'calm'],
    ['two days ahead', { neededFrom: inHours(48) }, 'soon'],
    ['just more than two days ahead', { neededFrom: inHours(48.01) }, 'calm'],
    ['said to be urgent', { urgent: true }, 'soon'],
    ['its hour has come', { neededFrom: now }, 'late'],
    ['without an hour', { neededFrom: null }, 'calm'],
    ['taken in charge by nobody for a day', { createdAt: inHours(-24) }, 'calm'],
    ['taken in charge by nobody for more than a day', { createdAt: inHours(-24.01) }, 'late'],
    ['taken in charge long ago', { state: 'takenInCharge', createdAt: inHours(-100) }, 'calm'],
    ['its service is sooner', { state: 'takenInCharge', service: aService(inHours(3)) }, 'soon'],
    ['its service is later', { neededFrom: inHours(-3), service: aService(inHours(90)) }, 'calm'],
  ])('%s', (_name, some, expected) => {
    expect(urgencyOfRequest(aRequest(some), now)).toBe(expected)
  })

  it('what presses most is first, then what is needed sooner, then what has waited longer', () => {
    const requests = [
      aRequest({ id: 'far' }),
      aRequest({ id: 'newer', neededFrom: inHours(5) }),
      aRequest({ id: 'older', neededFrom: inHours(5), createdAt: inHours(-2) }),
      aRequest({ id: 'late', neededFrom: inHours(-1) }),
      aRequest({ id: 'tomorrow', neededFrom: inHours(24) }),
    ]
    expect(byUrgency(requests, now).map(({ id }) => id)).toEqual(['late', 'older', 'newer', 'tomorrow', 'far'])
  })
})

describe('what happens next to a request', () => {
  it.each<[Partial<OpenRequest>, RegExp]>([
    [{}, /presa in carico/],
    [{ kind: 'information', helpKind: null, informationKind: 'health' }, /risposta/],
    [{ contactState: 'draft' }, /contatto è ancora aperto/],
    [{ state: 'takenInCharge' }, /va organizzata/],
    [{ state: 'takenInCharge', service: aService(inHours(3)) }, /chiamare a mano/],
  ])('%o', (some, expected) => {
    expect(nextStepOfRequest(aRequest(some), now)).toMatch(expected)
  })
})
