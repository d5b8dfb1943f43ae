import type { VolunteerDay } from '../../helpline/dispatch/day/volunteer-day.ts'
import { withoutDoor } from '../../helpline/dispatch/offer-texts.ts'
import type { PageOffer, PageService, VolunteerPage } from '../../helpline/dispatch/offers/volunteer-page.ts'
import type { CompanionPlanRecord } from '../../helpline/messages/active/companion-records.ts'
import { formatPhone } from '../../helpline/territory/phone-numbers.ts'
import {
  formatRomeDate,
  formatRomeDateTime,
  formatRomeTime,
  type IsoDate,
  romeDay,
} from '../../helpline/territory/rome-time.ts'
import { companionSection } from './companion-html.ts'
import { type ClosingTrouble, dayCard } from './day-html.ts'
import { capital, fact, Html, html } from './html.ts'
import { whatFor, words } from './page-words.ts'

// The console's silver, petrol and ivory, larger: a telephone in the sun, and eyes of seventy.
const style = new Html(`
:root{color-scheme:light}*{box-sizing:border-box}
body{margin:0;overflow-wrap:anywhere;hyphens:auto;background:#faf6ec;color:#14262d;font:1.3rem/1.5 system-ui,sans-serif}
header,main,footer{max-width:36rem;margin:0 auto;padding:1rem}
h1{font-size:1.7rem;margin:.3rem 0;color:#0b3440}h2{font-size:1.4rem;margin:1.6rem 0 .6rem;color:#0b3440}h3{font-size:1.3rem;margin:0}
.card{background:#fffefb;border:2px solid #6f7d83;border-radius:.6rem;padding:1rem;margin:0 0 1rem}
.notice{border:3px solid #14603a;background:#e3f3e8;border-radius:.6rem;padding:1rem;font-weight:700}
.notice.careful{border-color:#7a4300;background:#fff0cf}
dl{margin:.5rem 0}dt{font-weight:700}dd{margin:0 0 .4rem}
button,summary{display:block;width:100%;min-height:3.6rem;margin:.7rem 0 0;padding:.6rem;border-radius:.6rem;border:3px solid #0b3440;font:inherit;font-weight:700;text-align:center;cursor:pointer;background:#fffefb;color:#0b3440}
button.yes{background:#0b3440;color:#fffefb}
:focus-visible{outline:4px solid #c27803;outline-offset:3px}
a{color:#0d5566;font-weight:700}a[href^="tel:"]{display:inline-flex;align-items:center;min-height:3rem}
label,legend{display:block;font-weight:700;margin:.9rem 0 0}fieldset{border:0;margin:0;padding:0}
input[type=text]{width:100%;min-height:3.2rem;padding:.5rem;font:inherit;color:inherit;background:#fff;border:2px solid #4a5a61;border-radius:.4rem}
input[aria-invalid]{border-color:#9c1c1c}.choice{display:flex;gap:.7rem;align-items:center;min-height:3rem;font-weight:400;margin:0}
input[type=radio],input[type=checkbox]{flex:none;width:1.7rem;height:1.7rem}.hint{margin:0;font-weight:400}.wrong{margin:.2rem 0 0;color:#9c1c1c;font-weight:700}`)

