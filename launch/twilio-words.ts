import type { Settings } from '../adapters/environment.ts'
import type { ApplicationField, NumberField } from '../adapters/twilio/account-setup.ts'
import {
  type WhatsAppTemplate,
  type WhatsAppTemplateName,
  whatsAppTemplates,
} from '../helpline/messages/whatsapp-templates.ts'
import { APPLICATION_NAME, changesIn, type Difference, type SetupPlan } from './twilio-plan.ts'

const fieldNames: Record<NumberField | ApplicationField, string> = {
  voiceApplicationSid: 'applicazione per le chiamate',
  voiceUrl: 'quando arriva una chiamata',
  voiceMethod: 'come la chiede',
  voiceFallbackUrl: 'se noi non rispondiamo',
  voiceFallbackMethod: 'come lo chiede',
  statusCallback: 'quando la chiamata è finita',
  statusCallbackMethod: 'come lo dice',
  smsApplicationSid: 'applicazione per i messaggi',
  smsUrl: 'quando arriva un messaggio',
  smsMethod: 'come lo consegna',
}

const shown = (value: string): string => (value === '' ? '(niente)' : value)

function differenceLines(title: string, differences: readonly Difference<NumberField | ApplicationField>[]): string[] {
  if (differences.length === 0) return [`${title}: è già a posto.`]
  return [
    `${title}:`,
    ...differences.map(({ field, from, to }) => `  ${fieldNames[field]}: ${shown(from)} -> ${shown(to)}`),
  ]
}

/** What differs, and what a person must see to. */
export function planLines(plan: SetupPlan): string[] {
  const { existing, differences } = plan.application
  const application = `Applicazione «${APPLICATION_NAME}»${existing ? '' : ' (da creare)'}`
  return [
    ...plan.numbers.flatMap(({ number, differences: own }) => differenceLines(number.e164, own)),
    ...differenceLines(application, differences),
    ...(plan.leftAlone.length > 0
      ? [`Non sono numeri nostri, e restano come sono: ${plan.leftAlone.join(', ')}.`]
      : []),
    ...plan.onTrunk.map(
      (e164) => `Attenzione: ${e164} è su un trunk SIP, che prende le chiamate prima di questi indirizzi.`,
    ),
  ]
}

export function accountLines(account: { status: string; type: string }, mayCallItaly: boolean | undefined): string[] {
  return [
    ...(account.status === 'active' ? [] : [`Attenzione: l’account è «${account.status}», non attivo.`]),
    ...(account.type === 'Trial' ? ['Attenzione: è un account di prova, chiama solo numeri verificati.'] : []),
    ...(mayCallItaly === false
      ? ['Attenzione: le chiamate verso l’Italia non sono abilitate (Console Twilio, Voice, Geo permissions).']
      : []),
  ]
}

export function outcomeLine(plan: SetupPlan, dryRun: boolean): string {
  const changes = changesIn(plan)
  if (changes === 0) return 'Niente da cambiare.'
  const counted = changes === 1 ? 'un cambiamento' : `${changes} cambiamenti`
  return dryRun ? `Con --dry-run non è stato toccato niente: ${counted} da fare.` : `Fatto: ${counted}.`
}

/** The static answer cannot be made through Twilio's API: these steps are a person's. */
export function fallbackLines(numbers: readonly string[], twiml: string | undefined): string[] {
  if (numbers.length === 0) return []
  return [
    '',
    `Manca la risposta di riserva di ${numbers.join(', ')}: quella che Twilio dà da solo quando nessuna nostra macchina risponde.`,
    'Un TwiML Bin non si crea con le API, va fatto a mano una volta:',
    '  1. Console Twilio, «TwiML Bins», «Create new TwiML Bin», nome «Filo d’Argento: riserva».',
    twiml === undefined
      ? '  2. Incollare il documento che questo comando stampa con --call-centre +39... (i numeri del call centre non si conoscono).'
      : '  2. Incollare il documento qui sotto e salvare.',
    '  3. Copiare il suo indirizzo (https://handler.twilio.com/twiml/EH...) in FILO_FALLBACK_URL.',
    '  4. Ripetere questo comando: lo mette su tutti i numeri.',
    ...(twiml === undefined ? [] : ['', twiml]),
  ]
}

/** What is to be submitted for WhatsApp's approval, as it must be written; what has its sid already is not repeated. */
export function templateLines(sids: Settings['twilio']['whatsAppTemplates'], publicBaseUrl: string): string[] {
  const missing = whatsAppTemplates.filter(({ name }) => sids[name as WhatsAppTemplateName] === undefined)
  if (missing.length === 0) return ['WhatsApp: tutti i modelli hanno il loro SID.']
  return [
    '',
    `WhatsApp: ${missing.length === 1 ? 'un modello non ha' : `${missing.length} modelli non hanno`} un SID in FILO_WHATSAPP_TEMPLATES: al loro posto parte un SMS.`,
    'Console Twilio, «Content Template Builder», lingua italiana (it), categoria Utility, poi «Submit for WhatsApp approval»:',
    ...missing.flatMap((template) => ['', ...linesOf(template, publicBaseUrl)]),
    '',
    'Approvati, metterli tutti in FILO_WHATSAPP_TEMPLATES=nome=HX...,nome=HX...',
  ]
}

function linesOf({ name, body, samples, buttons, pageButton }: WhatsAppTemplate, publicBaseUrl: string): string[] {
  const kind = buttons ? 'Quick reply' : pageButton ? 'Call to action' : 'Text'
  const page = `{{${samples.length + 1}}}`
  return [
    `${name} (${kind})`,
    `  ${body}`,
    ...samples.map((sample, index) => `  esempio di {{${index + 1}}}: ${sample}`),
    ...(buttons ?? []).map(({ title, payload }) => `  bottone: «${title}», ID «${payload}»`),
    ...(pageButton
      ? [`  bottone: «${pageButton}», URL ${publicBaseUrl}/v/${page}`, `  esempio di ${page}: AbCdEfGhIjKlMnOp`]
      : []),
  ]
}
