import type { ApplicationField, NumberField } from '../adapters/twilio/account-setup.ts'
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
