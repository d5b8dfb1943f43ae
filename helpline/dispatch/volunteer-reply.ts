export type VolunteerReply =
  | { kind: 'accept'; code?: string }
  | { kind: 'decline'; code?: string }
  /** "Grazie": nothing is said. */
  | { kind: 'courtesy' }
  /** A person reads it. */
  | { kind: 'unclear' }

const LONGEST_REPLY = 160

const words = (text: string) => text.split(' | ').map((phrase) => phrase.split(' '))

const yes = words(
  'si | s | s i | sii | siii | sisi | yes | ok | okay | okey | oki | okk | k | va bene | vabene | va benissimo | va benone | vb | bene | benissimo | ' +
    'certo | certo che si | certamente | certissimo | volentieri | molto volentieri | accetto | confermo | confermato | d accordo | daccordo | perfetto | ' +
    'ci sono | ci sto | presente | posso | posso farlo | lo faccio | lo faccio io | la faccio io | vado | vado io | vengo | vengo io | ci vado | ci vado io | ' +
    'ci penso io | faccio io | si puo fare | disponibile | sono disponibile | sono libero | sono libera | nessun problema | non c e problema | ' +
    'senz altro | assolutamente si | io ci sono | eccomi | arrivo | affermativo | ricevuto ok',
)
const no = words(
  'no | n | nono | noo | nooo | non posso | nn posso | non riesco | nn riesco | non ce la faccio | non ci sono | nn ci sono | non ci riesco | ' +
    'impossibile | non sono disponibile | nn sono disponibile | non sono libero | non sono libera | rifiuto | non va bene | non accetto | non confermo | ' +
    'non vengo | non vado | non ci vado | non e possibile | mi e impossibile | stavolta no | questa volta no | non questa volta | sono via | sono fuori | ' +
    'ho un impegno | ho gia un impegno | sono impegnato | sono impegnata | sono gia impegnato | sono gia impegnata | negativo | passo | devo rinunciare | rinuncio | ' +
    'non posso venire | non posso andare | assolutamente no | neanche per sogno | meglio di no | non me la sento | sono malato | sono malata | sto male',
)
/** Courtesies that change nothing. */
const filler = words(
  'grazie | grazie mille | tante grazie | grazie a voi | grazie lo stesso | ciao | salve | buongiorno | buon giorno | buonasera | buona sera | buona giornata | ' +
    'buona serata | cordiali saluti | saluti | un saluto | cari saluti | a presto | prego | mi dispiace | dispiace | mi spiace | spiace | spiacente | purtroppo | ' +
    'scusate | scusi | scusa | mi scusi | per me | x me | io | auser | signora | signore | a tutti | codice | risposta | rispondo | la mia risposta e | il',
)

type Meaning = 'yes' | 'no' | 'filler'
const phrases: readonly { words: readonly string[]; meaning: Meaning }[] = [
  ...yes.map((each) => ({ words: each, meaning: 'yes' as const })),
  ...no.map((each) => ({ words: each, meaning: 'no' as const })),
  ...filler.map((each) => ({ words: each, meaning: 'filler' as const })),
].sort((a, b) => b.words.length - a.words.length)

/**
 * What a short Italian answer means. Every word of it must be understood: "domani sì" or "sì ma alle 11" is for a person to
 * read, never a yes.
 */
export function readVolunteerReply(text: string): VolunteerReply {
  if (text.length > LONGEST_REPLY || text.includes('?')) return { kind: 'unclear' }
  const { code, rest } = takeCode(plainReply(text))
  if (code === 'several') return { kind: 'unclear' }
  const meanings = meaningsOf(rest)
  const says = new Set(meanings.filter((meaning) => meaning !== 'filler'))
  if (meanings.includes('unknown') || says.size > 1) return { kind: 'unclear' }
  if (says.size === 0) return { kind: meanings.length > 0 && code === undefined ? 'courtesy' : 'unclear' }
  return { kind: says.has('yes') ? 'accept' : 'decline', ...(code === undefined ? {} : { code }) }
}

