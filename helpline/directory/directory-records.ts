import type { InformationKind } from '../contacts/kinds.ts'
import type { IsoDate } from '../territory/rome-time.ts'

/** Among the places an entry serves: no place is too far. */
export const EVERYWHERE = '*'

export interface DirectoryFields {
  name: string
  informationKinds: InformationKind[]
  description: string
  forWhom: string | null
  address: string | null
  comuneIstatCode: string | null
  /** ISTAT codes of comuni, letters of whole provinces, EVERYWHERE; none: its own comune, or everywhere where it has none. */
  served: string[]
  phone: string | null
  openingTimes: string | null
  howToReach: string | null
}

export interface DirectoryRecord extends DirectoryFields {
  id: string
  comuneName: string | null
  /** What `served` stands for, in the same order. */
  servedNames: string[]
  lastCheckedOn: IsoDate | null
  active: boolean
  version: number
}

export const directoryScopes = ['all', 'stale', 'retired'] as const
export type DirectoryScope = (typeof directoryScopes)[number]

export interface DirectorySearch {
  text: string
  kind: InformationKind | undefined
  /** ISTAT code: what is there or serves there, the nearest first. */
  comune: string | undefined
  scope: DirectoryScope
  today: IsoDate
}
