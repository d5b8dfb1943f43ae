import { randomUUID } from 'node:crypto'
import { callListOutcomeNames, callListOutcomes } from '../../helpline/messages/active/call-list.ts'
import {
  type CompanionPlanRecord,
  moodNames,
  moods,
  suggestedWarningSigns,
} from '../../helpline/messages/active/companion-records.ts'
import { companionDayPartNames } from '../../helpline/messages/active/companion-rhythm.ts'
import { formatPhone } from '../../helpline/territory/phone-numbers.ts'
import { capital, fact, type Html, html } from './html.ts'

const words = {
  title: 'Le telefonate di oggi',
  intro: 'Chiami dal suo telefono, poi scriva qui com’è andata.',
  call: 'Telefono',
  when: 'Quando',
  careful: 'Attenzione',
  hardOfHearing: 'Sente poco: parli forte e piano.',
  lastTime: 'L’ultima volta',
  record: 'Scrivi com’è andata',
  outcome: 'Com’è andata',
  mood: 'Come le è sembrata la persona',
  moodUnknown: 'non saprei',
  signs: 'Ha notato qualcosa?',
  otherSigns: 'Altro che ha notato',
  notes: 'Note',
  send: 'Registra',
}

export interface CompanionSetting {
  token: string
  /** Under which the call is written, so that a form sent twice is one. */
  companionCallId: string
}

const choice = (type: 'radio' | 'checkbox', name: string, value: string, label: string): Html =>
  html`<label class="choice"><input type="${type}" name="${name}" value="${value}">${label}</label>`

const textField = (id: string, name: string, label: string): Html =>
  html`<label for="${id}-${name}">${label}</label><input type="text" id="${id}-${name}" name="${name}" maxlength="${name === 'notes' ? '1000' : '200'}">`

/** One person of today's list of whoever promised to call them. */
export function companionCard(plan: CompanionPlanRecord, { token, companionCallId }: CompanionSetting): Html {
  const { id, personName, phonesE164, dayPart, warning, hardOfHearing, calls, version } = plan
  const careful = [warning, hardOfHearing ? words.hardOfHearing : null].filter(Boolean).join(' · ')
  const last = calls[0]
  return html`<article class="card"><h3>${personName}</h3>
<dl>${[
    fact(
      words.call,
      phonesE164.map((e164) => html`<a href="tel:${e164}">${formatPhone(e164)}</a> `),
    ),
    fact(words.when, dayPart && companionDayPartNames[dayPart]),
    fact(words.careful, careful),
    fact(
      words.lastTime,
      last
        ? [capital(callListOutcomeNames[last.outcome]), ...last.warningSigns, last.notes].filter(Boolean).join('. ')
        : null,
    ),
  ]}</dl>
<details><summary>${words.record}</summary>
<form method="post" action="/v/${token}/companion/${id}" autocomplete="off">
<input type="hidden" name="companionCallId" value="${companionCallId}"><input type="hidden" name="version" value="${String(version)}">
<fieldset><legend>${words.outcome}</legend>${callListOutcomes.map(
    (outcome) =>
      html`<label class="choice"><input type="radio" name="outcome" value="${outcome}" required>${capital(callListOutcomeNames[outcome])}</label>`,
  )}</fieldset>
<fieldset><legend>${words.mood}</legend>${choice('radio', 'mood', '', capital(words.moodUnknown))}${moods.map((mood) => choice('radio', 'mood', mood, capital(moodNames[mood])))}</fieldset>
<fieldset><legend>${words.signs}</legend>${suggestedWarningSigns.map((sign) => choice('checkbox', 'signs', sign, capital(sign)))}</fieldset>
${textField(id, 'otherSigns', words.otherSigns)}
${textField(id, 'notes', words.notes)}
<button class="yes">${words.send}</button></form></details></article>`
}

export const companionSection = (plans: readonly CompanionPlanRecord[], token: string): Html | null =>
  plans.length === 0
    ? null
    : html`<section><h2>${words.title}</h2><p>${words.intro}</p>${plans.map((plan) =>
        companionCard(plan, { token, companionCallId: randomUUID() }),
      )}</section>`