export function whole(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="it"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${title}</title><style>${style}</style></head>
<body>${body}<footer><p>${words.help}</p></footer></body></html>`.text
}

const when = ({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }): Html =>
  html`<p><strong>${capital(formatRomeDateTime(startsAt))}</strong>, ${words.until(formatRomeTime(endsAt))}</p>`

const answerForm = (token: string, offerId: string, buttons: Html): Html =>
  html`<form method="post" action="/v/${token}/offers/${offerId}">${buttons}</form>`

const offerCard = (offer: PageOffer, token: string): Html => {
  const day = formatRomeDateTime(offer.startsAt)
  return html`<article class="card">
<h3>${whatFor[offer.helpKind]}</h3>${when(offer)}
<dl>${fact(words.from, offer.comune)}${fact(words.to, offer.toPlace && withoutDoor(offer.toPlace))}</dl>
${offer.wheelchair ? html`<p>${words.wheelchair}</p>` : null}
${answerForm(token, offer.offerId, html`<button class="yes" name="answer" value="accept" aria-label="${words.accept}: ${day}">${words.accept}</button><button name="answer" value="decline" aria-label="${words.decline}: ${day}">${words.decline}</button>`)}
</article>`
}

function backOut(service: Pick<PageService, 'wantsOut' | 'offerId'>, token: string): Html {
  if (service.wantsOut) return html`<p class="notice careful">${words.backingOut}</p>`
  if (!service.offerId) return html`<p>${words.backOutByPhone}</p>`
  const sure = html`<p>${words.backOutSure}</p><button name="answer" value="decline">${words.backOutYes}</button>`
  return html`<details><summary>${words.backOut}</summary>${answerForm(token, service.offerId, sure)}</details>`
}

const serviceCard = (service: PageService, token: string): Html => html`<article class="card">
<h3>${whatFor[service.helpKind]}</h3>${when(service)}
<dl>${fact(words.person, service.personFirstName)}${fact(
  words.call,
  service.personPhoneE164 && html`<a href="tel:${service.personPhoneE164}">${formatPhone(service.personPhoneE164)}</a>`,
)}${fact(words.from, service.fromPlace)}${fact(words.to, service.toPlace)}${fact(words.vehicle, service.vehicleName)}${fact(words.recognised, service.recognisedBy)}</dl>
${backOut(service, token)}</article>`

export interface WholePage extends VolunteerPage {
  day: VolunteerDay
  /** Whom they call for company today. */
  companions: CompanionPlanRecord[]
  /** Of a printed sheet: this day and nothing else. */
  onlyDay: IsoDate | null
  token: string
  /** Under which an expense is written, so that a form sent twice is one. */
  expenseId: string
  now: Date
}

export function volunteerPageHtml(
  { firstName, offers, services, day, companions, onlyDay, token, expenseId, now }: WholePage,
  said: { title: string; isGood: boolean } | undefined,
  trouble?: ClosingTrouble,
): string {
  const cards = (list: VolunteerDay['today']) =>
    list.map((service) => {
      const known = onlyDay === null ? service : { ...service, offerId: null }
      return dayCard(service, {
        ...{ token, expenseId, trouble },
        backOut: service.startsAt > now ? backOut(known, token) : null,
      })
    })
  const shown = new Set(day.today.map(({ serviceId }) => serviceId))
  const next = services.filter(({ serviceId }) => !shown.has(serviceId))
  const notice = said
    ? html`<p class="${said.isGood ? 'notice' : 'notice careful'}" role="status">${said.title}</p>`
    : null
  const header = html`<header><h1>${words.hello(firstName)}</h1>${notice}</header>`
  if (onlyDay !== null) {
    const heading = words.ofDay(formatRomeDate(romeDay(onlyDay).from))
    const found = day.today.length > 0 ? cards(day.today) : html`<p>${words.nothingThatDay}</p>`
    return whole(words.title, html`${header}<main><section><h2>${heading}</h2>${found}</section></main>`)
  }
  return whole(
    words.title,
    html`${header}<main>
${companionSection(companions, token)}
<section><h2>${words.offers}</h2>${offers.length > 0 ? offers.map((offer) => offerCard(offer, token)) : html`<p>${words.noOffers}</p>`}</section>
${day.today.length > 0 ? html`<section><h2>${words.today}</h2>${cards(day.today)}</section>` : null}
${day.toClose.length > 0 ? html`<section><h2>${words.toClose}</h2><p>${words.toCloseIntro}</p>${cards(day.toClose)}</section>` : null}
<section><h2>${words.services}</h2>${next.length > 0 ? next.map((service) => serviceCard(service, token)) : html`<p>${words.noServices}</p>`}</section></main>`,
  )
}

export const plainPage = (title: string, text: string): string =>
  whole(title, html`<main><h1>${title}</h1><p>${text}</p></main>`)
