import { describe, expect, it } from 'vitest'
import { type AskedOffer, readVolunteerReply, resolveReply } from '../../../helpline/dispatch/volunteer-reply.ts'

const accepted = [
  ...[
    'si',
    'SI',
    'Si',
    'Si.',
    'si!',
    'SÌ',
    'Sì',
    'sì',
    "si'",
    "SI'",
    'Sí',
    's',
    'sii',
    'siii',
    'S I',
    'si si',
    'Sì sì',
    ' si ',
    'si,',
    'yes',
  ],
  ...[
    'ok',
    'OK',
    'Ok.',
    'okay',
    'okey',
    'ok ok',
    'okk',
    'ok va bene',
    'Va bene',
    'va bene!',
    'vabene',
    'vb',
    'va benissimo',
    'bene',
    'benissimo',
    'perfetto',
  ],
  ...[
    'certo',
    'Certo!',
    'certamente',
    'Certo che sì',
    'volentieri',
    'Molto volentieri!',
    'sì volentieri',
    'accetto',
    'confermo',
    'Si confermo',
  ],
  ...[
    "d'accordo",
    'd’accordo',
    'daccordo',
    'ci sono',
    'Ci sono!',
    'io ci sono',
    'eccomi',
    'presente',
    'posso',
    'sì posso',
    'posso farlo',
    'lo faccio io',
    'vado io',
  ],
  ...[
    'ci vado io',
    'ci penso io',
    'sono disponibile',
    'Disponibile',
    'sono libero',
    'sono libera',
    'nessun problema',
    "non c'è problema",
    'senz’altro',
    'assolutamente sì',
  ],
  ...[
    'Ok grazie',
    'si grazie',
    'Buongiorno, sì',
    'Buongiorno sì grazie',
    'per me ok',
    'per me va bene',
    'x me ok',
    'sì, a presto',
    'Ciao, ok',
    'si. Cordiali saluti',
    'Salve, accetto. Saluti',
    'Sì, grazie mille',
    'SI SI SI',
    'Ok. Buona serata a tutti',
  ],
  ...['👍', '👍🏻', '👍🏽👍🏽', 'ok 👍', '👌', '✅', 'sì 😊', 'va bene 🙏', 'Sì ❤️', '🆗'],
]
const acceptedWithCode = [
  'SI 4821',
  'si 4821',
  'Sì 4821',
  'SI4821',
  'sì4821.',
  '4821 si',
  '4821 SI',
  'SI, 4821',
  'SI-4821',
  'si: 4821',
  'si (4821)',
  'SI 48 21',
  'ok 4821',
  'va bene 4821',
  'confermo 4821',
  'Buongiorno, sì 4821, grazie',
  'si codice 4821',
  'SI\n4821',
  'sì 4821 👍',
  '«SI 4821»',
  '"SI 4821"',
  'SI 4821 SI',
]
const declined = [
  ...[
    'no',
    'NO',
    'No.',
    'no!',
    'n',
    'no no',
    'nono',
    'noo',
    'No grazie',
    'no, grazie',
    'no mi dispiace',
    'No, mi spiace',
    'purtroppo no',
    'No purtroppo',
    'mi dispiace no',
  ],
  ...[
    'non posso',
    'Non posso.',
    'nn posso',
    'no non posso',
    'Mi dispiace, non posso',
    'mi spiace, non posso',
    'non riesco',
    'nn riesco',
    'non ce la faccio',
    'purtroppo non riesco',
  ],
  ...[
    'non ci sono',
    'Impossibile',
    'mi è impossibile',
    'non è possibile',
    'non sono disponibile',
    'non sono libera',
    'rifiuto',
    'non va bene',
    'non accetto',
    'non confermo',
    'questa volta no',
    'stavolta no',
  ],
  ...[
    'sono via',
    'ho un impegno',
    'ho già un impegno',
    'no, ho un impegno',
    'sono impegnato',
    'sono già impegnata',
    'devo rinunciare',
    'passo',
    'meglio di no',
    'sono malata',
    'Buonasera, purtroppo non posso, saluti',
  ],
  ...['👎', 'no 👎', '❌', 'no 😔', 'scusate non posso', 'assolutamente no'],
]
const declinedWithCode = [
  'NO 4821',
  'no 4821',
  'No4821',
  '4821 no',
  'NO, 4821',
  'no 4821 grazie',
  'non posso 4821',
  'NO 4821!',
  'No 48 21',
]
const unclear = [
  ...[
    '',
    ' ',
    '.',
    '?',
    '...',
    'domani sì',
    'sì ma',
    'sì ma dopo le 10',
    'sì se piove',
    'si alle 11',
    'ok ma solo andata',
    'forse',
    'Forse sì',
    'vediamo',
    'dipende',
    'non so',
    'non lo so',
  ],
  ...[
    'chi è?',
    'ok?',
    'Sì?',
    'posso?',
    'quanto dura',
    'a che ora',
    'chiamatemi',
    'mi chiami',
    'richiamatemi per favore',
    'si no',
    'sì anzi no',
    'no anzi sì',
    'sì, no',
    'no ok',
    '4821',
    '48',
    'si 482',
    'si 48212',
    'SI 4821 4822',
  ],
  ...[
    'si 0372448678',
    'si 347 1234567',
    'non si può',
    'mia moglie dice sì',
    'il dottore dice di no',
    'sì per domani',
    'no domani sì',
    'domani non posso ma giovedì sì',
    'anche mercoledì',
    'annulla',
    'ANNULLA',
    'STOP',
    'ho sbagliato',
    'arrivo alle 9',
    'non vedo l’ora',
  ],
  ...[
    'ci penso',
    'le faccio sapere',
    'appena posso',
    'se posso',
    'non ho capito',
    'quale',
    '😀',
    '🚗',
    `sì ${'molto '.repeat(40)}volentieri`,
    'SIAMO IN FERIE',
    'sinistra',
    'nord',
    'siete bravi',
    'notte',
    'no problem',
    'ok 9',
    '1',
    '2',
  ],
  // A yes that is none, a no that is none, and conditions: whoever guesses leaves somebody on foot.
  ...[
    'certo che no',
    'come no',
    'sì sì, come no',
    'ok no',
    'SI/NO',
    'si o no',
    'non dico di no',
    'non so se posso',
    'sì ma non posso',
    'posso, forse',
    'magari',
    'può darsi',
    'si vedrà',
    'si figuri',
    'mai',
    'quasi sì',
    'SI QUATTRO OTTO DUE UNO',
    'si 4821 no 5930',
    'si 4822 e 4823',
    '4821?',
    'SI 4821?',
  ],
  ...[
    'ok per le 10',
    'non prima delle 10',
    'solo se è dopo le 9',
    'ok ma con la mia auto',
    'sì se mi date la macchina',
    'non ho la macchina',
    'va bene il ritorno, non l’andata',
    'sì ma porto anche mio marito',
    'ho la febbre',
    'sono in ferie fino a lunedì',
    'sono in ospedale',
    'la macchina è rotta',
    'mi dica a che ora',
    'vado a vedere',
    'sono la moglie, Bruno è via',
    'avete sbagliato numero',
    'non sono Bruno',
    'togliete il mio numero',
    'SIM esaurita',
    'yes we can',
    '👍👎',
    '🤔',
    'si\u200b\u200b 😂 scherzo',
  ],
]
const courteous = [
  'grazie',
  'Grazie!',
  'Grazie mille',
  'grazie a voi',
  'Buona giornata',
  'ciao',
  'a presto',
  'Prego, saluti',
]

