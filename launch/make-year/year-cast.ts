import type { PrismaClient } from '../../generated/prisma/client.ts'
import type { DestinationKind } from '../../helpline/contacts/kinds.ts'
import type { YearArea, YearTotals } from './year-totals.ts'

/** Said to people as it is. */
export class CannotMakeYear extends Error {}

export interface CastArea {
  point: { id: string; name: string; prefix: string }
  associations: { id: string; name: string }[]
  comuni: { istatCode: string; name: string; provinceSigla: string }[]
  /** Those of its provinces. */
  facilities: { name: string; kind: DestinationKind }[]
}

/** Where a year takes place: the points there are, and as many local associations as the totals say, made where they lack. */
export async function castYear(db: PrismaClient, totals: YearTotals): Promise<CastArea[]> {
  const cast: CastArea[] = []
  const taken = new Set<string>()
  for (const area of totals.areas) {
    const point = await db.listeningPoint.findUnique({
      where: { name: area.point },
      select: { id: true, name: true, districts: { select: { prefix: true }, orderBy: { prefix: 'asc' } } },
    })
    if (!point) throw new CannotMakeYear(`Nel database non c’è il ${area.point}: questi totali non gli si adattano.`)
    const comuni = await comuniOf(db, area)
    if (comuni.length === 0) throw new CannotMakeYear(`Nel database non ci sono i Comuni di ${area.name}.`)
    const associations = await associationsOf(db, area, point.id, comuni, taken)
    const prefix = point.districts[0]?.prefix ?? '0372'
    const facilities = await facilitiesOf(db, comuni)
    cast.push({ point: { id: point.id, name: point.name, prefix }, associations, comuni, facilities })
  }
  return cast
}

function comuniOf(db: PrismaClient, { place }: YearArea): Promise<CastArea['comuni']> {
  const within =
    'province' in place
      ? { provinceSigla: place.province }
      : { memberships: { some: { set: { kind: 'ambito' as const, code: place.ambito } } } }
  return db.comune.findMany({
    where: { ...within, validTo: null },
    select: { istatCode: true, name: true, provinceSigla: true },
    orderBy: { istatCode: 'asc' },
  })
}

function facilitiesOf(db: PrismaClient, comuni: CastArea['comuni']): Promise<CastArea['facilities']> {
  const provinces = [...new Set(comuni.map(({ provinceSigla }) => provinceSigla))]
  return db.facility.findMany({
    where: { active: true, comune: { provinceSigla: { in: provinces } } },
    select: { name: true, kind: true },
    orderBy: { name: 'asc' },
  })
}

async function associationsOf(
  db: PrismaClient,
  area: YearArea,
  listeningPointId: string,
  comuni: CastArea['comuni'],
  taken: Set<string>,
): Promise<CastArea['associations']> {
  const select = { id: true, name: true } as const
  const codes = comuni.map(({ istatCode }) => istatCode)
  const held = await db.localAssociation.findMany({
    where: { listeningPointId, comuneIstatCode: { in: codes } },
    select,
    orderBy: { name: 'asc' },
  })
  const chosen = held.filter(({ id }) => !taken.has(id)).slice(0, area.associations)
  for (const comune of comuni) {
    if (chosen.length >= area.associations) break
    const name = `Auser ${comune.name}`
    if (await db.localAssociation.findUnique({ where: { name }, select })) continue
    chosen.push(
      await db.localAssociation.create({ data: { name, comuneIstatCode: comune.istatCode, listeningPointId }, select }),
    )
  }
  for (const { id } of chosen) taken.add(id)
  return chosen.sort((a, b) => (a.name < b.name ? -1 : 1))
}
