import { describe, expect, it } from 'vitest'
import { isTwilioWord, saidOfMessages } from '../../../helpline/reaching/leaving-words.ts'

const leaving = [
  ...[
    'STOP',
    ' stop ',
    'Stop.',
    'STOPALL',
    'Unsubscribe',
    'CANCEL',
    'End',
    'QUIT',
    'revoke',
    'OPTOUT',
    'Stop messaggi',
    'STOP SMS',
  ],
  ...[
    'BASTA MESSAGGI',
    'Basta messaggi!',
    'basta sms',
    'Basta con questi messaggi',
    'basta messaggi grazie',
    'Per favore basta messaggi',
  ],
  ...[
    'NON SCRIVETEMI PIÙ',
    'Non scrivetemi piu’',
    "non scrivetemi piu'",
    'Vi prego, non scrivetemi più.',
    'non mi scrivete più',
    'non mi scriva più',
  ],
  ...[
    'NON MANDATEMI PIÙ MESSAGGI',
    'Non mandatemi più messaggi, grazie',
    'non mi mandate più messaggi',
    'Non mandatemi più sms',
  ],
  ...[
    'non inviatemi più messaggi',
    'Buongiorno, non voglio più ricevere messaggi',
    'non voglio messaggi',
    'Niente più messaggi per favore',
  ],
  ...[
    'CANCELLATEMI',
    'cancellatemi dalla lista',
    'Cancellate il mio numero',
    'DISISCRIVIMI',
    'disiscrivetemi per cortesia',
    'Toglietemi dalla lista',
  ],
  ...['rimuovetemi', 'smettetela di scrivermi'],
]
const returning = [
  'START',
  'start',
  'Unstop',
  'RIPRENDI',
  'Riprendi!',
  'riattiva',
  'Riattivatemi per favore',
  'Riprendete a scrivermi',
]
/** About a ride, or for a person to read. */
const neither = [
  ...[
    'ANNULLA',
    'annulla',
    'Annullate',
    'annulla il viaggio',
    'FINE',
    'fine',
    'BASTA',
    'basta',
    'Basta così grazie',
    'CANCELLA',
    'cancella',
  ],
  ...[
    'cancellate il servizio di domani',
    'Cancella la prenotazione',
    'basta una telefonata',
    'Non scrivetemi più tardi delle 18',
  ],
  ...[
    'stop 4821',
    'mi fermo allo stop',
    'SI 4821',
    'si',
    'no',
    'non posso',
    'grazie',
    'ok',
    'yes',
    'fine settimana va bene',
    'No grazie',
  ],
  ...[
    'Non mandatemi più messaggi la domenica',
    'per favore stop',
    'stop grazie',
    'inizio',
    'Avete cancellato?',
    'il cancello è chiuso',
    '',
  ],
]

describe('words about being written to', () => {
  it.each(leaving)('«%s» leaves', (text) => expect(saidOfMessages(text)).toBe('leaves'))
  it.each(returning)('«%s» comes back', (text) => expect(saidOfMessages(text)).toBe('returns'))
  it.each(neither)('«%s» is for a person, or about something else', (text) => expect(saidOfMessages(text)).toBeNull())

  it('what Twilio understood counts, whatever the words', () => {
    expect(saidOfMessages('basta così', 'STOP')).toBe('leaves')
    expect(saidOfMessages('ci ho ripensato', 'START')).toBe('returns')
    expect(saidOfMessages('aiuto', 'HELP')).toBeNull()
  })

  it('knows which words Twilio answers by itself', () => {
    expect([' Stop ', 'START', 'riprendi', 'basta messaggi'].map(isTwilioWord)).toEqual([true, true, false, false])
  })

  it('reads no letter for a word', () => {
    expect(saidOfMessages(`Basta messaggi. ${'Grazie. '.repeat(30)}`)).toBeNull()
  })
})
