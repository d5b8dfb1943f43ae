import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { signalIfThere } from './signal.ts'

/** The lock says no launcher holds these data; a server may still run from one that was killed. */
export async function stopLeftover(cluster: string, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs
  for (let pid = leftover(cluster); pid !== undefined; pid = leftover(cluster)) {
    if (performance.now() > deadline) throw new Error(`an earlier server (process ${pid}) does not stop`)
    signalIfThere(pid, 'SIGINT')
    await pause(100)
  }
}

function leftover(cluster: string): number | undefined {
  const pid = Number(contentOf(path.join(cluster, 'postmaster.pid'))?.split('\n')[0])
  return pid > 0 && servesCluster(pid, cluster) ? pid : undefined
}

// The process id may since have gone to a stranger, even to another PostgreSQL: the command line names our folder.
function servesCluster(pid: number, cluster: string): boolean {
  const commandLine = contentOf(`/proc/${pid}/cmdline`)
  if (commandLine !== undefined) return commandLine.includes(cluster)
  const ps = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  return ps.status === 0 && ps.stdout.includes(cluster)
}

// A server that ends takes its file with it, at any moment.
function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
