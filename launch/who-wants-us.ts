import { readFileSync } from 'node:fs'

const POLL_MS = 300

/**
 * Calls `gone` once npm, or the shell it runs us in, is no longer there: a signal to npm reaches only that shell, kill -9 not even
 * that, and nobody would be left to stop us. Whoever starts us without npm is not watched.
 */
export function whenNpmIsGone(gone: () => void): void {
  if (!process.env.npm_lifecycle_event) return
  const lineage = () => `${process.ppid} ${parentOf(process.ppid)}`
  const before = lineage()
  const poll = setInterval(() => {
    if (lineage() === before) return
    clearInterval(poll)
    gone()
  }, POLL_MS)
  poll.unref()
}

/** Where there is no /proc only our own parent is watched. */
function parentOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? ''
  } catch {
    return ''
  }
}
