import type { SignedIn } from '../access/permissions.ts'
import type { Occasion } from '../changes/change.ts'
import { addDays, romeDate } from '../territory/rome-time.ts'
import {
  type Agreement,
  type AgreementReads,
  agreementScope,
  mayAccountFor,
  type PriceUnit,
  readAgreement,
} from './accountability-agreements.ts'
import { countValues, type FiguresReads } from './read-report.ts'

/** What was done so far under an agreement, in its own time and part of the network. */
export interface AgreementUse {
  services: number
  km: number
  minutes: number
}

export interface AgreementBalance {
  amountCents: number
  paidCents: number
  /** Instalments whose day has passed and which nobody paid. */
  lateCents: number
  /** null before it begins, and where the figures are the region's to read. */
  used: AgreementUse | null
  /** What was used at the agreed price; null where no price is written. */
  usedCents: number | null
}

const quantity: Record<PriceUnit, (use: AgreementUse) => number> = {
  service: ({ services }) => services,
  km: ({ km }) => km,
  hour: ({ minutes }) => minutes / 60,
}

export const priceOf = (use: AgreementUse, price: { unitPriceCents: number; priceUnit: PriceUnit }): number =>
  Math.round(quantity[price.priceUnit](use) * price.unitPriceCents)

export function paymentsOf({ instalments }: Pick<Agreement, 'instalments'>, today: string) {
  const sum = (of: Agreement['instalments']) => of.reduce((total, { amountCents }) => total + amountCents, 0)
  return {
    paidCents: sum(instalments.filter(({ paidOn }) => paidOn !== null)),
    lateCents: sum(instalments.filter(({ paidOn, dueOn }) => paidOn === null && dueOn < today)),
  }
}

/** What an agreement pays and what has been used of it until today. */
export async function readAgreementBalance(
  reads: AgreementReads & FiguresReads,
  { now }: Occasion,
  input: { who: SignedIn; agreementId: string },
): Promise<AgreementBalance> {
  const agreement = await readAgreement(reads, input)
  const today = romeDate(now)
  const { amountCents, startsOn, endsOn, unitPriceCents, priceUnit } = agreement
  const money = { amountCents, ...paymentsOf(agreement, today) }
  if (startsOn > today || !mayAccountFor(input.who, agreement)) return { ...money, used: null, usedCents: null }
  const until = addDays(endsOn < today ? endsOn : today, 1)
  const values = await countValues(reads, { from: startsOn, until }, await agreementScope(reads, agreement), now)
  const used = { services: values.services ?? 0, km: values.km ?? 0, minutes: values.volunteerMinutes ?? 0 }
  const isPriced = unitPriceCents !== null && priceUnit !== null
  return { ...money, used, usedCents: isPriced ? priceOf(used, { unitPriceCents, priceUnit }) : null }
}
