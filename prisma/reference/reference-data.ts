import type { IsoDate } from '../../helpline/territory/rome-time.ts'
import comuniTable from './comuni.json' with { type: 'json' }
import provinceRows from './provinces.json' with { type: 'json' }
import territorySetRows from './territory-sets.json' with { type: 'json' }

export interface ComuneRow {
  istatCode: string
  name: string
  provinceSigla: string
  cadastralCode: string | null
  latitude: number
  longitude: number
  telephoneDistrictPrefix: string | null
  /** Null where it was already there when the table begins. */
  validFrom: IsoDate | null
  /** The first day it no longer exists. */
  validTo: IsoDate | null
  successorIstatCode: string | null
}

export interface ProvinceRow {
  sigla: string
  name: string
}

const territorySetKinds = ['asl2013', 'ats', 'ambito'] as const

export interface TerritorySetRow {
  kind: (typeof territorySetKinds)[number]
  code: string
  name: string
  validFrom: IsoDate | null
  validTo: IsoDate | null
  partial: boolean
  comuni: string[]
}

export const provinces: readonly ProvinceRow[] = provinceRows

export const comuni: readonly ComuneRow[] = comuniTable.rows.map(
  (values) => Object.fromEntries(comuniTable.columns.map((column, at) => [column, values[at]])) as unknown as ComuneRow,
)

type TerritorySetFileRow = TerritorySetRow & { provinces: string[]; except: string[] }

/** Membership spelled out by comune, those of the past included: an old contact is still counted where it was. */
export const territorySets: readonly TerritorySetRow[] = (territorySetRows as TerritorySetFileRow[]).map((row) => {
  const { kind, code, name, validFrom, validTo, partial } = row
  const members = comuni
    .filter(({ istatCode, provinceSigla }) => row.provinces.includes(provinceSigla) && !row.except.includes(istatCode))
    .map(({ istatCode }) => istatCode)
  const all = [...members, ...row.comuni]
  return { kind, code, name, validFrom, validTo, partial, comuni: all }
})
