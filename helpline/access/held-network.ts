import type { Span } from '../territory/dated-rows.ts'
import type { FeastRule } from '../territory/holidays.ts'
import type { Closure, WeeklyInterval } from '../territory/opening-hours.ts'
import type { IsoDate } from '../territory/rome-time.ts'
import type { PointKind } from './network-file.ts'
import type { Role } from './permissions.ts'

export interface ComuneName {
  istatCode: string
  name: string
  /** The first day it no longer exists. */
  validTo: IsoDate | null
}

export interface PointFields {
  comuneIstatCode: string | null
  address: string | null
  patronSaint: FeastRule | null
  fixedPhones: string[]
  ringTimeoutSeconds: number
}

export type HeldHours = Span & { id: string; intervals: WeeklyInterval[] }

export interface HeldPoint extends PointFields {
  id: string
  name: string
  kind: PointKind
  active: boolean
  /** Counts the changes. */
  version: number
  hours: HeldHours[]
  closures: (Closure & { id: string })[]
  /** In the order they are tried. */
  neighbourIds: string[]
}

export interface AssociationFields {
  comuneIstatCode: string | null
  phoneE164: string | null
  listeningPointId: string | null
  /** Its cars carry members only. A network file says nothing of it. */
  membersOnly?: boolean
}

export interface OperatorFields {
  name: string
  role: Role
  phoneE164: string | null
  /** Sorted. */
  listeningPointIds: string[]
}

/** The network as it is kept. */
export interface HeldNetwork {
  comuni: ComuneName[]
  points: HeldPoint[]
  districts: (Span & { id: string; prefix: string; listeningPointId: string })[]
  associations: (AssociationFields & { id: string; name: string; active: boolean; version: number })[]
  operators: (OperatorFields & { id: string; email: string; active: boolean })[]
}

export interface NetworkReads {
  readNetwork(): Promise<HeldNetwork>
}

export interface NetworkRows extends NetworkReads {
  /** Lets one load at a time through, until the transaction ends. */
  lockNetwork(): Promise<void>
  /** A network of one's own and the demo's never share a database. */
  keepDemoOut(): Promise<void>
  addPoint(point: PointFields & { name: string; kind: PointKind }): Promise<string>
  changePoint(pointId: string, fields: Partial<PointFields & { name: string }>): Promise<void>
  replaceNeighbours(pointId: string, neighbourIds: readonly string[]): Promise<void>
  addHours(pointId: string, span: Span, intervals: readonly WeeklyInterval[]): Promise<void>
  /** From that day on they no longer hold; those that began on it never did. */
  endHours(hoursId: string, day: IsoDate): Promise<void>
  removeHours(hoursId: string): Promise<void>
  /** They hold until that day, or for ever. */
  extendHours(hoursId: string, validTo: IsoDate | null): Promise<void>
  addClosure(pointId: string, closure: Closure): Promise<string>
  removeClosure(closureId: string): Promise<void>
  addDistrict(pointId: string, prefix: string, span: Span): Promise<void>
  endDistrict(districtId: string, day: IsoDate): Promise<void>
  removeDistrict(districtId: string): Promise<void>
  extendDistrict(districtId: string, validTo: IsoDate | null): Promise<void>
  /** Out of use, or in use again. */
  setPointActive(pointId: string, active: boolean): Promise<void>
  countPointChange(pointId: string): Promise<void>
  addAssociation(association: AssociationFields & { name: string }): Promise<string>
  changeAssociation(
    associationId: string,
    fields: Partial<AssociationFields & { name: string; active: boolean }>,
  ): Promise<void>
  addOperator(operator: OperatorFields & { email: string; passwordHash: string }): Promise<string>
  changeOperator(operatorId: string, fields: Partial<OperatorFields>): Promise<void>
  /** The point the operator was present at and may no longer be. */
  leaveForeignPoint(operatorId: string, ownPointIds: readonly string[]): Promise<string | undefined>
}
