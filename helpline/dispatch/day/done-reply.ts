import { plainReply } from '../volunteer-reply.ts'

/** "FATTO 4821 35": which service, and how many kilometres, as far as they are said. */
export interface DoneReply {
  code: string | null
  km: number | null
}

const LONGEST_REPLY = 160
const doneWords = new Set(
  'fatto fatta fatti fatte svolto svolta eseguito eseguita concluso conclusa completato completata chiuso chiusa'.split(
    ' ',
  ),
)
/** Alone they say that the person is ready to go home. */
const alsoReady = new Set(['finito', 'finita', 'terminato', 'terminata'])
const kmWords = new Set(['km', 'kilometri', 'kilometro', 'chilometri', 'chilometro', 'kmt'])
const filler = new Set(
  (
    'grazie mille ciao salve buongiorno buonasera buona buon giorno sera giornata serata tutto bene ok okay servizio viaggio ' +
    'il un ho abbiamo e con in di totale tot circa sono percorsi codice numero n auser si a presto saluti'
  ).split(' '),
)

/** null for whatever is not wholly understood: a person reads it. Half kilometres are rounded. */
export function readDoneReply(text: string): DoneReply | null {
  if (text.length > LONGEST_REPLY || text.includes('?')) return null
  const whole = text.replaceAll(/(?<![\d.,])(\d{1,3})[.,](\d)(?!\d)/g, (_, units: string, tenths: string) =>
    String(Number(units) + (Number(tenths) >= 5 ? 1 : 0)),
  )
  const said = plainReply(whole).split(' ').filter(Boolean)
  const numbers = said.filter((word) => /^\d+$/.test(word))
  const isDone = said.some((word) => doneWords.has(word) || (numbers.length > 0 && alsoReady.has(word)))
  const isKnown = (word: string) =>
    /^\d+$/.test(word) || doneWords.has(word) || alsoReady.has(word) || kmWords.has(word) || filler.has(word)
  if (!isDone || !said.every(isKnown)) return null
  const codes = numbers.filter((number) => number.length === 4)
  const kms = numbers.filter((number) => number.length < 4)
  if (codes.length > 1 || kms.length > 1 || codes.length + kms.length < numbers.length) return null
  // "fatto 4821 km" is no code.
  const follows = codes[0] === undefined ? undefined : said[said.indexOf(codes[0]) + 1]
  if (follows !== undefined && kmWords.has(follows) && kms.length === 0) return null
  return { code: codes[0] ?? null, km: kms[0] === undefined ? null : Number(kms[0]) }
}

export interface ClosableService {
  serviceId: string
  /** Of the offer it was accepted by; null where it was given by hand. */
  code: string | null
  isRide: boolean
  state: 'assigned' | 'done'
  km: number | null
  /** A return that nobody has called yet: the person is still there. */
  isAwaited: boolean
  startsAt: Date
}

export type ResolvedDone =
  | { kind: 'close'; serviceId: string; km: number | null }
  | { kind: 'already'; km: number | null; isSame: boolean }
  | { kind: 'askKm'; code: string | null }
  | { kind: 'whichOne'; codes: string[] }
  | { kind: 'wrongCode'; codes: string[] }

/**
 * Which service is done; `services` are those of this number that have begun, newest first. null: nothing it could be about. An
 * awaited return is done only where its own code says so.
 */
export function resolveDone({ code, km }: DoneReply, services: readonly ClosableService[]): ResolvedDone | null {
  const meant = services.filter((service) => (code === null ? !service.isAwaited : service.code === code))
  if (services.length === 0 || (code === null && meant.length === 0)) return null
  const open = services.filter(({ state, isAwaited }) => state === 'assigned' && !isAwaited)
  const codes = open.flatMap((service) => service.code ?? [])
  if (meant.length === 0) return { kind: 'wrongCode', codes }
  const toClose = meant.filter(({ state }) => state === 'assigned')
  if (toClose.length > 1) return codes.length === open.length ? { kind: 'whichOne', codes } : null
  const [service] = toClose
  if (service) {
    if (service.isRide && km === null) return { kind: 'askKm', code: service.code }
    return { kind: 'close', serviceId: service.serviceId, km }
  }
  const closed = meant[0]
  return closed ? { kind: 'already', km: closed.km, isSame: km === null || km === closed.km } : null
}
