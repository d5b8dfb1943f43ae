import type { AgeClass } from '../people/profile.ts'
import type { Counts } from './tally.ts'

/** Each person once, whatever they had in the period. */
export interface PeopleCounts {
  total: number
  transported: number
  /** Where they live today. */
  byAgeAndComune: { ageClass: AgeClass | null; comune: string | null; count: number }[]
  bySex: Counts
  byLivesAlone: Counts<'yes' | 'no'>
  byNewness: Counts<'new' | 'known'>
  byServices: Counts
}

/** Where a comune lies, and under which names, on the period's last day. */
export interface PlaceSets {
  province: string | null
  ambitoId: string | null
  asl2013Id: string | null
  atsId: string | null
}

export interface NameRow {
  id: string
  name: string
}

/** An ambito, an ASL, an ATS or an ASST. */
export interface SetName extends NameRow {
  kind: string
  /** On some day of the period. */
  isInForce: boolean
  /** Of some of its comuni nobody knows that they are its own. */
  isPartial: boolean
}

/** What the keys of a tally are called. */
export interface ReportNames {
  /** With the points that get a row even when nothing happened there. */
  points: readonly (NameRow & { shown: boolean })[]
  associations: readonly (NameRow & { comune: string | null })[]
  comuni: ReadonlyMap<string, string>
  provinces: readonly NameRow[]
  sets: readonly SetName[]
  directoryEntries: readonly NameRow[]
  facilities: readonly NameRow[]
  placeOf: (comune: string) => PlaceSets | undefined
}
