import { Prisma } from '../../generated/prisma/client.ts'
import type {
  AssociationFields,
  HeldNetwork,
  NetworkReads,
  NetworkRows,
  OperatorFields,
  PointFields,
} from '../../helpline/access/held-network.ts'
import type { Span } from '../../helpline/territory/dated-rows.ts'
import type { IsoDate, Weekday } from '../../helpline/territory/rome-time.ts'
import { type Db, fromDateColumn, toDateColumn } from './database.ts'
import { feastRule, isoDate } from './territory-rows.ts'

const dateColumn = (day: IsoDate | null) => (day === null ? null : toDateColumn(day))

const spanColumns = ({ validFrom, validTo }: Span) => ({
  validFrom: dateColumn(validFrom),
  validTo: dateColumn(validTo),
})

const toSpan = (row: { validFrom: Date | null; validTo: Date | null }): Span => ({
  validFrom: isoDate(row.validFrom),
  validTo: isoDate(row.validTo),
})

// A Json column tells the database's null from JSON's, and takes undefined for "leave as it is".
const pointColumns = <F extends Partial<PointFields>>({ patronSaint, ...fields }: F) => ({
  ...fields,
  ...(patronSaint === undefined ? {} : { patronSaint: patronSaint === null ? Prisma.DbNull : { ...patronSaint } }),
})

export const networkReads = (db: Db): NetworkReads => ({
  async readNetwork(): Promise<HeldNetwork> {
    const comuni = await db.comune.findMany({ select: { istatCode: true, name: true, validTo: true } })
    const points = await db.listeningPoint.findMany({
      include: {
        openingHours: { include: { intervals: true }, orderBy: { validFrom: { sort: 'asc', nulls: 'first' } } },
        closures: { orderBy: { fromDate: 'asc' } },
        neighbours: { orderBy: { rank: 'asc' } },
      },
    })
    const districts = await db.listeningPointDistrict.findMany()
    const associations = await db.localAssociation.findMany()
    const operators = await db.operator.findMany({
      select: {
        ...{ id: true, email: true, name: true, role: true, phoneE164: true, active: true },
        points: { select: { listeningPointId: true } },
      },
    })
    return {
      comuni: comuni.map((comune) => ({ ...comune, validTo: isoDate(comune.validTo) })),
      points: points.map(({ openingHours, closures, neighbours, ...point }) => ({
        ...point,
        patronSaint: point.patronSaint === null ? null : feastRule.parse(point.patronSaint),
        hours: openingHours.map((version) => ({
          id: version.id,
          ...toSpan(version),
          intervals: version.intervals.map(({ weekday, opensAt, closesAt }) => ({
            weekday: weekday as Weekday,
            opensAt,
            closesAt,
          })),
        })),
        closures: closures.map(({ id, fromDate, toDate, reason }) => ({
          ...{ id, reason },
          fromDate: fromDateColumn(fromDate),
          toDate: fromDateColumn(toDate),
        })),
        neighbourIds: neighbours.map(({ neighbourId }) => neighbourId),
      })),
      districts: districts.map((row) => ({ ...row, ...toSpan(row) })),
      associations,
      operators: operators.map(({ points: own, ...operator }) => ({
        ...operator,
        listeningPointIds: own.map(({ listeningPointId }) => listeningPointId).sort(),
      })),
    }
  },
})

type NetworkWrites = Omit<NetworkRows, 'readNetwork'> & {
  setPassword(operatorId: string, passwordHash: string): Promise<void>
}

