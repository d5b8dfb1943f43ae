import { existsSync } from 'node:fs'
import path from 'node:path'
import { generateClient } from '../launch/prepare-database.ts'
import { prismaProgram, programOf, projectFolder, runProgram } from '../launch/project.ts'

const ROOMS = [
  ...['helpline', 'contract', 'adapters', 'server', 'workers', 'operator-console', 'phone-simulator', 'launch'],
  ...['prisma', 'scripts', 'test', 'prisma.config.ts', 'vite.config.ts', 'vitest.config.ts'],
]

interface Check {
  name: string
  run(): Promise<string>
}

const CHECKS: Check[] = [
  { name: 'types', run: () => runProgram('types', programOf('typescript-7', 'bin/tsc'), ['-p', 'tsconfig.json']) },
  {
    name: 'lint and format',
    run: () => runProgram('lint and format', programOf('@biomejs/biome', 'bin/biome'), ['ci', '--colors=off', '.']),
  },
  {
    name: 'import rules',
    run: () =>
      runProgram('import rules', programOf('dependency-cruiser', 'bin/dependency-cruise.mjs'), [
        ...['--config', '.dependency-cruiser.cjs', '--output-type', 'err-long'],
        ...ROOMS.filter((room) => existsSync(path.join(projectFolder, room))),
      ]),
  },
  { name: 'database schema', run: () => runProgram('database schema', prismaProgram(), ['validate']) },
]

/** Every check that needs no test runner, each told in one line, its findings below it when it fails. */
export async function runChecks(): Promise<{ passed: number; failed: number }> {
  await generateClient()
  let failed = 0
  for (const check of CHECKS) {
    const startedAt = performance.now()
    const findings = await check.run().then(
      () => undefined,
      (error: Error) => error.message,
    )
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    process.stdout.write(`${findings === undefined ? 'ok    ' : 'FAILED'} ${check.name} (${seconds} s)\n`)
    if (findings === undefined) continue
    failed += 1
    process.stdout.write(`${findings}\n\n`)
  }
  return { passed: CHECKS.length - failed, failed }
}
