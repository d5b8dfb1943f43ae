import { defineConfig } from 'vitest/config'

const browser = 'test/**/*.browser.test.{ts,tsx}'
// Long enough for a machine that does other things as well: how fast it is, is measured by the bench.
const withDatabase = { globalSetup: ['test/support/global-setup.ts'], testTimeout: 120_000, hookTimeout: 180_000 }

export default defineConfig({
  test: {
    // Most tests wait for a database or a clock: one worker a core, not one core kept back.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/{helpline,contract,house}/**/*.test.{ts,tsx}'],
          exclude: [browser],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [browser, 'test/{helpline,contract,house}/**'],
          ...withDatabase,
        },
      },
      {
        test: {
          name: 'browser',
          include: [browser],
          ...withDatabase,
          testTimeout: 300_000,
          // Two Chromium at once on two cores measure each other, not us.
          fileParallelism: false,
        },
      },
    ],
  },
})
