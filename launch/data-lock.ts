import { readFileSync, rmSync, writeFileSync } from 'node:fs'

export class DataInUse extends Error {
  constructor(lockFile: string, pid: number) {
    super(
      `Questi dati sono già in uso da un'altra copia del programma (processo ${pid}, ${lockFile}). Fermala, oppure imposta FILO_DATA_DIR su un'altra cartella.`,
    )
    this.name = 'DataInUse'
  }
}

// A process id comes back after a while, above all after a restart of the machine: the start time tells the two apart.
function startTime(pid: number | 'self'): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function ownerOf(lockFile: string): number | undefined {
  let content: string
  try {
    content = readFileSync(lockFile, 'utf8')
  } catch {
    return undefined
  }
  const [pid, started = ''] = content.split('\n')
  const owner = Number(pid)
  if (!Number.isInteger(owner) || owner <= 0 || !isAlive(owner)) return undefined
  return started === startTime(owner) ? owner : undefined
}

/** Holds a folder for this process. What a killed process left behind is taken over; a live owner is refused in words. */
export function lockData(lockFile: string): { release(): void } {
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(lockFile, `${process.pid}\n${startTime('self')}\n`, { flag: 'wx', mode: 0o600 })
      return { release: () => rmSync(lockFile, { force: true }) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt === 3) throw error
    }
    const owner = ownerOf(lockFile)
    if (owner !== undefined) throw new DataInUse(lockFile, owner)
    rmSync(lockFile, { force: true })
  }
}
