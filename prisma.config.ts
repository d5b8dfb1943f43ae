import { fileURLToPath } from 'node:url'
import { defineConfig } from 'prisma/config'

// The native engine is a download at run time; the stand-in needs nothing but what npm installed.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= fileURLToPath(new URL('./prisma/schema-engine.mjs', import.meta.url))

export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  // `generate` and `validate` need no database, but Prisma wants an address: port 1 answers nobody.
  datasource: {
    url: process.env.DATABASE_URL ?? 'postgresql://127.0.0.1:1/no-database-url',
    ...(process.env.SHADOW_DATABASE_URL ? { shadowDatabaseUrl: process.env.SHADOW_DATABASE_URL } : {}),
  },
})
