import { columnTitle } from './header-reading.ts'
import type { CsvLine, ImportBatch, ImportRows, Refusal, TiedRow } from './import-batch.ts'
import type { ImportColumn } from './import-column.ts'
import type { ImportKind } from './import-kinds.ts'
import type { Finding, ImportRow, ImportRowTypes } from './import-rows.ts'
import { type KnownReferences, wantedReferences } from './known-references.ts'
import { readyContact, readyRequest, readyService } from './ready-activity.ts'
import { type Readied, readyPerson, readyVehicle, readyVolunteer, type Scene } from './ready-cards.ts'
import { readyDirectoryEntry } from './ready-directory.ts'
import type { ReadyRow } from './ready-rows.ts'

export type RowReader = (
  kind: ImportKind,
  cells: Readonly<Record<string, string>>,
) => { row: ImportRow } | { findings: Finding[] }

/** Rows of the file that are written, or not, together. */
export interface Chunk {
  kind: ImportKind
  rows: { line: number; row: ImportRow; content: string }[]
  refused: { line: number; findings: Finding[] }[]
  /** Rows of the file in it, the refused ones too. */
  size: number
}

/** Reads the cells of some lines. No cell is changed but for the blanks around it. */
export function readChunk(
  kind: ImportKind,
  columns: readonly ImportColumn[],
  lines: readonly CsvLine[],
  read: RowReader,
): Chunk {
  const chunk: Chunk = { kind, rows: [], refused: [], size: lines.length }
  for (const { line, cells } of lines) {
    if (cells.length > columns.length && cells.slice(columns.length).some((cell) => cell.trim() !== '')) {
      const reason = `La riga ha ${cells.length} celle, l’intestazione ne ha ${columns.length}.`
      chunk.refused.push({ line, findings: [{ reason }] })
      continue
    }
    const filled: Record<string, string> = {}
    for (let at = 0; at < columns.length; at++) {
      const text = cells[at]?.trim()
      if (text) filled[(columns[at] as ImportColumn).key] = text
    }
    const result = read(kind, filled)
    if ('row' in result) chunk.rows.push({ line, row: result.row, content: JSON.stringify(result.row) })
    else chunk.refused.push({ line, findings: result.findings })
  }
  return chunk
}

const SAME_CODE_TWICE = 'Un’altra riga ha lo stesso codice e dati diversi.'
const CHANGED_CODE =
  'Questo codice è già stato caricato con dati diversi: corregga nel programma, oppure annulli quel caricamento e lo ripeta.'
const BOOKED = 'In quell’ora il volontario o l’automezzo risulta già impegnato in un altro servizio.'

/** What an existing card, volunteer or vehicle is known by besides its code. */
const ownMark = (kind: ImportKind, row: ImportRow): { column: string; mark: string } | undefined => {
  // An entry that was exported from here carries its own id as its code.
  if (kind === 'directoryEntry') return { column: 'code', mark: (row as ImportRowTypes['directoryEntry']).code }
  const mark =
    kind === 'vehicle' ? (row as ImportRowTypes['vehicle']).plate : (row as ImportRowTypes['person']).fiscalCode
  if (mark === undefined || !['person', 'volunteer', 'vehicle'].includes(kind)) return undefined
  return { column: kind === 'vehicle' ? 'plate' : 'fiscalCode', mark }
}

function existing(kind: ImportKind, mark: string, known: KnownReferences): string | undefined {
  if (kind === 'person') return known.people.get(mark)?.id
  if (kind === 'directoryEntry') return known.directoryEntries.get(mark)
  return (kind === 'volunteer' ? known.volunteers : known.vehicles).get(mark)
}

class Sorting {
  readonly ready: { line: number; code: string; content: string; row: ReadyRow }[] = []
  readonly tied: TiedRow[] = []
  readonly refused: { line: number; findings: Finding[] }[] = []
  readonly marks = new Set<string>()
  readonly positions = new Map<string, number>()
  readonly known: KnownReferences
  readonly scene: Scene

  constructor(known: KnownReferences, scene: Scene) {
    this.known = known
    this.scene = scene
  }

  private nextPosition(contactCode: string): number {
    const last = this.positions.get(contactCode) ?? this.known.contacts.get(contactCode)?.requests ?? 0
    this.positions.set(contactCode, last + 1)
    return last + 1
  }

