import { nameFinder, plainName } from './plain-name.ts'

export interface GroundRows {
  points: readonly { id: string; name: string }[]
  associations: readonly { id: string; name: string; listeningPointId: string | null }[]
  facilities: readonly { id: string; name: string }[]
  comuni: readonly { istatCode: string; name: string; provinceSigla: string; isPast: boolean }[]
}

type Association = GroundRows['associations'][number]

/** The network and the territory, to be found by the names people write. */
export interface ImportGround {
  point(name: string): string | undefined
  association(name: string): Association | undefined
  facility(name: string): string | undefined
  /** 'ambiguous' where the name alone is not enough. */
  comune(name: string, province: string | undefined): string | 'ambiguous' | undefined
  isProvince(sigla: string): boolean
  /** Whether rows of this point may be brought in; a row of no point only by who sees the whole network. */
  mayBring(listeningPointId: string | null): boolean
}

function comuneFinder(comuni: GroundRows['comuni']): ImportGround['comune'] {
  const byCode = new Map(comuni.map((comune) => [comune.istatCode, comune]))
  const byName = new Map<string, GroundRows['comuni'][number][]>()
  for (const comune of comuni) {
    const name = plainName(comune.name)
    byName.set(name, [...(byName.get(name) ?? []), comune])
  }
  const met = new Map<string, string | undefined>()
  const find = (text: string, province: string | undefined): string | undefined => {
    const code = /^\d{5,6}$/.test(text) ? byCode.get(text.padStart(6, '0')) : undefined
    if (code) return code.istatCode
    const parts = /^(.*?)\s*\(([A-Za-z]{2})\)$/.exec(text)
    const sigla = (parts?.[2] ?? province)?.trim().toUpperCase()
    const all = (byName.get(plainName(parts?.[1] ?? text)) ?? []).filter(
      (comune) => !sigla || comune.provinceSigla === sigla,
    )
    const present = all.filter((comune) => !comune.isPast)
    const found = present.length > 0 ? present : all
    return found.length > 1 ? 'ambiguous' : found[0]?.istatCode
  }
  return (name, province) => {
    const key = `${name}\n${province ?? ''}`
    if (!met.has(key)) met.set(key, find(name, province))
    return met.get(key)
  }
}

export function importGround(rows: GroundRows, pointIds: readonly string[] | null): ImportGround {
  const point = nameFinder(rows.points.map(({ id, name }) => [name, id] as const))
  const association = nameFinder(rows.associations.map((each) => [each.name, each] as const))
  const facility = nameFinder(rows.facilities.map(({ id, name }) => [name, id] as const))
  const provinces = new Set(rows.comuni.map(({ provinceSigla }) => provinceSigla))
  const allowed = pointIds && new Set(pointIds)
  return {
    point,
    association,
    facility,
    comune: comuneFinder(rows.comuni),
    isProvince: (sigla) => provinces.has(sigla),
    mayBring: (listeningPointId) => !allowed || (listeningPointId !== null && allowed.has(listeningPointId)),
  }
}
