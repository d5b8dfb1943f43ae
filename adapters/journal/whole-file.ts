import { randomUUID } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'

/** What is kept here names people by their numbers. */
const OWNER_ONLY = 0o600
export const UNFINISHED = '.unfinished'

const hasCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code

/** A whole file or none, also through a loss of power: whoever reads it finds the one before or this one. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const unfinished = `${file}.${randomUUID()}${UNFINISHED}`
  try {
    const handle = await open(unfinished, 'wx', OWNER_ONLY)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
  const folder = await open(path.dirname(file), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** Another process of this machine may have done it already. */
export async function moveIfThere(file: string, to: string): Promise<void> {
  try {
    await rename(file, to)
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
  }
}
