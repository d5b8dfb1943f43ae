/** Twilio's own words: whoever writes one gets nothing more from it, nor from us. None of them is Italian. */
const twilioLeaves = ['stop', 'stopall', 'unsubscribe', 'cancel', 'end', 'quit', 'revoke', 'optout']
const twilioReturns = ['start', 'unstop']

export const isTwilioWord = (text: string): boolean =>
  [...twilioLeaves, ...twilioReturns].includes(text.trim().toLowerCase())

const phrases = (text: string): string[] => text.split(' | ')

/**
 * The whole message must say it. "Annulla", "fine", "basta" and "cancella" are about a ride as often as not: a person reads them.
 */
const leaves = new Set([
  ...twilioLeaves,
  ...phrases(
    'stop messaggi | stop ai messaggi | stop sms | stop whatsapp | basta messaggi | basta sms | basta whatsapp | basta coi messaggi | basta con i messaggi | ' +
      'basta con questi messaggi | basta con gli sms | niente messaggi | niente piu messaggi | niente sms | niente piu sms | ' +
      'non scrivetemi | non scrivetemi piu | non mi scrivete | non mi scrivete piu | non mi scriva piu | non scrivermi piu | ' +
      'smettete di scrivermi | smettetela di scrivermi | non mandatemi messaggi | non mandatemi piu messaggi | non mandatemi sms | ' +
      'non mandatemi piu sms | non mi mandate messaggi | non mi mandate piu messaggi | non mi mandate piu sms | non mandate piu messaggi | ' +
      'non inviatemi messaggi | non inviatemi piu messaggi | non inviatemi piu sms | non mi inviate piu messaggi | non voglio messaggi | ' +
      'non voglio piu messaggi | non voglio piu sms | non voglio ricevere messaggi | non voglio piu ricevere messaggi | non voglio ricevere piu messaggi | ' +
      'non voglio piu ricevere sms | cancellatemi | cancellatemi dalla lista | cancellatemi da questa lista | cancellami dalla lista | cancellate il mio numero | ' +
      'disiscrivimi | disiscrivetemi | disiscrizione | mi disiscrivo | voglio disiscrivermi | toglietemi dalla lista | toglietemi da questa lista | ' +
      'togliete il mio numero | toglimi dalla lista | levatemi dalla lista | rimuovetemi | rimuovetemi dalla lista | eliminatemi dalla lista',
  ),
])
const returns = new Set([
  ...twilioReturns,
  ...phrases(
    'riprendi | riprendi messaggi | riprendete | riprendete i messaggi | riprendete a scrivermi | riattiva | riattiva messaggi | riattivami | riattivate | ' +
      'riattivate i messaggi | riattivatemi | scrivetemi di nuovo | voglio di nuovo i messaggi',
  ),
])

/** Courtesies that change nothing. */
const courtesies =
  /\b(?:per favore|per piacere|per cortesia|vi prego|la prego|prego|grazie|buongiorno|buonasera|salve|scusate|scusi)\b/g

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, ' ')
    .trim()

const LONGEST = 120

/** Whether a message says how its writer wants to be reached; `optOutType`: what Twilio understood of it. */
export function saidOfMessages(text: string, optOutType?: string): 'leaves' | 'returns' | null {
  if (optOutType === 'STOP') return 'leaves'
  if (optOutType === 'START') return 'returns'
  if (text.length > LONGEST) return null
  const words = plain(text)
  const said = words.replaceAll(courtesies, ' ').replaceAll(/\s+/g, ' ').trim()
  // Twilio takes its own words only where nothing stands beside them.
  if (leaves.has(words) || (leaves.has(said) && !twilioLeaves.includes(said))) return 'leaves'
  if (returns.has(words) || (returns.has(said) && !twilioReturns.includes(said))) return 'returns'
  return null
}

export const isLeavingWord = (text: string): boolean => saidOfMessages(text) === 'leaves'