export const networkWrites = (db: Db): NetworkWrites => ({
  async lockNetwork() {
    await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('network'))`
  },

  async keepDemoOut() {
    await db.setting.createMany({ data: [{ key: 'demo', value: false }], skipDuplicates: true })
  },

  async addPoint(point) {
    return (await db.listeningPoint.create({ data: pointColumns(point), select: { id: true } })).id
  },

  async changePoint(id, fields) {
    await db.listeningPoint.update({ where: { id }, data: pointColumns(fields) })
  },

  async replaceNeighbours(listeningPointId, neighbourIds) {
    await db.listeningPointNeighbour.deleteMany({ where: { listeningPointId } })
    await db.listeningPointNeighbour.createMany({
      data: neighbourIds.map((neighbourId, index) => ({ listeningPointId, neighbourId, rank: index + 1 })),
    })
  },

  async addHours(listeningPointId, span, intervals) {
    await db.openingHours.create({
      data: { listeningPointId, ...spanColumns(span), intervals: { createMany: { data: [...intervals] } } },
    })
  },

  async endHours(id, day) {
    const { count } = await db.openingHours.deleteMany({ where: { id, validFrom: toDateColumn(day) } })
    if (count === 0) await db.openingHours.update({ where: { id }, data: { validTo: toDateColumn(day) } })
  },

  async removeHours(id) {
    await db.openingHours.delete({ where: { id } })
  },

  async extendHours(id, validTo) {
    await db.openingHours.update({ where: { id }, data: { validTo: dateColumn(validTo) } })
  },

  async addClosure(listeningPointId, { fromDate, toDate, reason }) {
    const data = { listeningPointId, reason, fromDate: toDateColumn(fromDate), toDate: toDateColumn(toDate) }
    return (await db.closure.create({ data, select: { id: true } })).id
  },

  async removeClosure(id) {
    await db.closure.delete({ where: { id } })
  },

  async addDistrict(listeningPointId, prefix, span) {
    await db.listeningPointDistrict.create({ data: { listeningPointId, prefix, ...spanColumns(span) } })
  },

  async endDistrict(id, day) {
    const { count } = await db.listeningPointDistrict.deleteMany({ where: { id, validFrom: toDateColumn(day) } })
    if (count === 0) await db.listeningPointDistrict.update({ where: { id }, data: { validTo: toDateColumn(day) } })
  },

  async removeDistrict(id) {
    await db.listeningPointDistrict.delete({ where: { id } })
  },

  async extendDistrict(id, validTo) {
    await db.listeningPointDistrict.update({ where: { id }, data: { validTo: dateColumn(validTo) } })
  },

  async setPointActive(id, active) {
    await db.listeningPoint.update({ where: { id }, data: { active } })
  },

  async countPointChange(id) {
    await db.listeningPoint.update({ where: { id }, data: { version: { increment: 1 } } })
  },

  async addAssociation(association: AssociationFields & { name: string }) {
    return (await db.localAssociation.create({ data: association, select: { id: true } })).id
  },

  async changeAssociation(id, fields) {
    await db.localAssociation.update({ where: { id }, data: { ...fields, version: { increment: 1 } } })
  },

  async addOperator({ listeningPointIds, ...operator }) {
    const points = { create: listeningPointIds.map((listeningPointId) => ({ listeningPointId })) }
    return (await db.operator.create({ data: { ...operator, points }, select: { id: true } })).id
  },

  async changeOperator(id, { listeningPointIds, ...fields }: Partial<OperatorFields & { email: string }>) {
    const points = listeningPointIds && {
      deleteMany: {},
      create: listeningPointIds.map((listeningPointId) => ({ listeningPointId })),
    }
    const data = { ...fields, ...(points ? { points } : {}), version: { increment: 1 } }
    await db.operator.update({ where: { id }, data })
  },

  async leaveForeignPoint(operatorId, ownPointIds) {
    const where = { operatorId, listeningPointId: { notIn: [...ownPointIds] } }
    const presence = await db.presence.findFirst({ where, select: { listeningPointId: true } })
    if (!presence) return undefined
    await db.presence.deleteMany({ where })
    return presence.listeningPointId
  },

  async setPassword(operatorId, passwordHash) {
    await db.operator.update({ where: { id: operatorId }, data: { passwordHash } })
    await db.session.deleteMany({ where: { operatorId } })
  },
})
