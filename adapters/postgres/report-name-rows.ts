import { Prisma } from '../../generated/prisma/client.ts'
import type { FiguresReads } from '../../helpline/reports/read-report.ts'
import type { NameRow } from '../../helpline/reports/report-names.ts'
import type { KnownScope, ScopeReads } from '../../helpline/reports/report-scope.ts'
import { type Db, KEPT } from './database.ts'
import { jsonRows, placesOf, placeVersion } from './report-places.ts'
import { partOf } from './report-rows.ts'

const { sql } = Prisma

const isUuid = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)

interface FoundNames {
  points: (NameRow & { active: boolean })[]
  associations: (NameRow & { comune: string | null })[]
}

export const reportNameReads = (db: Db) =>
  ({
    listReportPoints: () =>
      db.listeningPoint.findMany({ select: { id: true, name: true, active: true }, orderBy: { name: 'asc' } }),

    async findScope(kind, id) {
      if (kind === 'province') {
        const row = await db.province.findFirst({ where: { sigla: id }, select: { sigla: true, name: true } })
        return row && { kind, id: row.sigla, name: `Provincia di ${row.name}`, setKind: null, listeningPointId: null }
      }
      if (kind === 'comune') {
        const row = await db.comune.findFirst({ where: { istatCode: id }, select: { istatCode: true, name: true } })
        return row && { kind, id: row.istatCode, name: `Comune di ${row.name}`, setKind: null, listeningPointId: null }
      }
      if (!isUuid(id)) return null
      if (kind === 'territorySet') {
        const row = await db.territorySet.findUnique({ where: { id }, select: { id: true, name: true, kind: true } })
        return row && { kind, id: row.id, name: row.name, setKind: row.kind, listeningPointId: null }
      }
      if (kind === 'listeningPoint') {
        const row = await db.listeningPoint.findUnique({ where: { id }, select: { id: true, name: true } })
        return row && { kind, ...row, setKind: null, listeningPointId: row.id }
      }
      const row = await db.localAssociation.findUnique({
        where: { id },
        select: { id: true, name: true, listeningPointId: true },
      })
      return row && { kind, ...row, setKind: null }
    },

    async listScopes() {
      const [provinces, sets, points, associations, comuni] = await Promise.all([
        db.province.findMany({ orderBy: { name: 'asc' } }),
        db.territorySet.findMany({ orderBy: [{ kind: 'asc' }, { name: 'asc' }] }),
        db.listeningPoint.findMany({ select: { id: true, name: true }, orderBy: { name: 'asc' } }),
        db.localAssociation.findMany({
          select: { id: true, name: true, listeningPointId: true },
          orderBy: { name: 'asc' },
        }),
        db.comune.findMany({ select: { istatCode: true, name: true }, orderBy: { name: 'asc' } }),
      ])
      const none = { setKind: null, listeningPointId: null }
      return [
        ...provinces.map(({ sigla, name }): KnownScope => ({ ...none, kind: 'province', id: sigla, name })),
        ...sets.map(({ id, name, kind }): KnownScope => ({ ...none, kind: 'territorySet', id, name, setKind: kind })),
        ...points.map(
          ({ id, name }): KnownScope => ({ kind: 'listeningPoint', id, name, setKind: null, listeningPointId: id }),
        ),
        ...associations.map((row): KnownScope => ({ kind: 'localAssociation', setKind: null, ...row })),
        ...comuni.map(({ istatCode, name }): KnownScope => ({ ...none, kind: 'comune', id: istatCode, name })),
      ]
    },

    async readNames(period, scope) {
      const part = partOf(scope)
      const [found] = await db.$queryRaw<{ version: string; names: string }[]>`${KEPT}
        SELECT ${placeVersion} AS version, json_build_object(
          'points', ${jsonRows(sql`SELECT id, name, active FROM listening_point ORDER BY name`)},
          'associations', ${jsonRows(sql`SELECT id, name, comune_istat_code AS comune FROM local_association ORDER BY name`)}
        )::text AS names`
      const { points, associations } = JSON.parse(found?.names ?? '{}') as FoundNames
      return {
        ...(await placesOf(db, found?.version ?? '', period)),
        points: points.map(({ active, ...point }) => ({
          ...point,
          shown: part === null ? active : part.kind === 'listeningPoint' && part.id === point.id,
        })),
        associations,
      }
    },

    nameDirectoryEntries: (ids) =>
      db.directoryEntry.findMany({
        where: { id: { in: ids.filter(isUuid) } },
        select: { id: true, name: true },
        orderBy: { name: 'asc' },
      }),

    nameFacilities: (ids) =>
      db.facility.findMany({
        where: { id: { in: ids.filter(isUuid) } },
        select: { id: true, name: true },
        orderBy: { name: 'asc' },
      }),
  }) satisfies ScopeReads & Pick<FiguresReads, 'readNames' | 'nameDirectoryEntries' | 'nameFacilities'>
