import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { projectFolder } from '../../launch/project.ts'

const peakMemory = pathToFileURL(path.join(projectFolder, 'test/bench/peak-memory.ts')).href

export interface Measured {
  seconds: number
  peakBytes: number
  /** What it held before it began, where it says so. */
  baseBytes: number
}

/** The command of a script of package.json, as npm would run it. */
export function commandOf(script: string): string[] {
  const { scripts } = JSON.parse(readFileSync(path.join(projectFolder, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  return (scripts[script] ?? '').split(' ').slice(1)
}

/** Runs a program to its end: how long it took, and the most memory it held. One that fails ends the bench. */
export async function measureProgram(words: string[], environment: Record<string, string>): Promise<Measured> {
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-measured-'))
  const file = path.join(folder, 'peak')
  const startedAt = performance.now()
  try {
    const child = spawn(process.execPath, ['--import', 'tsx', '--import', peakMemory, ...words], {
      cwd: projectFolder,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        NODE_ENV: 'production',
        PEAK_MEMORY_FILE: file,
        ...environment,
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const [code] = (await once(child, 'exit')) as [number | null]
    if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}`)
    return {
      seconds: (performance.now() - startedAt) / 1000,
      peakBytes: Number(readFileSync(file, 'utf8')),
      baseBytes: baseOf(file),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const baseOf = (file: string): number => (existsSync(`${file}.base`) ? Number(readFileSync(`${file}.base`, 'utf8')) : 0)

export const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`
