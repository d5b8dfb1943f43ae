import { createHmac, randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { CallJournal, JournalContent, JournalEntry } from '../../helpline/calls/offline/journal-entries.ts'
import type {
  CallerSheet,
  NetworkSheet,
  SealNumber,
  SnapshotFiles,
} from '../../helpline/calls/offline/offline-snapshot.ts'
import { moveIfThere, readIfThere, UNFINISHED, writeWhole } from './whole-file.ts'

const FOLDER_MODE = 0o700
/** Of another shape than what is read below: a newer program does not guess. */
const SHEET_VERSION = 1
const ENTRY = '.json'
const MOST_REMEMBERED = 500_000
const LEFT_BEHIND_MS = 3_600_000

/** The servers' own folder on the machine they run on: any number of them may share it. */
export function openCallFiles(dataDirectory: string, secret: string) {
  const folder = path.join(dataDirectory, 'calls')
  mkdirSync(path.join(folder, 'journal', 'set-aside'), { recursive: true, mode: FOLDER_MODE })
  for (const place of [folder, path.join(folder, 'journal')]) clearUnfinished(place)
  return { snapshot: snapshotFiles(folder), journal: callJournal(path.join(folder, 'journal')), seal: sealWith(secret) }
}

/** The secret is never on this disk: whoever takes the disk alone cannot try all the numbers there are. */
function sealWith(secret: string): SealNumber {
  // Every known number is sealed again at every snapshot: remembered, that takes no time.
  const sealed = new Map<string, string>()
  return (e164) => {
    const before = sealed.get(e164)
    if (before !== undefined) return before
    if (sealed.size >= MOST_REMEMBERED) sealed.clear()
    const seal = createHmac('sha256', `numbers of callers: ${secret}`).update(e164).digest('base64url').slice(0, 22)
    sealed.set(e164, seal)
    return seal
  }
}

function clearUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.endsWith(UNFINISHED)) continue
    const file = path.join(folder, name)
    const written = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY
    // Another server may be writing its own at this moment.
    if (written < performance.timeOrigin - LEFT_BEHIND_MS) rmSync(file, { force: true })
  }
}

// Instants are written as themselves; these fields are read back as such.
const INSTANTS = new Set(['takenAt', 'since', 'fromAt', 'untilAt'])
const revive = (key: string, value: unknown): unknown =>
  INSTANTS.has(key) && typeof value === 'string' ? new Date(value) : value

function snapshotFiles(folder: string): SnapshotFiles {
  const sheet = <T>(name: string) => {
    const file = path.join(folder, `${name}.json`)
    return {
      save: (content: T) => writeWhole(file, JSON.stringify({ version: SHEET_VERSION, content })),
      async read(): Promise<T | undefined> {
        const text = await readIfThere(file)
        if (text === undefined) return undefined
        const { version, content } = JSON.parse(text, revive) as { version: number; content: T }
        return version === SHEET_VERSION ? content : undefined
      },
    }
  }
  return { network: sheet<NetworkSheet>('network'), callers: sheet<CallerSheet>('callers') }
}

/** One small file for each thing that happened: no two processes ever write to, or take away, the same one. */
function callJournal(folder: string): CallJournal {
  let written = 0
  const fileOf = (id: string) => path.join(folder, id + ENTRY)
  const asideOf = (id: string) => path.join(folder, 'set-aside', id + ENTRY)

  async function read(id: string): Promise<JournalEntry | undefined> {
    const text = await readIfThere(fileOf(id))
    if (text === undefined) return undefined
    try {
      const { at, content } = JSON.parse(text) as { at: string; content: JournalContent }
      return { id, at: new Date(at), content }
    } catch {
      await moveIfThere(fileOf(id), asideOf(id))
      return undefined
    }
  }

  return {
    async append(at, content) {
      written += 1
      // Sorted by name they are in the order they happened.
      const moment = String(at.getTime()).padStart(15, '0')
      const id = `${moment}-${String(written % 1_000_000).padStart(6, '0')}-${randomUUID()}`
      await writeWhole(fileOf(id), JSON.stringify({ at, content }))
    },
    async list() {
      const ids = (await readdir(folder)).filter((name) => name.endsWith(ENTRY)).sort()
      return ids.map((name) => name.slice(0, -ENTRY.length))
    },
    read,
    remove: (id) => rm(fileOf(id), { force: true }),
    setAside: (id) => moveIfThere(fileOf(id), asideOf(id)),
    countSetAside: async () => (await readdir(path.join(folder, 'set-aside'))).length,
  }
}

export type CallFiles = ReturnType<typeof openCallFiles>