  private makeReady(kind: ImportKind, row: ImportRow): Readied<ReadyRow> {
    switch (kind) {
      case 'person':
        return readyPerson(row as ImportRowTypes['person'], this.scene)
      case 'volunteer':
        return readyVolunteer(row as ImportRowTypes['volunteer'], this.scene)
      case 'vehicle':
        return readyVehicle(row as ImportRowTypes['vehicle'], this.scene)
      case 'directoryEntry':
        return readyDirectoryEntry(row as ImportRowTypes['directoryEntry'], this.scene)
      case 'contact':
        return readyContact(row as ImportRowTypes['contact'], this.known, this.scene)
      case 'request': {
        const request = row as ImportRowTypes['request']
        return readyRequest(request, this.known, this.nextPosition(request.contact), this.scene)
      }
      case 'service':
        return readyService(row as ImportRowTypes['service'], this.known, this.scene)
    }
  }

  take(kind: ImportKind, { line, row, content }: Chunk['rows'][number]): void {
    const own = ownMark(kind, row)
    const made = this.makeReady(kind, row)
    if ('findings' in made) {
      this.refused.push({ line, findings: made.findings })
      return
    }
    if (own && this.marks.has(own.mark)) {
      this.refused.push({ line, findings: [{ column: own.column, reason: 'Un’altra riga ha lo stesso.' }] })
      return
    }
    if (own) this.marks.add(own.mark)
    const there = own && existing(kind, own.mark, this.known)
    if (there) this.tied.push({ code: row.code, content, rowId: there, created: false })
    else this.ready.push({ line, code: row.code, content, row: made.ready })
  }
}

/**
 * Writes what can be written of a chunk, and says line by line what cannot. In the transaction that moves the batch on;
 * `meanwhile` is told when the database has most to do.
 */
export async function writeChunk(
  tx: ImportRows,
  batch: ImportBatch,
  chunk: Chunk,
  scene: Scene,
  meanwhile: () => unknown,
): Promise<void> {
  const { kind } = chunk
  const fresh = new Map<string, Chunk['rows'][number]>()
  const refused = [...chunk.refused]
  let unchanged = 0
  const imported = await tx.findImportedCodes(
    batch.source,
    kind,
    chunk.rows.map(({ row, content }) => ({ code: row.code, content })),
  )
  for (const each of chunk.rows) {
    const there = imported.get(each.row.code) ?? sameInFile(fresh, each)
    if (!there) fresh.set(each.row.code, each)
    else if (there.isSame) unchanged += 1
    else {
      const reason = fresh.has(each.row.code) ? SAME_CODE_TWICE : CHANGED_CODE
      refused.push({ line: each.line, findings: [{ column: 'code', reason }] })
    }
  }
  const rows = [...fresh.values()]
  const known = await tx.findKnownReferences(
    batch.source,
    wantedReferences(
      kind,
      rows.map(({ row }) => row),
    ),
  )
  const sorting = new Sorting(known, scene)
  for (const each of rows) sorting.take(kind, each)
  const writing = tx.addReadyRows(
    kind,
    sorting.ready.map(({ row }) => row),
  )
  meanwhile()
  const notWritten = await writing
  const written = sorting.ready.filter(({ row }) => !notWritten.has(row.id))
  for (const { line, row } of sorting.ready) {
    if (notWritten.has(row.id)) refused.push({ line, findings: [{ column: 'volunteer', reason: BOOKED }] })
  }
  refused.push(...sorting.refused)
  await tx.tieImportedRows(batch.id, batch.source, kind, [
    ...sorting.tied,
    ...written.map(({ code, content, row }) => ({ code, content, rowId: row.id, created: true })),
  ])
  await tx.addImportRefusals(
    batch.id,
    refused.flatMap(inWords(kind)).sort((a, b) => a.line - b.line),
  )
  await tx.changeImportBatch(batch.id, {
    rowsDone: batch.rowsDone + chunk.size,
    added: batch.added + written.length,
    unchanged: batch.unchanged + unchanged + sorting.tied.length,
    refused: batch.refused + refused.length,
  })
}

function sameInFile(fresh: ReadonlyMap<string, Chunk['rows'][number]>, each: Chunk['rows'][number]) {
  const earlier = fresh.get(each.row.code)
  return earlier && { isSame: earlier.content === each.content }
}

const inWords =
  (kind: ImportKind) =>
  ({ line, findings }: { line: number; findings: Finding[] }): Refusal[] =>
    findings.map(({ column, reason }) => ({ line, column: columnTitle(kind, column), reason }))
