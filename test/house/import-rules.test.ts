import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { cruise, type IConfiguration, type ICruiseResult } from 'dependency-cruiser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const rules = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as IConfiguration

/** A rule, and one import that breaks it: which file imports which. */
const BROKEN: [rule: string, from: string, to: string][] = [
  ['no-cycles', 'server/one.ts', 'server/two.ts'],
  ['helpline-is-pure', 'helpline/calls/reads-files.ts', 'node:fs'],
  ['helpline-is-pure', 'helpline/calls/uses-express.ts', 'express'],
  ['helpline-rooms-are-listed', 'server/uses-unlisted.ts', 'helpline/unlisted/thing.ts'],
  ['helpline-order-errors', 'helpline/errors.ts', 'helpline/territory/thing.ts'],
  ['helpline-order-changes', 'helpline/changes/early.ts', 'helpline/access/thing.ts'],
  ['helpline-order-territory', 'helpline/territory/early.ts', 'helpline/access/thing.ts'],
  ['helpline-order-access', 'helpline/access/early.ts', 'helpline/people/thing.ts'],
  ['helpline-order-people', 'helpline/people/early.ts', 'helpline/reports/thing.ts'],
  ['helpline-order-calls', 'helpline/calls/early.ts', 'helpline/contacts/thing.ts'],
  ['helpline-order-directory', 'helpline/directory/early.ts', 'helpline/dispatch/thing.ts'],
  ['helpline-order-reaching', 'helpline/reaching/early.ts', 'helpline/dispatch/thing.ts'],
  ['helpline-order-contacts', 'helpline/contacts/early.ts', 'helpline/dispatch/thing.ts'],
  ['helpline-order-dispatch', 'helpline/dispatch/early.ts', 'helpline/messages/thing.ts'],
  ['helpline-order-messages', 'helpline/messages/early.ts', 'helpline/reports/thing.ts'],
  ['helpline-order-reports', 'helpline/reports/early.ts', 'helpline/imports/thing.ts'],
  ['contract-speaks-helpline-and-zod', 'contract/uses-adapter.ts', 'adapters/clock.ts'],
  ['contract-speaks-helpline-and-zod', 'contract/uses-express.ts', 'express'],
  ['adapters-serve', 'adapters/postgres/uses-server.ts', 'server/shared.ts'],
  ['adapters-stand-alone', 'adapters/postgres/uses-queue.ts', 'adapters/redis/queue.ts'],
  ['only-postgres-knows-prisma', 'server/uses-prisma.ts', '@prisma/client'],
  ['only-postgres-knows-prisma', 'workers/uses-pg.ts', 'pg'],
  ['only-postgres-knows-prisma', 'server/uses-generated.ts', 'generated/prisma/client.ts'],
  ['only-twilio-knows-twilio', 'server/uses-twilio.ts', 'twilio'],
  ['only-redis-knows-queues', 'workers/uses-bullmq.ts', 'bullmq'],
  ['only-redis-knows-queues', 'server/uses-ioredis.ts', 'ioredis'],
  ['only-documents-knows-documents', 'server/uses-pdfmake.ts', 'pdfmake'],
  ['only-softphone-knows-its-sdk', 'operator-console/src/features/workplace/uses-sdk.tsx', '@twilio/voice-sdk'],
  ['server-leans-inwards', 'server/uses-worker.ts', 'workers/shared.ts'],
  ['server-features-stand-alone', 'server/calls/uses-people.ts', 'server/people/routes.ts'],
  ['workers-lean-inwards', 'workers/uses-server.ts', 'server/shared.ts'],
  ['console-knows-the-wire', 'operator-console/src/uses-adapter.ts', 'adapters/clock.ts'],
  ['console-runs-in-a-browser', 'operator-console/src/uses-node.ts', 'node:path'],
  [
    'console-features-stand-alone',
    'operator-console/src/features/calls/uses-people.tsx',
    'operator-console/src/features/people/card.tsx',
  ],
  [
    'console-ui-knows-no-feature',
    'operator-console/src/ui/button.tsx',
    'operator-console/src/features/people/card.tsx',
  ],
  ['simulator-knows-nothing-of-ours', 'phone-simulator/uses-helpline.ts', 'helpline/calls/thing.ts'],
  ['seeds-stay-home', 'server/uses-seed.ts', 'prisma/seed.ts'],
  ['launch-is-outermost', 'server/uses-launch.ts', 'launch/thing.ts'],
  ['nobody-imports-a-main', 'launch/uses-main.ts', 'server/main.ts'],
  ['nobody-imports-tests', 'server/uses-test.ts', 'test/support/thing.ts'],
  ['production-has-no-dev-dependencies', 'server/uses-vitest.ts', 'vitest'],
]

