import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { programOf, projectFolder } from '../launch/project.ts'
import { runChecks } from './checks.ts'

interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { name: string; status: string; assertionResults: { status: string }[] }[]
}

async function runTests(): Promise<{ passed: number; failed: number; skipped: number }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'filo-report-'))
  const reportFile = path.join(folder, 'report.json')
  const exitCode = await new Promise<number>((resolve) => {
    spawn(
      process.execPath,
      [
        ...[programOf('vitest', 'vitest.mjs'), 'run', ...process.argv.slice(2)],
        ...['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`],
      ],
      { cwd: projectFolder, stdio: 'inherit' },
    ).once('exit', (code) => resolve(code ?? 1))
  })
  const counts = count(reportFile)
  rmSync(folder, { recursive: true, force: true })
  // An error outside any test (a set-up, a stray rejection) fails the run without failing a test.
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

function count(reportFile: string): { passed: number; failed: number; skipped: number } {
  try {
    const report = JSON.parse(readFileSync(reportFile, 'utf8')) as VitestReport
    // A file that does not even load has no tests to fail.
    const brokenFiles = report.testResults.filter(
      ({ status, assertionResults }) =>
        status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
    )
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + brokenFiles.length,
      skipped: report.numPendingTests + report.numTodoTests,
    }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

const checks = await runChecks()
const tests = await runTests()
const failed = checks.failed + tests.failed
process.stdout.write(`${checks.passed + tests.passed} passed, ${failed} failed, ${tests.skipped} skipped\n`)
process.exitCode = failed ? 1 : 0
