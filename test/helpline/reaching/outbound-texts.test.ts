import { describe, expect, it } from 'vitest'
import { helpKinds } from '../../../helpline/contacts/kinds.ts'
import { changedText, handedOnText, keptText } from '../../../helpline/dispatch/board/change-texts.ts'
import { askKmText } from '../../../helpline/dispatch/day/close-by-message.ts'
import * as offers from '../../../helpline/dispatch/offer-texts.ts'
import { pagePlaceholder, withPageAddress } from '../../../helpline/dispatch/offers/page-link.ts'
import { readyReceipt, readyText } from '../../../helpline/dispatch/series/return-leg.ts'
import * as spoken from '../../../helpline/dispatch/spoken-texts.ts'
import { volunteerObstacleNames } from '../../../helpline/dispatch/volunteers/volunteer-fitness.ts'
import { closedText, pleaseWriteText } from '../../../helpline/messages/conversations/conversation-texts.ts'
import { gsm7Segments, gsm7Text } from '../../../helpline/messages/gsm7.ts'
import { leftToPersonNames } from '../../../helpline/reaching/left-to-person.ts'

// The longest one meets: a Wednesday of September, a double name, an address with everything in it.
const startsAt = new Date('2026-09-23T10:30:00+02:00')
const until = new Date('2026-09-23T12:30:00+02:00')
const personName = 'Maria Antonietta Bernasconi Quattrocchi'
const fromPlace = 'via Giacomo Matteotti 114, scala B, San Bassano'
const toPlace = 'Ospedale Maggiore di Cremona, viale Concordia 1, Cremona'
const vehicleName = 'Fiat Doblò attrezzato FZ 123 AB'
const recognisedBy = 'pettorina arancione di Auser'
const link = pagePlaceholder('AbCdEfGhIjKlMnOp')
const codes = ['4821', '4822', '4823']

const taken = {
  startsAt,
  personName,
  personPhone: '0372 448678',
  fromPlace,
  toPlace,
  returnAt: null,
  isOneWay: false,
  vehicleName,
  recognisedBy,
  isRide: true,
}
const agreed = (overrides = {}) => ({
  ...{
    helpKind: 'transport' as const,
    startsAt,
    volunteerFirstName: 'Maria Antonietta',
    fromPlace,
    toPlace,
    vehicleName,
  },
  ...{ recognisedBy, callsReturn: true, isChange: true, ...overrides },
})
const timed = { startsAt, calledUntil: null, readyAt: null }
const offered = (helpKind: (typeof helpKinds)[number]) => ({
  ...{ helpKind, startsAt, comune: 'San Martino del Lago', toPlace, wheelchair: true, returnUntil: until },
})

/** Every text that leaves as SMS, and how many parts of one it may take. */
const texts: [what: string, parts: number, text: string][] = [
  ...helpKinds.map((kind): [string, number, string] => [
    `an offer of ${kind}`,
    2,
    offers.offerText(offered(kind), '4821', link),
  ]),
  ['what is theirs', 3, offers.takenText(taken)],
  ['what is theirs, without a car', 3, offers.takenText({ ...taken, vehicleName: null })],
  ['what has changed', 3, changedText(taken)],
  ['a reminder', 3, offers.reminderText(taken, link)],
  ['what is given to another', 2, handedOnText(startsAt, personName)],
  ['what is not theirs', 2, offers.releasedText(startsAt, personName)],
  ['what is called off', 1, offers.calledOffText(startsAt, personName)],
  ['a return kept', 2, keptText(until, personName)],
  ['a return given on', 2, offers.returnReleasedText(startsAt, personName)],
  ['a return called off', 1, offers.returnOffText(startsAt, personName)],
  ['a return that is ready', 1, readyText(personName)],
  ['the new page', 1, offers.newPageLinkText(link)],
  ['how it went', 1, askKmText('4821')],
  ['who comes', 3, spoken.toldBySms(agreed())],
  ['who brings back', 3, spoken.toldBySms(agreed({ isCalledWhenReady: true }))],
  ['who telephones', 2, spoken.toldBySms(agreed({ helpKind: 'telephoneCompany' }))],
  ['tomorrow', 3, spoken.remindedBySms(agreed())],
  ['what cannot be done', 2, spoken.personOffText(timed)],
  ['what they gave up', 1, spoken.personCalledOffText(timed)],
  ['the search', 2, spoken.searchingText(timed)],
  ['closed', 2, closedText(startsAt)],
  ['closed without an hour', 2, closedText(null)],
  ['please write', 2, pleaseWriteText],
  ['covered', 1, offers.coveredText],
  ['not needed', 1, offers.notNeededText],
  ['busy', 1, offers.busyText],
  ['declined', 1, offers.declinedText],
  ['had said yes', 1, offers.hadSaidYesText],
  ['unclear', 1, offers.unclearText],
  ['which one', 1, offers.whichOneText(codes)],
  ['a wrong code', 1, offers.wrongCodeText(codes)],
  ['a wrong code of nothing', 1, offers.wrongCodeText([])],
  ['an unclear answer', 2, offers.unclearOfferText(codes)],
  ['a receipt', 1, readyReceipt],
  ...(Object.keys(volunteerObstacleNames) as (keyof typeof volunteerObstacleNames)[]).map(
    (obstacle): [string, number, string] => [`a paper: ${obstacle}`, 1, offers.unfitText(obstacle)],
  ),
]
const asItLeaves = (text: string): string => gsm7Text(withPageAddress(text, 'https://filo.auser.lombardia.it'))

describe('the texts we send', () => {
  it.each(texts)('%s takes at most %i SMS, in the letters SMS has', (_what, parts, text) => {
    const size = gsm7Segments(asItLeaves(text))
    expect(size.alphabet).toBe('gsm7')
    expect(size.segments).toBeLessThanOrEqual(parts)
  })

  it.each(texts)('%s leaves no word open', (_what, _parts, text) => {
    expect(asItLeaves(text)).not.toMatch(/undefined|\bnull\b|NaN|Invalid|\[|\]|\{|\}|\$|\s\s|\s[.,;:]|^\s|\s$/)
  })

  it('and the reasons a person reads are sentences', () => {
    for (const reason of Object.values(leftToPersonNames)) expect(reason).toMatch(/^[A-ZÈ].*\.$/)
  })
})
