import type { SignedIn } from '../access/permissions.ts'
import type { Occasion, Transactions } from '../changes/change.ts'
import { Conflict } from '../errors.ts'
import type { ImportBatch, ImportRows, UndoBlocker } from './import-batch.ts'
import type { ImportKind } from './import-kinds.ts'
import { ownBatch } from './start-import.ts'

const REMOVED_TOGETHER = 20_000

type Doors = Transactions<ImportRows>

const oneAndMany: Record<ImportKind, [one: string, many: string]> = {
  person: ['una scheda', 'schede'],
  volunteer: ['un volontario', 'volontari'],
  vehicle: ['un automezzo', 'automezzi'],
  directoryEntry: ['una voce', 'voci'],
  contact: ['un contatto', 'contatti'],
  request: ['una richiesta', 'richieste'],
  service: ['un servizio', 'servizi'],
}

/** What the rows that use ours are called; the tables not named here are 'altri dati'. */
const usedIn: Record<string, string> = {
  contact: 'usati in contatti: se li ha caricati, annulli prima quel caricamento',
  request: 'usati in richieste: se le ha caricate, annulli prima quel caricamento',
  service: 'usati in servizi: se li ha caricati, annulli prima quel caricamento',
  call: 'legati a telefonate',
  callback: 'legati a richiamate',
  conversation: 'con messaggi scambiati',
  message: 'con messaggi scambiati',
  offer: 'con offerte ai volontari',
  expense: 'con rimborsi spese',
  series: 'con un ciclo',
  volunteer_register_entry: 'iscritti nel registro dei volontari',
  vehicle_odometer_reading: 'con letture del contachilometri',
  consent: 'con consensi o rifiuti raccolti da allora',
  changed: 'cambiati a mano da allora',
}

/** Why a batch stays, in words: 'Non si può annullare: 12 schede usate in contatti …'. */
export function blockersInWords(kind: ImportKind, blockers: readonly UndoBlocker[]): string {
  const parts = blockers.map(({ reason, rows }) => {
    const [one, many] = oneAndMany[kind]
    return `${rows === 1 ? one : `${rows} ${many}`} (${usedIn[reason] ?? 'usati in altri dati'})`
  })
  return `Non si può annullare, perché toglierebbe anche lavoro fatto dopo: ${parts.join('; ')}.`
}

/** Asks for a batch to be taken away, or says why it cannot be. Only what it wrote goes: what others wrote stays. */
export async function askToUndoImport(
  doors: Doors,
  occasion: Occasion,
  input: { who: SignedIn; batchId: string },
): Promise<ImportBatch> {
  const { batchId } = input
  return doors.transaction(occasion, async (tx) => {
    const batch = ownBatch(await tx.lockImportBatch(batchId), input.who)
    await beginUndo(tx, batch)
    tx.ask({ name: 'undo-import', payload: { batchId }, key: `undo-import:${batchId}:${occasion.now.getTime()}` })
    tx.trace({ action: 'import.undoAsked', entity: 'importBatch', entityId: batchId })
    tx.announce({ topic: 'import', entityId: batchId, listeningPointId: null })
    return (await tx.findImportBatch(batchId)) as ImportBatch
  })
}

/** A batch that stopped half-way may be taken away too: its own run then finds another state and stops. */
export async function beginUndo(tx: ImportRows, batch: ImportBatch): Promise<void> {
  const { id, kind, state } = batch
  if (kind === null || (state !== 'done' && state !== 'writing')) {
    throw new Conflict('Questo caricamento non ha scritto niente che si possa togliere, o è già stato annullato.')
  }
  const blockers = await tx.listUndoBlockers(id, kind)
  if (blockers.length > 0) throw new Conflict(blockersInWords(kind, blockers))
  await tx.changeImportBatch(id, { state: 'undoing', problem: null })
}

/** Takes the rows away some at a time; asked twice, or again after it was killed, it goes on with what is left. */
export async function undoImport(doors: Doors, occasion: Occasion, input: { batchId: string }): Promise<void> {
  const { batchId } = input
  let goesOn = true
  while (goesOn) {
    goesOn = await doors.transaction(occasion, async (tx) => {
      const batch = await tx.lockImportBatch(batchId)
      if (!batch?.kind || batch.state !== 'undoing') return false
      tx.announce({ topic: 'import', entityId: batchId, listeningPointId: null })
      const blockers = await tx.listUndoBlockers(batchId, batch.kind)
      if (blockers.length > 0) {
        await tx.changeImportBatch(batchId, { state: 'done', problem: blockersInWords(batch.kind, blockers) })
        tx.trace({ action: 'import.undoStopped', entity: 'importBatch', entityId: batchId })
        return false
      }
      const { rows, removed } = await tx.removeImported(batchId, batch.kind, REMOVED_TOGETHER)
      await tx.changeImportBatch(batchId, { removed: batch.removed + removed })
      if (rows > 0) return true
      await tx.changeImportBatch(batchId, { state: 'undone', undoneAt: occasion.now })
      await tx.forgetImportFile(batchId)
      tx.trace({ action: 'import.undone', entity: 'importBatch', entityId: batchId })
      return false
    })
  }
}
