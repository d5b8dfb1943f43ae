import type { PersonRecord } from './person-summary.ts'
import { type RelationKind, relationKindNames } from './profile.ts'

/** Somebody a search has found, perhaps through a person close to them. */
export interface FoundPerson extends PersonRecord {
  through: { kind: RelationKind; name: string } | null
}

export const throughText = ({ through }: FoundPerson): string | null =>
  through && `${relationKindNames[through.kind]}: ${through.name}`
