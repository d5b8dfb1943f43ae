import { execFileSync } from 'node:child_process'
import { afterAll, describe, expect, it } from 'vitest'
import { prismaProgram } from '../../launch/project.ts'
import { createTestDatabase } from '../support/database.ts'

describe('the migrations', async () => {
  const database = await createTestDatabase()
  afterAll(() => database.drop())

  it('make exactly what the schema says', () => {
    const differences = execFileSync(
      process.execPath,
      [
        prismaProgram(),
        'migrate',
        'diff',
        '--from-migrations',
        'prisma/migrations',
        '--to-schema',
        'prisma/schema',
        '--script',
      ],
      { env: { ...process.env, DATABASE_URL: database.url }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    )
    expect(differences.trim()).toBe('-- This is an empty migration.')
  })
})
