import type { Change, Occasion, Transactions } from '../changes/change.ts'
import { Conflict, Invalid, NotFound } from '../errors.ts'
import { type IsoDate, romeDate } from '../territory/rome-time.ts'
import type { DirectoryFields, DirectoryRecord } from './directory-records.ts'

export interface DirectoryRows {
  findDirectoryEntry(entryId: string): Promise<DirectoryRecord | null>
  /** Holds the entry against other writers until the transaction ends. */
  lockDirectoryEntry(entryId: string): Promise<{ id: string; version: number } | null>
  /** false where that id is taken already. */
  addDirectoryEntry(entryId: string, fields: DirectoryFields, checkedOn: IsoDate): Promise<boolean>
  updateDirectoryEntry(
    entryId: string,
    change: Partial<DirectoryFields & { lastCheckedOn: IsoDate; active: boolean }>,
  ): Promise<void>
  /** Those of these comuni and provinces that exist. */
  knownPlaces(codes: readonly string[]): Promise<ReadonlySet<string>>
}

type Doors = Transactions<DirectoryRows>

const gone = 'Questa voce non c’è.'

async function refuseUnknownPlaces(
  tx: Pick<DirectoryRows, 'knownPlaces'>,
  { comuneIstatCode, served = [] }: Partial<DirectoryFields>,
): Promise<void> {
  const codes = [...served, ...(comuneIstatCode ? [comuneIstatCode] : [])]
  if (codes.length === 0) return
  const known = await tx.knownPlaces(codes)
  const wrong: Record<string, string> = {}
  if (comuneIstatCode && !known.has(comuneIstatCode)) wrong.comuneIstatCode = 'Scelga il Comune dall’elenco.'
  if (served.some((code) => !known.has(code))) wrong.served = 'Uno dei posti non esiste: li scelga dall’elenco.'
  if (Object.keys(wrong).length > 0) throw new Invalid('Controlli i campi segnati.', wrong)
}

function tell(tx: Change, action: string, entryId: string, fields: string[] = []): void {
  tx.trace({ action: `directory.${action}`, entity: 'directoryEntry', entityId: entryId, fields })
  tx.announce({ topic: 'directory', entityId: entryId, listeningPointId: null })
}

/** Written by whoever has just asked: it counts as checked today. Twice is once. */
export async function addDirectoryEntry(
  doors: Doors,
  occasion: Occasion,
  input: { entryId: string; fields: DirectoryFields },
): Promise<DirectoryRecord> {
  const { entryId, fields } = input
  return doors.transaction(occasion, async (tx) => {
    await refuseUnknownPlaces(tx, fields)
    if (await tx.addDirectoryEntry(entryId, fields, romeDate(occasion.now))) tell(tx, 'added', entryId)
    return findEntry(tx, entryId)
  })
}

export async function changeDirectoryEntry(
  doors: Doors,
  occasion: Occasion,
  input: { entryId: string; version: number; fields: Partial<DirectoryFields> },
): Promise<DirectoryRecord> {
  const { entryId, version, fields } = input
  return doors.transaction(occasion, async (tx) => {
    const entry = await tx.lockDirectoryEntry(entryId)
    if (!entry) throw new NotFound(gone)
    if (entry.version !== version) {
      throw new Conflict('Nel frattempo un’altra persona ha cambiato questa voce: confronti e salvi di nuovo.')
    }
    await refuseUnknownPlaces(tx, fields)
    await tx.updateDirectoryEntry(entryId, fields)
    tell(tx, 'changed', entryId, Object.keys(fields))
    return findEntry(tx, entryId)
  })
}

/** "Ricontrollato oggi": somebody asked, and it is still so. */
export const checkDirectoryEntry = (doors: Doors, occasion: Occasion, input: { entryId: string }) =>
  settle(doors, occasion, input.entryId, 'checked', { lastCheckedOn: romeDate(occasion.now) })

/** The service is no more: it is found no longer, and what was answered from it keeps its entry. */
export const retireDirectoryEntry = (doors: Doors, occasion: Occasion, input: { entryId: string }) =>
  settle(doors, occasion, input.entryId, 'retired', { active: false })

export const restoreDirectoryEntry = (doors: Doors, occasion: Occasion, input: { entryId: string }) =>
  settle(doors, occasion, input.entryId, 'restored', { active: true })

type Settling = { lastCheckedOn: IsoDate } | { active: boolean }

/** What does not depend on how the entry was before needs no version; what is so already is left alone. */
async function settle(
  doors: Doors,
  occasion: Occasion,
  entryId: string,
  action: string,
  change: Settling,
): Promise<DirectoryRecord> {
  return doors.transaction(occasion, async (tx) => {
    await tx.lockDirectoryEntry(entryId)
    const entry = await findEntry(tx, entryId)
    const isSo = Object.entries(change).every(([key, value]) => entry[key as keyof DirectoryRecord] === value)
    if (isSo) return entry
    await tx.updateDirectoryEntry(entryId, change)
    tell(tx, action, entryId)
    return findEntry(tx, entryId)
  })
}

async function findEntry(tx: DirectoryRows, entryId: string): Promise<DirectoryRecord> {
  const entry = await tx.findDirectoryEntry(entryId)
  if (!entry) throw new NotFound(gone)
  return entry
}
