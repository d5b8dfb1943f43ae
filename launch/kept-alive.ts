import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { projectFolder } from './project.ts'

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 30_000
/** A process that ran this long was well: its next fall starts from the shortest pause again. */
const WELL_AFTER_MS = 60_000
const STOP_TIMEOUT_MS = 10_000

export interface Programme {
  name: string
  /** What node is given. */
  nodeArguments: string[]
  environment: NodeJS.ProcessEnv
}

export interface KeptAlive {
  name: string
  pid(): number | undefined
  /** How often it has fallen so far. */
  falls(): number
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

export function nextPauseMs(previousPauseMs: number, livedMs: number): number {
  if (previousPauseMs === 0 || livedMs >= WELL_AFTER_MS) return FIRST_PAUSE_MS
  return Math.min(previousPauseMs * 2, LONGEST_PAUSE_MS)
}

/** Runs a programme as a process of its own and starts it again whenever it falls, more slowly each time. */
export function keepAlive(programme: Programme, say: (line: string) => void): KeptAlive {
  let child: ChildProcess | undefined
  let stopped = false
  let falls = 0
  let pauseMs = 0
  let timer: NodeJS.Timeout | undefined

  const start = () => {
    const startedAt = performance.now()
    const running = spawn(process.execPath, programme.nodeArguments, {
      cwd: projectFolder,
      env: programme.environment,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      detached: true,
    })
    child = running
    running.once('exit', (code, signal) => {
      child = undefined
      if (stopped) return
      falls += 1
      pauseMs = nextPauseMs(pauseMs, performance.now() - startedAt)
      say(`${programme.name} si è fermato (${signal ?? `codice ${code}`}): riparte fra ${pauseMs / 1000} s`)
      timer = setTimeout(start, pauseMs)
    })
  }
  start()

  return {
    name: programme.name,
    pid: () => child?.pid,
    falls: () => falls,
    stop: async (signal) => {
      stopped = true
      clearTimeout(timer)
      const running = child
      if (!running) return
      const exited = new Promise<boolean>((resolve) => running.once('exit', () => resolve(true)))
      running.kill(signal)
      if (await Promise.race([exited, pause(STOP_TIMEOUT_MS, false, { ref: false })])) return
      running.kill('SIGKILL')
      await exited
    },
  }
}