/** Lower case, no accents, no punctuation; the signs that speak become words, the others say nothing. */
export function plainReply(text: string): string {
  return text
    .replaceAll(/👍|👌|✅|✔|🆗/gu, ' si ')
    .replaceAll(/👎|❌|🚫/gu, ' no ')
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replaceAll(/([a-z])(\d)/g, '$1 $2')
    .replaceAll(/(\d)([a-z])/g, '$1 $2')
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, ' ')
    .trim()
}

/** The four digits of an offer, also written "48 21". Other digits stay, and are not understood. */
function takeCode(text: string): { code?: string; rest: string } {
  const codes = [...text.matchAll(/(?<!\d )\b(?:(\d{4})|(\d{2}) (\d{2}))\b(?! \d)/g)]
  const found = new Set(codes.map(([, whole, first, second]) => whole ?? `${first}${second}`))
  if (found.size > 1) return { code: 'several', rest: text }
  const [code] = found
  if (code === undefined) return { rest: text }
  return { code, rest: codes.reduce((left, [written]) => left.replace(written, ' '), text) }
}

function meaningsOf(text: string): (Meaning | 'unknown')[] {
  const said = text.split(/\s+/).filter((word) => word !== '')
  const meanings: (Meaning | 'unknown')[] = []
  let at = 0
  while (at < said.length) {
    const phrase = phrases.find((each) => each.words.every((word, index) => said[at + index] === word))
    meanings.push(phrase?.meaning ?? 'unknown')
    at += phrase?.words.length ?? 1
  }
  return meanings
}

export interface AskedOffer {
  offerId: string
  code: string
  /** pending or sent: an answer is awaited. */
  isOpen: boolean
  /** Its time is over, or it was covered by somebody else, and no answer came. */
  isLate: boolean
  /** Late, and the service still needs somebody. */
  stillNeeded: boolean
  /** Their yes holds: the service is theirs. */
  isTheirs: boolean
}

export type ResolvedReply =
  | { kind: 'answer'; offerId: string; answer: 'accept' | 'decline' }
  | { kind: 'whichOne'; codes: string[] }
  | { kind: 'wrongCode'; codes: string[] }
  | { kind: 'nothingAsked' }
  | { kind: 'courtesy' }
  | { kind: 'unclear'; codes: string[] }

/** Which offer a reply answers; `offers` are those made to this number, newest first. A bare yes counts only if one is open. */
export function resolveReply(reply: VolunteerReply, offers: readonly AskedOffer[]): ResolvedReply {
  const open = offers.filter((offer) => offer.isOpen)
  const codes = open.map((offer) => offer.code)
  if (reply.kind === 'courtesy' && open.length === 0) return reply
  if (reply.kind === 'unclear' || reply.kind === 'courtesy') return { kind: 'unclear', codes }
  const answers = (offer: AskedOffer | undefined): ResolvedReply =>
    offer ? { kind: 'answer', offerId: offer.offerId, answer: reply.kind } : { kind: 'nothingAsked' }
  if (reply.code !== undefined) {
    const named = offers.filter((offer) => offer.code === reply.code)
    const offer = named.find((each) => each.isOpen) ?? named[0]
    return offer ? answers(offer) : { kind: offers.length > 0 ? 'wrongCode' : 'nothingAsked', codes }
  }
  if (open.length > 0) return open.length === 1 ? answers(open[0]) : { kind: 'whichOne', codes }
  if (reply.kind === 'decline') {
    // It may take back a yes, or refuse what was asked: which of them is for a person to hear.
    const about = offers.filter((offer) => offer.isTheirs || (offer.isLate && offer.stillNeeded))
    return about.length > 1
      ? { kind: 'unclear', codes: about.map((offer) => offer.code) }
      : answers(about[0] ?? offers[0])
  }
  const honoured = offers.filter((offer) => offer.isLate && offer.stillNeeded)
  if (honoured.length > 1) return { kind: 'whichOne', codes: honoured.map((offer) => offer.code) }
  // Nothing is open: whoever answers late is told so, whoever says yes twice is told the same thing twice.
  return answers(honoured[0] ?? offers[0])
}
