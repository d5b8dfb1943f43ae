/** In the order they are brought in: each may refer to those before it. */
export const importKinds = [
  'person',
  'volunteer',
  'vehicle',
  'directoryEntry',
  'contact',
  'request',
  'service',
] as const
export type ImportKind = (typeof importKinds)[number]
export const importKindNames: Record<ImportKind, string> = {
  person: 'assistiti',
  volunteer: 'volontari',
  vehicle: 'automezzi',
  directoryEntry: 'voci',
  contact: 'contatti',
  request: 'richieste',
  service: 'servizi',
}

export const importStates = [
  'receiving',
  'waiting',
  'checking',
  'writing',
  'done',
  'refused',
  'undoing',
  'undone',
] as const
export type ImportState = (typeof importStates)[number]
export const importStateNames: Record<ImportState, string> = {
  receiving: 'in arrivo',
  waiting: 'in attesa',
  checking: 'in controllo',
  writing: 'in scrittura',
  done: 'finito',
  refused: 'rifiutato',
  undoing: 'in annullamento',
  undone: 'annullato',
}

/** Larger files are split by whoever has them. */
export const MOST_IMPORT_BYTES = 80 * 1024 * 1024
export const DEFAULT_IMPORT_SOURCE = 'archivio'

/** Neither speaks of rows of the other: such files may be brought in side by side. */
export const standSideBySide = (one: ImportKind | null, other: ImportKind | null): boolean =>
  (one === 'service' && other === 'contact') || (one === 'contact' && other === 'service')
