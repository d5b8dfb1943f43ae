import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changedText, handedOnText, keptText } from '../../../helpline/dispatch/board/change-texts.ts'
import {
  calledOffText,
  newPageLinkText,
  offerText,
  releasedText,
  reminderText,
  returnOffText,
  returnReleasedText,
  takenText,
} from '../../../helpline/dispatch/offer-texts.ts'
import { pagePlaceholder, withoutPageLink } from '../../../helpline/dispatch/offers/page-link.ts'
import {
  personCalledOffText,
  personOffText,
  remindedBySms,
  searchingText,
  toldBySms,
} from '../../../helpline/dispatch/spoken-texts.ts'
import { otherWay } from '../../../helpline/messages/fall-back.ts'
import type { OutgoingMessage } from '../../../helpline/messages/outgoing-message.ts'
import {
  templateSaying,
  type WhatsAppTemplate,
  whatsAppTemplateNames,
  whatsAppTemplates,
} from '../../../helpline/messages/whatsapp-templates.ts'
import { whatsAppContent } from '../../../helpline/messages/whatsapp-window.ts'

const TOKEN = 'AbCdEfGhIjKlMnOp'
const link = pagePlaceholder(TOKEN)
const words = fc.stringMatching(/^[A-Za-zÀ-ù0-9][A-Za-zÀ-ù0-9 .,:;!?'()-]{0,30}$/).map((text) => text.trim())
const place = fc.option(words, { nil: null })
const startsAt = fc.date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
const code = fc.integer({ min: 1000, max: 9999 }).map(String)
const offered = fc.record({
  helpKind: fc.constantFrom('transport', 'groceryDelivery', 'telephoneCompany'),
  startsAt,
  comune: place,
  toPlace: place,
  wheelchair: fc.boolean(),
})
const taken = fc.record({
  startsAt,
  personName: words,
  personPhone: place,
  fromPlace: place,
  toPlace: place,
  returnAt: fc.option(startsAt, { nil: null }),
  isOneWay: fc.boolean(),
  vehicleName: place,
  recognisedBy: place,
  isRide: fc.boolean(),
})
const agreed = fc.record({
  helpKind: fc.constantFrom('transport', 'groceryDelivery', 'telephoneCompany'),
  startsAt,
  volunteerFirstName: words,
  fromPlace: place,
  toPlace: place,
  vehicleName: place,
  recognisedBy: place,
  callsReturn: fc.boolean(),
  isChange: fc.boolean(),
})
const timed = fc.record({ startsAt, calledUntil: fc.option(startsAt, { nil: null }), readyAt: fc.constant(null) })

const templateNamed = (name: string): WhatsAppTemplate | undefined =>
  whatsAppTemplates.find((each) => each.name === name)
const filledIn = (text: string): string => {
  const said = templateSaying(text)
  const body = templateNamed(said?.template ?? '')?.body ?? ''
  return body.replaceAll(/\{\{(\d)\}\}/g, (_, name: string) => said?.variables[name] ?? '')
}
const inOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ')

describe('the templates of WhatsApp', () => {
  it.each([
    ['an offer', 'filo_offerta', fc.tuple(offered, code).map(([service, each]) => offerText(service, each))],
    ['what is theirs', 'filo_servizio_suo', taken.map(takenText)],
    ['what has changed', 'filo_servizio_cambiato', taken.map(changedText)],
    ['what is given to another', 'filo_passato', taken.map((each) => handedOnText(each.startsAt, each.personName))],
    ['what is not theirs', 'filo_non_serve_piu', taken.map((each) => releasedText(each.startsAt, each.personName))],
    ['what is called off', 'filo_annullato', taken.map((each) => calledOffText(each.startsAt, each.personName))],
    ['a return kept', 'filo_ritorno_suo', taken.map((each) => keptText(each.startsAt, each.personName))],
    [
      'a return given on',
      'filo_ritorno_passato',
      taken.map((each) => returnReleasedText(each.startsAt, each.personName)),
    ],
    [
      'a return called off',
      'filo_ritorno_non_serve',
      taken.map((each) => returnOffText(each.startsAt, each.personName)),
    ],
    ['who comes', 'filo_chi_viene', agreed.map(toldBySms)],
    ['tomorrow', 'filo_promemoria_persona', agreed.map(remindedBySms)],
    ['what cannot be done', 'filo_annullato_persona', timed.map(personOffText)],
    ['what the person gave up', 'filo_disdetto_persona', timed.map(personCalledOffText)],
    ['the search', 'filo_cerchiamo_persona', timed.map(searchingText)],
  ])('say %s as the SMS does, to the letter', (_what, name, texts: fc.Arbitrary<string>) => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(templateSaying(text)?.template).toBe(name)
        expect(filledIn(text)).toBe(inOneLine(text))
      }),
      { numRuns: 60 },
    )
  })

  it('open the personal page with a button, where the SMS ends with its address', () => {
    fc.assert(
      fc.property(taken, (service) => {
        const said = templateSaying(reminderText(service, link))
        expect(said).toMatchObject({ template: 'filo_promemoria', variables: { '2': TOKEN } })
        expect(filledIn(reminderText(service, link))).toBe(inOneLine(reminderText(service)))
      }),
    )
    expect(
      templateSaying(`Auser: com'è andato il servizio di ieri? Se è tutto fatto scriva FATTO 4821. O qui: ${link}`),
    ).toEqual({
      template: 'filo_tutto_fatto',
      variables: { '1': 'ieri', '2': '4821', '3': TOKEN },
    })
    expect(templateSaying(newPageLinkText(link))).toEqual({ template: 'filo_pagina', variables: { '1': TOKEN } })
    // Without the way to the page there is nothing to put under the button.
    expect(
      templateSaying(
        withoutPageLink(`Auser le ricorda: domani. Se non può più, ci chiami: 800 995 988. I suoi servizi: ${link}`),
      ),
    ).toBeNull()
  })

  it('are as WhatsApp approves them', () => {
    expect(new Set(whatsAppTemplateNames).size).toBe(whatsAppTemplateNames.length)
    for (const template of whatsAppTemplates as readonly WhatsAppTemplate[]) {
      const { name, body, samples, buttons = [], pageButton } = template
      expect(name).toMatch(/^[a-z_]{3,60}$/)
      expect(body).not.toMatch(/^\{\{|\}\}$|\}\}\s*\{\{/)
      expect(body.length).toBeLessThan(550)
      const open = new Set([...body.matchAll(/\{\{(\d)\}\}/g)].map(([, number]) => number))
      expect([...open].sort()).toEqual(samples.map((_, index) => String(index + 1)))
      for (const title of [...buttons.map((button) => button.title), ...(pageButton ? [pageButton] : [])]) {
        expect(title.length).toBeLessThanOrEqual(20)
      }
      const example = body.replaceAll(/\{\{(\d)\}\}/g, (_, number: string) => samples[Number(number) - 1] ?? '')
      expect(templateSaying(pageButton ? `${example} I suoi servizi: ${link}` : example)?.template).toBe(name)
    }
  })
})

