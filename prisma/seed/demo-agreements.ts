import { accountabilityWrites } from '../../adapters/postgres/accountability-rows.ts'
import type { Prisma } from '../../generated/prisma/client.ts'
import { type AgreementTerms, replannedReports } from '../../helpline/reports/accountability-agreements.ts'
import { monthsAfter } from '../../helpline/reports/accountability-periods.ts'
import { addDays, type IsoDate } from '../../helpline/territory/rome-time.ts'
import type { DemoPoint } from './demo-network.ts'

type Payment = [dueOn: IsoDate, euros: number, paidOn?: IsoDate]

async function seedAgreement(
  db: Prisma.TransactionClient,
  terms: Omit<AgreementTerms, 'amountCents' | 'annexPeople' | 'counterpartKind'>,
  payments: readonly Payment[],
): Promise<void> {
  const rows = accountabilityWrites(db)
  const instalments = payments.map(([dueOn, euros, paidOn = null]) => {
    return { id: null, dueOn, amountCents: euros * 100, paidOn }
  })
  const agreed: AgreementTerms = {
    ...{ ...terms, counterpartKind: 'municipality', annexPeople: 'anonymous' },
    amountCents: instalments.reduce((total, { amountCents }) => total + amountCents, 0),
  }
  const id = await rows.addAgreement(agreed)
  await rows.saveInstalments(id, instalments)
  await rows.addAccountabilityReports(id, replannedReports(null, agreed).add)
}

/** At the first point, with its comune and its ambito: begun within the year, with something paid, something awaited and something to tell. */
export async function seedAgreements(db: Prisma.TransactionClient, points: DemoPoint[], today: IsoDate): Promise<void> {
  const [point] = points
  const localAssociationId = point?.associationIds[0]
  if (!point || !localAssociationId) return
  const ambito = await db.territorySet.findFirstOrThrow({
    where: { kind: 'ambito', memberships: { some: { comuneIstatCode: point.comune.istatCode } } },
    select: { id: true, name: true },
  })
  // Neither day begins a calendar year, whatever today is.
  const [fifteenth, tenth] = [`${today.slice(0, 8)}15`, `${today.slice(0, 8)}10`]
  const comuneStart = monthsAfter(fifteenth, -3)
  const comuneEnd = addDays(monthsAfter(comuneStart, 12), -1)
  await seedAgreement(
    db,
    {
      ...{ name: 'Trasporto sociale', counterpartName: `Comune di ${point.town}`, localAssociationId, territory: null },
      ...{ startsOn: comuneStart, endsOn: comuneEnd, unitPriceCents: 950, priceUnit: 'service' },
      paymentRule: '40% alla firma, 30% dopo tre mesi, 30% a saldo dopo l’ultima rendicontazione',
      ...{ reportingRhythm: 'quarterly', reportingDueDays: 30 },
    },
    [
      [addDays(comuneStart, 30), 4800, addDays(comuneStart, 26)],
      [monthsAfter(comuneStart, 3), 3600],
      [addDays(comuneEnd, 60), 3600],
    ],
  )
  const ambitoStart = monthsAfter(tenth, -5)
  const ambitoEnd = addDays(monthsAfter(ambitoStart, 18), -1)
  await seedAgreement(
    db,
    {
      ...{ name: 'Accompagnamento alle cure', counterpartName: `Ambito ${ambito.name}`, localAssociationId },
      territory: { kind: 'territorySet', id: ambito.id },
      ...{ startsOn: ambitoStart, endsOn: ambitoEnd, unitPriceCents: null, priceUnit: null },
      paymentRule: 'Un terzo alla firma, un terzo dopo sei mesi, un terzo alla fine',
      ...{ reportingRhythm: 'halfYearly', reportingDueDays: 30 },
    },
    [
      [addDays(ambitoStart, 30), 9000, addDays(ambitoStart, 41)],
      [monthsAfter(ambitoStart, 6), 9000],
      [ambitoEnd, 9000],
    ],
  )
}
