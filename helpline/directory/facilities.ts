import type { DestinationKind } from '../contacts/kinds.ts'

/** A place rides go to again and again: a hospital, a clinic, a day centre. */
export interface Facility {
  id: string
  name: string
  kind: DestinationKind
  comune: string | null
  /** The body a public hospital belongs to. */
  asst: string | null
}

export interface FacilityReads {
  /** In use, by name. */
  listFacilities(): Promise<Facility[]>
}
