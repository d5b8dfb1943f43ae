import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { projectFolder } from '../../launch/project.ts'
import { freePort, until } from '../support/processes.ts'

const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 10_000

export interface Program {
  /** Where it listens, if it does. */
  port: number
  /** Sends it a message and waits for its answer. */
  ask(message: object): Promise<unknown>
  stop(): Promise<void>
}

// It ends by itself when the bench is killed.
const followLauncher = pathToFileURL(path.join(projectFolder, 'launch/follow-launcher.ts')).href

/** A process of its own: who asks and who answers never share an event loop. */
async function start(
  file: string,
  environment: Record<string, string>,
): Promise<{ child: ChildProcess; port: number }> {
  const port = await freePort()
  const child = spawn(process.execPath, ['--import', 'tsx', '--import', followLauncher, file], {
    cwd: projectFolder,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', PORT: String(port), ...environment },
    // What it logs is written, and read by nobody.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return { child, port }
}

function toProgram({ child, port }: { child: ChildProcess; port: number }): Program {
  return {
    port,
    ask: (message) => {
      child.send(message)
      return nextMessage(child)
    },
    async stop() {
      if (isGone(child)) return
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await Promise.race([exited, pause(STOP_TIMEOUT_MS, undefined, { ref: false })])
      if (!isGone(child)) child.kill('SIGKILL')
      await exited
    },
  }
}

const isGone = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error('A program of the bench stopped by itself'))
    child.once('exit', onExit)
    child.once('message', (message) => {
      child.off('exit', onExit)
      resolve(message)
    })
  })
}

/** The product's own server, ready when it says so. */
export async function startServerProgram(environment: Record<string, string>): Promise<Program> {
  const started = await start('server/main.ts', environment)
  await until(async () => {
    if (isGone(started.child)) throw new Error('The server stopped before it was ready')
    const answer = await fetch(`http://127.0.0.1:${started.port}/readyz`).catch(() => undefined)
    await answer?.body?.cancel()
    return answer?.ok === true
  }, START_TIMEOUT_MS)
  return toProgram(started)
}

/** The product's own workers; they say nothing when they are ready, and what they do shows. */
export const startWorkersProgram = async (environment: Record<string, string>): Promise<Program> =>
  toProgram(await start('workers/main.ts', environment))

/** A program of the bench, ready with its first message. */
export async function startBenchProgram(file: string, environment: Record<string, string>): Promise<Program> {
  const started = await start(`test/bench/${file}`, environment)
  await nextMessage(started.child)
  return toProgram(started)
}
