import type { FeastRule } from '../territory/holidays.ts'
import type { TimeOfDay, Weekday } from '../territory/rome-time.ts'
import type { Role } from './permissions.ts'

export const pointKinds = ['point', 'callCentre'] as const
export type PointKind = (typeof pointKinds)[number]

export interface HoursEntry {
  weekdays: Weekday[]
  opensAt: TimeOfDay
  closesAt: TimeOfDay | '24:00'
}

export interface PointEntry {
  name: string
  kind: PointKind
  /** ISTAT code or exact name. */
  comune?: string | null | undefined
  address?: string | null | undefined
  /** A town of patron-saints.ts, or the feast itself. */
  patronSaint?: string | FeastRule | null | undefined
  fixedPhones?: string[] | undefined
  ringTimeoutSeconds?: number | undefined
  districts?: string[] | undefined
  hours?: HoursEntry[] | undefined
  neighbours?: string[] | undefined
}

export interface AssociationEntry {
  name: string
  comune: string
  phone?: string | null | undefined
  point: string
}

export interface OperatorEntry {
  email: string
  name: string
  role: Role
  phone?: string | null | undefined
  points?: string[] | undefined
}

/** A network as it is written down: names in place of ids, telephone numbers as people type them. */
export interface NetworkFile {
  points: PointEntry[]
  associations: AssociationEntry[]
  operators: OperatorEntry[]
}

/** What is left of a thing when everything that is not of the right type is taken out of it. */
export type Draft<T> = T extends readonly (infer Item)[]
  ? readonly (Draft<Item> | undefined)[]
  : T extends object
    ? { readonly [K in keyof T]?: Draft<T[K]> | undefined }
    : T

export type FilePath = readonly (string | number)[]

/** Something wrong: where, and in words. */
export interface Finding {
  path: FilePath
  text: string
}

/** A file without findings, or what could be understood of it, so that everything wrong is said at once. */
export type NetworkReading =
  | { file: NetworkFile; findings: readonly [] }
  | { file: undefined; draft: Draft<NetworkFile>; findings: readonly Finding[] }
