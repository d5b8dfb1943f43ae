import { execFile } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'

/** The folder with package.json, from the sources and from the compiled files alike. */
export const projectFolder = findProjectFolder(import.meta.dirname)

function findProjectFolder(start: string): string {
  if (existsSync(path.join(start, 'package.json'))) return start
  return findProjectFolder(path.dirname(start))
}

/** The program a package of ours brings, to be run by this same node: no shell, no npx, nothing from the PATH. */
export function programOf(packageName: string, program: string): string {
  return path.join(projectFolder, 'node_modules', packageName, program)
}

export const prismaProgram = () => programOf('prisma', 'build/index.js')

export class ProgramFailed extends Error {
  constructor(what: string, output: string) {
    super(`${what} failed:\n${output.trim()}`)
    this.name = 'ProgramFailed'
  }
}

/** Runs a program of ours to its end in the project folder; its words are shown only when it fails. */
export function runProgram(
  what: string,
  program: string,
  programArguments: string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [program, ...programArguments],
      { cwd: projectFolder, env: { ...process.env, ...environment }, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error) reject(new ProgramFailed(what, `${stdout}\n${stderr}`))
        else resolve(stdout)
      },
    )
  })
}

/** The latest change of any file under the given paths; 0 where there is none. */
export function newestChange(...paths: string[]): number {
  let newest = 0
  for (const entry of paths.map((each) => path.resolve(projectFolder, each))) {
    if (!existsSync(entry)) continue
    const stat = statSync(entry)
    const below = stat.isDirectory() ? readdirSync(entry).map((name) => path.join(entry, name)) : []
    newest = Math.max(newest, stat.isDirectory() ? 0 : stat.mtimeMs, newestChange(...below))
  }
  return newest
}
