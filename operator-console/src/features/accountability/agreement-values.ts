import type { AgreementBody, AgreementView } from '../../../../contract/accountability.ts'
import type { PriceUnit } from '../../../../helpline/reports/accountability-agreements.ts'
import type { AnnexPeople } from '../../../../helpline/reports/accountability-annexes.ts'
import type { ReportingRhythm } from '../../../../helpline/reports/accountability-periods.ts'
import type { CounterpartKind } from '../../../../helpline/reports/report-stocks.ts'
import { centsFrom, typedEuros } from '../../euros.ts'
import { formatDay } from '../../formats.ts'
import { understoodDay } from '../../ui/day-field.tsx'
import { words } from './words.ts'

export interface InstalmentValues {
  /** Of the form; `id` of the row, null for a new one. */
  key: string
  id: string | null
  dueOn: string
  amount: string
  paidOn: string
}

export interface AgreementValues {
  name: string
  counterpartKind: CounterpartKind | null
  counterpartName: string
  localAssociationId: string | null
  territory: { kind: 'territorySet' | 'comune'; id: string; name: string } | null
  startsOn: string
  endsOn: string
  amount: string
  paymentRule: string
  unitPrice: string
  priceUnit: PriceUnit | null
  reportingRhythm: ReportingRhythm | null
  reportingDueDays: string
  annexPeople: AnnexPeople
  instalments: InstalmentValues[]
}

const asTyped = (day: string | null): string => (day === null ? '' : formatDay(day))

export const emptyAgreement: AgreementValues = {
  name: '',
  counterpartKind: null,
  counterpartName: '',
  localAssociationId: null,
  territory: null,
  startsOn: '',
  endsOn: '',
  amount: '',
  paymentRule: '',
  unitPrice: '',
  priceUnit: null,
  reportingRhythm: null,
  reportingDueDays: '30',
  annexPeople: 'anonymous',
  instalments: [],
}

export const valuesOf = (agreement: AgreementView): AgreementValues => ({
  ...agreement,
  territory: agreement.territory && { ...agreement.territory, name: agreement.territoryName ?? '' },
  startsOn: asTyped(agreement.startsOn),
  endsOn: asTyped(agreement.endsOn),
  amount: typedEuros(agreement.amountCents),
  unitPrice: agreement.unitPriceCents === null ? '' : typedEuros(agreement.unitPriceCents),
  reportingDueDays: String(agreement.reportingDueDays),
  instalments: agreement.instalments.map(({ id, dueOn, amountCents, paidOn }) => ({
    key: id,
    id,
    dueOn: asTyped(dueOn),
    amount: typedEuros(amountCents),
    paidOn: asTyped(paidOn),
  })),
})

export type FieldErrors = Record<string, string>

/** What each part of the form is given. */
export interface PartProps {
  values: AgreementValues
  change: (part: Partial<AgreementValues>) => void
  errors: FieldErrors
}

/** What is sent, or a sentence beside each field that cannot be. */
export function bodyOf(values: AgreementValues): { body: AgreementBody | null; errors: FieldErrors } {
  const errors: FieldErrors = {}
  const needed = <T>(field: string, value: T | null, sentence: string): T => {
    if (value === null || value === '') errors[field] = sentence
    return value as T
  }
  const day = (field: string, typed: string) =>
    needed(field, understoodDay(typed, 'ahead'), typed === '' ? words.missing : words.dayMissing)
  const amount = (field: string, typed: string) => needed(field, centsFrom(typed), words.amountWrong)
  const dueDays = /^\d{1,3}$/.test(values.reportingDueDays.trim()) ? Number(values.reportingDueDays) : null
  const { territory } = values
  const body: AgreementBody = {
    name: needed('name', values.name.trim(), words.missing),
    counterpartKind: needed('counterpartKind', values.counterpartKind, words.missing),
    counterpartName: needed('counterpartName', values.counterpartName.trim(), words.missing),
    localAssociationId: values.localAssociationId,
    territory: territory && { kind: territory.kind, id: territory.id },
    startsOn: day('startsOn', values.startsOn),
    endsOn: day('endsOn', values.endsOn),
    amountCents: amount('amountCents', values.amount),
    paymentRule: needed('paymentRule', values.paymentRule.trim(), words.missing),
    unitPriceCents: values.unitPrice.trim() === '' ? null : amount('unitPriceCents', values.unitPrice),
    priceUnit: values.priceUnit,
    reportingRhythm: needed('reportingRhythm', values.reportingRhythm, words.missing),
    reportingDueDays: needed('reportingDueDays', dueDays, words.dueDaysWrong),
    annexPeople: values.annexPeople,
    instalments: values.instalments.map(({ id, dueOn, amount: typed, paidOn }, at) => ({
      id,
      dueOn: day(`instalments.${at}.dueOn`, dueOn),
      amountCents: amount(`instalments.${at}.amountCents`, typed),
      paidOn: paidOn.trim() === '' ? null : day(`instalments.${at}.paidOn`, paidOn),
    })),
  }
  return { body: Object.keys(errors).length > 0 ? null : body, errors }
}