/** What the house is for: each of these must pass every rule. */
const SOUND: [from: string, to: string][] = [
  ['helpline/people/reads-errors.ts', 'helpline/errors.ts'],
  ['helpline/reports/late.ts', 'helpline/territory/thing.ts'],
  ['helpline/territory/telephone.ts', 'libphonenumber-js'],
  ['contract/calls.ts', 'zod'],
  ['contract/people.ts', 'helpline/people/thing.ts'],
  ['adapters/postgres/store.ts', 'pg'],
  ['adapters/postgres/people.ts', 'generated/prisma/client.ts'],
  ['adapters/postgres/told.ts', 'adapters/clock.ts'],
  ['adapters/twilio/voice.ts', 'twilio'],
  ['adapters/redis/queue.ts', 'bullmq'],
  ['adapters/documents/report.ts', 'pdfmake'],
  ['server/people/cards.ts', 'server/shared.ts'],
  ['server/app.ts', 'server/people/routes.ts'],
  ['workers/handlers.ts', 'adapters/clock.ts'],
  ['operator-console/src/features/calls/ring.tsx', 'operator-console/src/ui/panel.tsx'],
  ['operator-console/src/features/calls/wire.ts', 'contract/calls.ts'],
  ['operator-console/src/softphone/softphone.ts', '@twilio/voice-sdk'],
  ['phone-simulator/signature.ts', 'twilio'],
  ['launch/database.ts', 'pg'],
  ['launch/seeds.ts', 'prisma/seed.ts'],
  ['test/server/calls.test.ts', 'server/app.ts'],
]

const PACKAGES = [
  ...['express', 'pg', 'twilio', 'bullmq', 'ioredis', 'pdfmake', 'zod', 'libphonenumber-js', '@prisma/client'],
  '@twilio/voice-sdk',
  'vitest',
]

describe('the import rules', () => {
  const house = mkdtempSync(path.join(tmpdir(), 'filo-house-'))
  const violations = new Set<string>()
  afterAll(() => rmSync(house, { recursive: true, force: true }))

  beforeAll(async () => {
    write(
      'package.json',
      JSON.stringify({ dependencies: versions(PACKAGES.slice(0, -1)), devDependencies: versions(['vitest']) }),
    )
    for (const name of PACKAGES) {
      write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }))
      write(`node_modules/${name}/index.js`, 'module.exports = {}')
    }
    const imports: [string, string][] = [...BROKEN.map(([, from, to]): [string, string] => [from, to]), ...SOUND]
    for (const [, to] of imports) if (isFile(to)) write(to, 'export type Thing = 1\n')
    // A type ties rooms as tightly as a value; only a development package may lend its types.
    for (const [from, to] of imports) {
      const keyword = to === 'vitest' ? 'import' : 'import type'
      write(from, `${keyword} * as thing from '${specifier(from, to)}'\nexport type Used = typeof thing\n`)
    }
    write('server/two.ts', "import type * as thing from './one.ts'\nexport type Used = typeof thing\n")

    // The crawl starts at the rooms and wants paths below its base.
    const rooms = [...new Set(imports.map(([from]) => from.split('/')[0] as string))]
    const { output } = await cruise(rooms, { ...rules.options, baseDir: house, ruleSet: rules, validate: true })
    for (const { rule, from, to } of (output as ICruiseResult).summary.violations)
      violations.add(`${rule.name}: ${from} -> ${to}`)
  })

  function write(file: string, content: string): void {
    mkdirSync(path.dirname(path.join(house, file)), { recursive: true })
    writeFileSync(path.join(house, file), content)
  }

  it.each(BROKEN)('%s stops %s from importing %s', (rule, from, to) => {
    expect([...violations]).toContain(`${rule}: ${from} -> ${resolved(to)}`)
  })

  it.each(SOUND)('let %s import %s', (from, to) => {
    expect([...violations].filter((violation) => violation.includes(` ${from} -> ${resolved(to)}`))).toEqual([])
  })

  it('are all broken here at least once, and each says what to do', () => {
    const names = (rules.forbidden ?? []).map((rule) => rule.name)
    expect(new Set(BROKEN.map(([rule]) => rule))).toEqual(new Set(names))
    for (const rule of rules.forbidden ?? []) expect(rule.comment).toMatch(/\w/)
  })
})

function isFile(to: string): boolean {
  return /\.tsx?$/.test(to)
}

function specifier(from: string, to: string): string {
  if (!isFile(to)) return to
  const relative = path.relative(path.dirname(from), to)
  return relative.startsWith('.') ? relative : `./${relative}`
}

function resolved(to: string): string {
  if (to.startsWith('node:')) return to.slice('node:'.length)
  return isFile(to) ? to : `node_modules/${to}/index.js`
}

function versions(names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, '1.0.0']))
}
