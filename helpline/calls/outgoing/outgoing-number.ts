import { Invalid } from '../../errors.ts'
import { numeroVerde } from '../../territory/numero-verde.ts'
import { isReachable, parsePhoneNumber, type ReachablePhone } from '../../territory/phone-numbers.ts'

/** Campione d'Italia is in the province of Como, on Swiss telephones. */
const CAMPIONE = /^\+4191\d{7}$/

/**
 * Whoever gets hold of a console must not be able to run up a bill: ordinary Italian telephones and toll-free numbers, nothing
 * that costs by the minute, nothing abroad.
 */
export function dialableNumber(raw: string, ours: readonly string[]): ReachablePhone {
  const phone = parsePhoneNumber(raw)
  if (!isReachable(phone)) throw refused('Scriva il numero con il prefisso.')
  if (ours.includes(phone.e164) || phone.e164 === ourTollFree) throw refused('Questo è un nostro numero.')
  const { kind, e164 } = phone
  if (kind === 'landline' || kind === 'mobile' || kind === 'tollFree') return phone
  if (kind === 'foreign' && CAMPIONE.test(e164)) return phone
  if (kind === 'foreign') throw refused('Da qui non si chiama all’estero.')
  throw refused('Da qui non si chiamano numeri a pagamento.')
}

const tollFree = parsePhoneNumber(numeroVerde)
const ourTollFree = isReachable(tollFree) ? tollFree.e164 : undefined

const refused = (sentence: string) => new Invalid('Questo numero non si può chiamare.', { 'to.number': sentence })
