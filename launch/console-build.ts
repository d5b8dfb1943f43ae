import { existsSync } from 'node:fs'
import path from 'node:path'
import { newestChange, programOf, projectFolder, runProgram } from './project.ts'

const SOURCES = ['operator-console', 'helpline', 'contract', 'vite.config.ts', 'package-lock.json']
const BUILT = 'dist/console/index.html'

/** Builds the console when there is none or its sources are newer; what is built lies in dist/console. */
export async function buildConsole(): Promise<void> {
  if (!existsSync(path.join(projectFolder, 'operator-console/index.html'))) return
  if (newestChange(BUILT) >= newestChange(...SOURCES)) return
  await runProgram('the build of the console', programOf('vite', 'bin/vite.js'), ['build', '--logLevel', 'warn'])
}
