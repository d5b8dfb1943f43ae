import type { HelpKind, RequestKind } from '../contacts/kinds.ts'
import type { ImportKind } from './import-kinds.ts'
import type { ImportRow, ImportRowTypes } from './import-rows.ts'

export interface KnownContact {
  id: string
  personId: string | null
  listeningPointId: string
  localAssociationId: string | null
  occurredAt: Date
  /** The highest position among its requests. */
  requests: number
}

export interface KnownRequest {
  id: string
  kind: RequestKind
  helpKind: HelpKind | null
  personId: string | null
  listeningPointId: string
  localAssociationId: string | null
  occurredAt: Date
}

export interface Lookup<T> {
  get(code: string): T | undefined
}

/** What the codes in some rows stand for: codes of the same archive, or fiscal codes and plates. */
export interface KnownReferences {
  people: Lookup<{ id: string }>
  volunteers: Lookup<string>
  vehicles: Lookup<string>
  directoryEntries: Lookup<string>
  contacts: Lookup<KnownContact>
  requests: Lookup<KnownRequest>
}

export interface WantedReferences {
  people: string[]
  volunteers: string[]
  vehicles: string[]
  directoryEntries: string[]
  contacts: string[]
  requests: string[]
}

/** Every code some rows of one kind refer to, each once. */
export function wantedReferences(kind: ImportKind, rows: readonly ImportRow[]): WantedReferences {
  const wanted = {
    people: new Set<string>(),
    volunteers: new Set<string>(),
    vehicles: new Set<string>(),
    directoryEntries: new Set<string>(),
    contacts: new Set<string>(),
    requests: new Set<string>(),
  }
  const add = (to: Set<string>, code: string | undefined) => code !== undefined && to.add(code)
  for (const row of rows) {
    if (kind === 'person') add(wanted.people, (row as ImportRowTypes['person']).fiscalCode)
    if (kind === 'volunteer') add(wanted.volunteers, (row as ImportRowTypes['volunteer']).fiscalCode)
    if (kind === 'vehicle') add(wanted.vehicles, (row as ImportRowTypes['vehicle']).plate)
    if (kind === 'directoryEntry') add(wanted.directoryEntries, (row as ImportRowTypes['directoryEntry']).code)
    if (kind === 'contact') {
      add(wanted.people, (row as ImportRowTypes['contact']).person)
      add(wanted.requests, (row as ImportRowTypes['contact']).request)
    }
    if (kind === 'request') add(wanted.contacts, (row as ImportRowTypes['request']).contact)
    if (kind === 'service') {
      const service = row as ImportRowTypes['service']
      add(wanted.requests, service.request)
      add(wanted.volunteers, service.volunteer)
      add(wanted.vehicles, service.vehicle)
    }
  }
  return {
    people: [...wanted.people],
    volunteers: [...wanted.volunteers],
    vehicles: [...wanted.vehicles],
    directoryEntries: [...wanted.directoryEntries],
    contacts: [...wanted.contacts],
    requests: [...wanted.requests],
  }
}
