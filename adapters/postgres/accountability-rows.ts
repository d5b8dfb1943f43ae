import type { Prisma } from '../../generated/prisma/client.ts'
import type {
  Agreement,
  AgreementReads,
  AgreementRows,
  AgreementTerms,
} from '../../helpline/reports/accountability-agreements.ts'
import type { AnnexTables } from '../../helpline/reports/accountability-annexes.ts'
import type { WarningRows } from '../../helpline/reports/accountability-calendar.ts'
import type { DraftRows } from '../../helpline/reports/accountability-drafts.ts'
import type {
  AccountabilityReads,
  AccountabilityRows,
  AnnexFormat,
} from '../../helpline/reports/accountability-reports.ts'
import type { ActivityReads, ActivityRows } from '../../helpline/reports/activity-totals.ts'
import { type Db, fromDateColumn, toDateColumn } from './database.ts'
import { isoDate } from './territory-rows.ts'

const whole = {
  association: { select: { name: true, listeningPointId: true } },
  territorySet: { select: { name: true } },
  comune: { select: { name: true } },
  instalments: { orderBy: [{ dueOn: 'asc' }, { id: 'asc' }] },
  accountability: {
    orderBy: { periodFrom: 'asc' },
    include: { sentBy: { select: { name: true } } },
  },
} satisfies Prisma.AgreementInclude

function toAgreement(row: Prisma.AgreementGetPayload<{ include: typeof whole }>): Agreement {
  const { association, territorySet, comune, instalments, accountability, territorySetId, comuneIstatCode, ...rest } =
    row
  const territory = territorySetId
    ? { kind: 'territorySet' as const, id: territorySetId }
    : comuneIstatCode
      ? { kind: 'comune' as const, id: comuneIstatCode }
      : null
  return {
    ...rest,
    startsOn: fromDateColumn(row.startsOn),
    endsOn: fromDateColumn(row.endsOn),
    amountCents: Number(row.amountCents),
    territory,
    territoryName: territorySet?.name ?? comune?.name ?? null,
    associationName: association?.name ?? null,
    listeningPointId: association?.listeningPointId ?? null,
    instalments: instalments.map(({ id, dueOn, amountCents, paidOn }) => ({
      id,
      dueOn: fromDateColumn(dueOn),
      amountCents: Number(amountCents),
      paidOn: isoDate(paidOn),
    })),
    reports: accountability.map(
      ({ id, periodFrom, periodUntil, dueOn, draftedAt, publishedReportId, sentAt, sentOn, sentTo, sentBy }) => ({
        id,
        period: { from: fromDateColumn(periodFrom), until: fromDateColumn(periodUntil) },
        dueOn: fromDateColumn(dueOn),
        draftedAt,
        publishedReportId,
        sentAt,
        sentOn: isoDate(sentOn),
        sentTo,
        sentBy: sentBy?.name ?? null,
      }),
    ),
  }
}

const termColumns = ({ startsOn, endsOn, amountCents, territory, ...terms }: AgreementTerms) => ({
  ...terms,
  startsOn: toDateColumn(startsOn),
  endsOn: toDateColumn(endsOn),
  amountCents: BigInt(amountCents),
  territorySetId: territory?.kind === 'territorySet' ? territory.id : null,
  comuneIstatCode: territory?.kind === 'comune' ? territory.id : null,
})

const associationColumns = { id: true, name: true, listeningPointId: true, active: true } as const
const annexColumns = { format: true, fileName: true, content: true } as const

export const accountabilityReads = (db: Db) =>
  ({
    async listAgreements(listeningPointIds) {
      const rows = await db.agreement.findMany({
        where: listeningPointIds ? { association: { listeningPointId: { in: [...listeningPointIds] } } } : {},
        include: whole,
        orderBy: [{ endsOn: 'desc' }, { name: 'asc' }],
      })
      return rows.map(toAgreement)
    },

    async findAgreement(id) {
      const row = await db.agreement.findUnique({ where: { id }, include: whole })
      return row && toAgreement(row)
    },

    async findAgreementOfReport(id) {
      const row = await db.accountabilityReport.findUnique({ where: { id }, select: { agreementId: true } })
      return row?.agreementId ?? null
    },

    async findSentAnnex(accountabilityReportId, format) {
      const row = await db.accountabilityDocument.findUnique({
        where: { accountabilityReportId_format: { accountabilityReportId, format } },
        select: annexColumns,
      })
      return row && { ...row, format: row.format as AnnexFormat }
    },

    async findFrozenTables(publishedReportId) {
      const row = await db.annexTables.findUnique({ where: { publishedReportId } })
      return row && (row.tables as unknown as AnnexTables)
    },

    listAccountableAssociations: (listeningPointIds) =>
      db.localAssociation.findMany({
        where: listeningPointIds ? { listeningPointId: { in: [...listeningPointIds] } } : {},
        select: associationColumns,
        orderBy: { name: 'asc' },
      }),

    findAccountableAssociation: (id) => db.localAssociation.findUnique({ where: { id }, select: associationColumns }),

    async listActivityTotals(localAssociationId, year) {
      const rows = await db.activityTotal.findMany({
        where: {
          localAssociationId,
          monthOn: { gte: toDateColumn(`${year}-01-01`), lt: toDateColumn(`${year + 1}-01-01`) },
        },
        select: { kind: true, monthOn: true, people: true, hours: true },
        orderBy: [{ monthOn: 'asc' }, { kind: 'asc' }],
      })
      return rows.map((row) => ({ ...row, monthOn: fromDateColumn(row.monthOn) }))
    },
  }) satisfies AgreementReads & AccountabilityReads & ActivityReads