describe('what a short Italian answer means', () => {
  it.each(accepted.map((text) => [text]))('%j is a yes', (text) => {
    expect(readVolunteerReply(text)).toEqual({ kind: 'accept' })
  })
  it.each(acceptedWithCode.map((text) => [text]))('%j is a yes to 4821', (text) => {
    expect(readVolunteerReply(text)).toEqual({ kind: 'accept', code: '4821' })
  })
  it.each(declined.map((text) => [text]))('%j is a no', (text) => {
    expect(readVolunteerReply(text)).toEqual({ kind: 'decline' })
  })
  it.each(declinedWithCode.map((text) => [text]))('%j is a no to 4821', (text) => {
    expect(readVolunteerReply(text)).toEqual({ kind: 'decline', code: '4821' })
  })
  it.each(unclear.map((text) => [text]))('%j is for a person to read', (text) => {
    expect(readVolunteerReply(text)).toEqual({ kind: 'unclear' })
  })
  it.each(courteous.map((text) => [text]))('%j says nothing', (text) => {
    expect(readVolunteerReply(text)).toEqual({ kind: 'courtesy' })
  })

  it('is tried on two hundred and fifty answers at least', () => {
    const all = [accepted, acceptedWithCode, declined, declinedWithCode, unclear, courteous].flat()
    expect(new Set(all).size).toBeGreaterThanOrEqual(250)
  })
})

