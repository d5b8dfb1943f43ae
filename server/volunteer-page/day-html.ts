import type { SheetService } from '../../helpline/dispatch/day/day-sheet.ts'
import { serviceOutcomeNames, serviceOutcomes } from '../../helpline/dispatch/service-states.ts'
import { isRide } from '../../helpline/dispatch/service-times.ts'
import { ageOn, mobilityNames } from '../../helpline/people/profile.ts'
import { formatPhone } from '../../helpline/territory/phone-numbers.ts'
import { formatRomeDateTime, formatRomeTime, romeDate } from '../../helpline/territory/rome-time.ts'
import { capital, fact, Html, html } from './html.ts'
import { whatFor, words } from './page-words.ts'

/** A form that was sent and not taken: what was typed, and what is wrong with it. */
export interface ClosingTrouble {
  serviceId: string
  message: string
  typed: Readonly<Record<string, string>>
  fields: Readonly<Record<string, string>>
}

interface CardSetting {
  token: string
  expenseId: string
  trouble: ClosingTrouble | undefined
  /** null once it has begun. */
  backOut: Html | null
}

const call = (e164: string): Html => html`<a href="tel:${e164}">${formatPhone(e164)}</a>`

function wayBack({ calledUntil, readyAt, returnKind, returnAt }: SheetService): string | null {
  if (calledUntil) {
    return readyAt
      ? `ha chiamato alle ${formatRomeTime(readyAt)}`
      : `quando chiama, entro le ${formatRomeTime(calledUntil)}`
  }
  if (returnKind === 'fixed' && returnAt) return `alle ${formatRomeTime(returnAt)}`
  return returnKind === 'open' ? 'quando chiama' : null
}

function facts(service: SheetService): Html {
  const { person, vehicle, otherWay } = service
  const age = person.birthDate && String(ageOn(person.birthDate, romeDate(service.startsAt)))
  const mobility = service.wheelchair ? mobilityNames.wheelchair : person.mobility && mobilityNames[person.mobility]
  const careful = [person.warning, person.hardOfHearing ? words.hardOfHearing : null].filter(Boolean).join(' · ')
  return html`<dl>${[
    fact(words.person, person.name),
    fact(words.careful, careful),
    fact(words.age, age),
    fact(words.mobility, mobility),
    fact(words.call, person.phoneE164 && call(person.phoneE164)),
    fact(words.from, service.fromPlace),
    fact(words.to, service.toPlace),
    fact(words.wayBack, wayBack(service)),
    fact(words.companions, service.companions > 0 ? String(service.companions) : null),
    fact(words.recognised, service.recognisedBy),
    fact(words.vehicle, vehicle && `${vehicle.name} ${vehicle.plate}`),
    fact(words.depot, vehicle?.depotAddress ?? null),
    otherWay &&
      fact(otherWay.leg === 'return' ? words.goesBack : words.goesThere, [
        `${otherWay.volunteerName}, `,
        call(otherWay.phoneE164),
      ]),
    fact(words.notes, service.notes),
  ]}</dl>`
}

/** One of the day, with all that is needed to go, and the way to say how it went. */
export function dayCard(service: SheetService, setting: CardSetting): Html {
  const { startsAt, endsAt, km } = service
  const isDone = service.state === 'done'
  return html`<article class="card"><h3>${whatFor[service.helpKind]}</h3>
<p><strong>${capital(formatRomeDateTime(startsAt))}</strong>, ${words.until(formatRomeTime(endsAt))}</p>
${facts(service)}
${isDone ? html`<p class="notice">${km === null ? words.closedAlready : words.withKm(km)}</p>` : [closeForm(service, setting), setting.backOut]}</article>`
}

function closeForm(service: SheetService, { token, expenseId, trouble }: CardSetting): Html {
  const { serviceId } = service
  const mine = trouble?.serviceId === serviceId ? trouble : undefined
  const field = (name: string, label: string, mode: 'numeric' | 'decimal' | 'text', hint?: string, value = '') =>
    textField({
      id: `${serviceId}-${name}`,
      name,
      label,
      mode,
      hint,
      value: mine?.typed[name] ?? value,
      wrong: mine?.fields[name],
    })
  const chosen = mine?.typed.outcome ?? 'done'
  return html`<details${mine ? new Html(' open') : null}><summary>${words.close}</summary>
<form method="post" action="/v/${token}/services/${serviceId}/close" autocomplete="off">
${mine ? html`<p class="notice careful" role="alert">${mine.message || words.wrong}</p>` : null}
<fieldset><legend>${words.outcome}</legend>${serviceOutcomes.map(
    (outcome) =>
      html`<label class="choice"><input type="radio" name="outcome" value="${outcome}"${
        outcome === chosen ? new Html(' checked') : null
      }>${capital(serviceOutcomeNames[outcome])}</label>`,
  )}</fieldset>
${
  service.vehicle
    ? [
        field('odometerStartKm', words.odometerStartKm, 'numeric'),
        field('odometerEndKm', words.odometerEndKm, 'numeric'),
      ]
    : null
}
${mine?.fields.odometerConfirmed ? html`<label class="choice"><input type="checkbox" name="odometerConfirmed" value="true">${words.confirmed}</label>` : null}
${isRide(service.helpKind) ? field('km', words.km, 'numeric', service.vehicle ? words.kmHint : undefined) : null}
${field('minutes', words.minutes, 'numeric')}
${isRide(service.helpKind) ? field('passengers', words.passengers, 'numeric', undefined, '1') : null}
<fieldset><legend>${words.spent}</legend><input type="hidden" name="expenses.0.expenseId" value="${mine?.typed['expenses.0.expenseId'] ?? expenseId}">
${field('expenses.0.amountCents', words.amount, 'decimal')}${field('expenses.0.description', words.description, 'text')}${field('expenses.0.document', words.document, 'text', words.documentHint)}</fieldset>
<button class="yes">${words.closeSend}</button></form></details>`
}

interface TextField {
  id: string
  name: string
  label: string
  mode: string
  hint: string | undefined
  value: string
  wrong: string | undefined
}

function textField({ id, name, label, mode, hint, value, wrong }: TextField): Html {
  const described = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(' ')
  return html`<label for="${id}">${label}</label>${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : null}
<input type="text" id="${id}" name="${name}" inputmode="${mode}" maxlength="200" value="${value}"${
    described ? html` aria-describedby="${described}"` : null
  }${wrong ? html` aria-invalid="true" autofocus` : null}>${wrong ? html`<p class="wrong" id="${id}-wrong">${wrong}</p>` : null}`
}
