import { addDays } from '../territory/rome-time.ts'
import type { Agreement } from './accountability-agreements.ts'
import { reportingRhythmNames } from './accountability-periods.ts'
import { periodName } from './report-period.ts'

const euros = new Intl.NumberFormat('it-IT', { style: 'currency', currency: 'EUR', useGrouping: 'always' })

export const formatEuros = (cents: number): string => euros.format(cents / 100).replaceAll('\u00a0', ' ')

/** What an accountability report says of its agreement before the figures. */
export function agreementPreface(agreement: Agreement): string[] {
  const { name, counterpartName, associationName, startsOn, endsOn, amountCents, paymentRule, reportingRhythm } =
    agreement
  const whole = periodName({ from: startsOn, until: addDays(endsOn, 1) })
  return [
    `Convenzione «${name}» con ${counterpartName}${associationName ? `, svolta da ${associationName}` : ''}.`,
    `In vigore: ${whole}. Importo: ${formatEuros(amountCents)}.`,
    `Pagamento: ${paymentRule}. Rendicontazione: ${reportingRhythmNames[reportingRhythm]}.`,
  ]
}