const NOW = new Date('2026-11-24T10:00:00+01:00')
const hoursAgo = (hours: number): Date => new Date(NOW.getTime() - hours * 3_600_000)
const anOffer = offerText(
  { helpKind: 'transport', startsAt: NOW, comune: 'Cremona', toPlace: null, wheelchair: false },
  '4821',
)
const cancelled = calledOffText(NOW, 'Teresa Galli')
const message = (overrides: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  ...{ id: 'm', conversationId: 'c', intentKey: 'called-off:s:1', channel: 'whatsapp', to: '+393471234567' },
  ...{
    body: cancelled,
    state: 'queued',
    errorCode: null,
    twilioSid: null,
    operatorId: null,
    createdAt: NOW,
    attemptedAt: NOW,
    attempts: 1,
    purpose: 'service',
  },
  ...{
    offerId: null,
    offerState: null,
    wave: null,
    serviceId: null,
    requestId: null,
    startsAt: null,
    isUrgentCampaign: false,
    lastWroteAt: null,
  },
  ...{ personId: null, volunteerId: null, listeningPointId: null },
  ...overrides,
})

describe('how a message leaves by WhatsApp', () => {
  it.each([
    ['within a day of their last message, in our own words', cancelled, 1, true, 'text'],
    ['a little before the day is over, as a template', cancelled, 23.9, true, 'template'],
    ['to who never wrote, as a template', cancelled, null, true, 'template'],
    ['an offer within the day, with its buttons', anOffer, 1, true, 'template'],
    ['an offer within the day without a template, in our own words', anOffer, 1, false, 'text'],
    ['without a template and out of the day, not at all', cancelled, 30, false, undefined],
    ['what no template says, out of the day, not at all', 'Arrivederci', 30, true, undefined],
    ['what no template says, within the day, in our own words', 'Arrivederci', 2, true, 'text'],
  ] as const)('%s', (_what, body, wroteHoursAgo, isApproved, kind) => {
    const lastWroteAt = wroteHoursAgo === null ? null : hoursAgo(wroteHoursAgo)
    const approved = isApproved ? whatsAppTemplateNames : []
    expect(whatsAppContent(message({ body, lastWroteAt }), approved, NOW)?.kind).toBe(kind)
  })

  it('carries the code of the offer under its buttons', () => {
    expect(whatsAppContent(message({ body: `${anOffer} O qui: ${link}` }), whatsAppTemplateNames, NOW)).toMatchObject({
      template: 'filo_offerta',
      variables: { '2': '4821' },
    })
  })
})

describe('what WhatsApp does not deliver', () => {
  it.each([
    ['not on WhatsApp', 63024, {}, 'sms'],
    ['no such address', 63003, {}, 'sms'],
    ['no sender of ours', 63007, {}, 'sms'],
    ['no template', 63016, { lastWroteAt: null }, 'sms'],
    ['a text just out of the day', 63016, { lastWroteAt: hoursAgo(23) }, 'whatsapp'],
    ['the template that took its place', 63016, { lastWroteAt: hoursAgo(23), intentKey: 'x:1:template' }, 'sms'],
    ['they wrote STOP', 21610, {}, 'voice'],
    ['a landline', 63024, { to: '+390372448678' }, 'voice'],
    ['too late', 63024, { attemptedAt: hoursAgo(2) }, undefined],
    ['an offer nobody awaits', 63024, { intentKey: 'offer:o', offerState: 'withdrawn' }, undefined],
    ['an offer awaited', 63024, { intentKey: 'offer:o', offerState: 'sent' }, 'sms'],
    ['a telephone that is off', 30003, { channel: 'sms' }, 'sms'],
  ] as const)('%s (%i)', (_why, errorCode, overrides, channel) => {
    expect(otherWay(message(overrides as Partial<OutgoingMessage>), errorCode, NOW)?.channel).toBe(channel)
  })
})