type AccountabilityWrites = Omit<
  AgreementRows,
  keyof AgreementReads | 'findScope' | 'listScopes' | 'listReportPoints'
> &
  Pick<AccountabilityRows, 'keepPrepared' | 'keepSent'> &
  Pick<WarningRows, 'keepWarning'> &
  Pick<DraftRows, 'keepDraft'> &
  Pick<ActivityRows, 'saveActivityTotal'>

export const accountabilityWrites = (db: Db) =>
  ({
    async lockAgreement(id) {
      await db.$queryRaw`SELECT id FROM agreement WHERE id = ${id}::uuid FOR UPDATE`
    },

    async addAgreement(terms) {
      return (await db.agreement.create({ data: termColumns(terms), select: { id: true } })).id
    },

    async changeAgreement(id, terms) {
      await db.agreement.update({ where: { id }, data: { ...termColumns(terms), version: { increment: 1 } } })
    },

    async saveInstalments(agreementId, instalments) {
      const kept = instalments.flatMap(({ id }) => id ?? [])
      await db.agreementInstalment.deleteMany({ where: { agreementId, id: { notIn: kept } } })
      for (const { id, dueOn, amountCents, paidOn } of instalments) {
        const data = {
          dueOn: toDateColumn(dueOn),
          amountCents: BigInt(amountCents),
          paidOn: paidOn === null ? null : toDateColumn(paidOn),
        }
        if (id === null) await db.agreementInstalment.create({ data: { agreementId, ...data } })
        else {
          // Of another day people are told again.
          const moved = { id, agreementId, NOT: { dueOn: data.dueOn } }
          await db.agreementInstalment.updateMany({ where: moved, data: { warned: null } })
          await db.agreementInstalment.update({ where: { id, agreementId }, data })
        }
      }
    },

    async addAccountabilityReports(agreementId, reports) {
      await db.accountabilityReport.createMany({
        data: reports.map(({ period, dueOn }) => ({
          agreementId,
          periodFrom: toDateColumn(period.from),
          periodUntil: toDateColumn(period.until),
          dueOn: toDateColumn(dueOn),
        })),
      })
    },

    async removeAccountabilityReports(ids) {
      await db.accountabilityReport.deleteMany({ where: { id: { in: [...ids] } } })
    },

    async changeDueDay(id, dueOn) {
      // Of another day people are told again.
      await db.accountabilityReport.update({ where: { id }, data: { dueOn: toDateColumn(dueOn), warned: null } })
    },

    async keepPrepared(id, publishedReportId, tables) {
      await db.annexTables.create({ data: { publishedReportId, tables: tables as object } })
      await db.accountabilityReport.update({ where: { id }, data: { publishedReportId } })
    },

    async keepSent(id, { at, sentOn, sentTo, sentById }, annexes) {
      await db.accountabilityReport.update({
        where: { id },
        data: { sentAt: at, sentOn: toDateColumn(sentOn), sentTo, sentById },
      })
      await db.accountabilityDocument.createMany({
        data: annexes.map(({ content, ...annex }) => ({
          ...annex,
          accountabilityReportId: id,
          content: new Uint8Array(content),
        })),
      })
    },

    async keepDraft(id, draftedAt) {
      const where = { id, draftedAt: null, publishedReportId: null }
      return (await db.accountabilityReport.updateMany({ where, data: { draftedAt } })).count > 0
    },

    async keepWarning(kind, id, urgency) {
      const where = { id, OR: [{ warned: null }, { NOT: { warned: urgency } }] }
      const data = { warned: urgency }
      const { count } =
        kind === 'report'
          ? await db.accountabilityReport.updateMany({ where, data })
          : await db.agreementInstalment.updateMany({ where, data })
      return count > 0
    },

    async saveActivityTotal(localAssociationId, { kind, monthOn, people, hours }) {
      const key = { localAssociationId, kind, monthOn: toDateColumn(monthOn) }
      if (people === 0 && hours === 0) await db.activityTotal.deleteMany({ where: key })
      else {
        await db.activityTotal.upsert({
          where: { localAssociationId_kind_monthOn: key },
          create: { ...key, people, hours },
          update: { people, hours },
        })
      }
    },
  }) satisfies Partial<AccountabilityWrites> & Omit<AccountabilityWrites, 'findAccountableAssociation'>