type Standing = 'open' | 'late' | 'lateNeeded' | 'answered' | 'theirs'
const offer = (offerId: string, code: string, state: Standing): AskedOffer => ({
  offerId,
  code,
  isOpen: state === 'open',
  isLate: state === 'late' || state === 'lateNeeded',
  stillNeeded: state === 'lateNeeded',
  isTheirs: state === 'theirs',
})
const yes = { kind: 'accept' } as const

describe('which offer an answer is about', () => {
  it('takes a bare yes only if one is open', () => {
    expect(resolveReply(yes, [offer('a', '1111', 'open'), offer('b', '2222', 'answered')])).toEqual({
      kind: 'answer',
      offerId: 'a',
      answer: 'accept',
    })
    expect(resolveReply(yes, [offer('a', '1111', 'open'), offer('b', '2222', 'open')])).toEqual({
      kind: 'whichOne',
      codes: ['1111', '2222'],
    })
    expect(resolveReply(yes, [])).toEqual({ kind: 'nothingAsked' })
  })

  it('takes the code where there is one, and never another offer for a wrong one', () => {
    const open = [offer('a', '1111', 'open'), offer('b', '2222', 'open')]
    expect(resolveReply({ ...yes, code: '2222' }, open)).toMatchObject({ offerId: 'b' })
    expect(resolveReply({ ...yes, code: '3333' }, open)).toEqual({ kind: 'wrongCode', codes: ['1111', '2222'] })
    expect(resolveReply({ ...yes, code: '1111' }, [offer('a', '1111', 'open')])).toMatchObject({ offerId: 'a' })
    expect(resolveReply({ ...yes, code: '9999' }, [offer('a', '1111', 'open')])).toEqual({
      kind: 'wrongCode',
      codes: ['1111'],
    })
  })

  it('finds the late one that still counts, else the newest', () => {
    const late = [offer('new', '1111', 'late'), offer('needed', '2222', 'lateNeeded')]
    expect(resolveReply(yes, late)).toMatchObject({ offerId: 'needed' })
    expect(resolveReply(yes, [offer('new', '1111', 'late'), offer('old', '2222', 'answered')])).toMatchObject({
      offerId: 'new',
    })
    expect(resolveReply(yes, [offer('a', '1111', 'lateNeeded'), offer('b', '2222', 'lateNeeded')])).toMatchObject({
      kind: 'whichOne',
    })
  })

  it('takes a bare no back from the one service that is theirs, and guesses between none', () => {
    const no = { kind: 'decline' } as const
    const answered = offer('other', '3333', 'answered')
    expect(resolveReply(no, [answered, offer('mine', '1111', 'theirs')])).toMatchObject({ offerId: 'mine' })
    const both = [offer('later', '1111', 'theirs'), offer('tomorrow', '2222', 'theirs')]
    expect(resolveReply(no, both)).toEqual({ kind: 'unclear', codes: ['1111', '2222'] })
    expect(resolveReply(no, [offer('asked', '1111', 'lateNeeded'), offer('mine', '2222', 'theirs')])).toEqual({
      kind: 'unclear',
      codes: ['1111', '2222'],
    })
    expect(resolveReply({ ...no, code: '2222' }, both)).toMatchObject({ offerId: 'tomorrow' })
    expect(resolveReply(no, [answered])).toMatchObject({ offerId: 'other' })
  })

  it('reads thanks as thanks, unless an answer is awaited', () => {
    expect(resolveReply({ kind: 'courtesy' }, [offer('a', '1111', 'answered')])).toEqual({ kind: 'courtesy' })
    expect(resolveReply({ kind: 'courtesy' }, [offer('a', '1111', 'open')])).toEqual({
      kind: 'unclear',
      codes: ['1111'],
    })
  })
})
