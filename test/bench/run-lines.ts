import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { projectFolder } from '../../launch/project.ts'
import { contactLines } from './contact-line.ts'
import { type Grounds, openGrounds } from './grounds.ts'
import { importLine } from './import-line.ts'
import { type Client, httpClient } from './load.ts'
import { offerLine } from './offer-line.ts'
import { benchPage, PAGE, verdict } from './page.ts'
import { isBroken, type Line } from './pairs.ts'
import { popLine } from './pop-line.ts'
import { type Program, startBenchProgram, startServerProgram, startWorkersProgram } from './programs.ts'
import { count } from './query.ts'
import { rankingLine } from './ranking-line.ts'
import { exportMemoryLine, freshnessLine, prepareReports, reportLines } from './report-lines.ts'
import { makeYear } from './report-years.ts'
import { searchLines } from './search-line.ts'
import { seasonLine } from './season-line.ts'
import { signIn } from './sign-in.ts'
import { webhookLines } from './webhook-lines.ts'

interface Side {
  program: Program
  client: Client
}

/** The lines that need the server, on a year of the whole region; it and the bare ones run for them only. */
async function* serverLines(grounds: Grounds): AsyncGenerator<Line> {
  const databaseUrl = await grounds.newDatabase('bench_server')
  await makeYear(databaseUrl)
  const people = await count(databaseUrl, 'assisted_person')
  const environment = { ...grounds.environment, DATABASE_URL: databaseUrl }
  const programs = await Promise.all([
    startServerProgram(environment),
    startBenchProgram('bare-server.ts', environment),
    startBenchProgram('bare-pop-server.ts', environment),
  ])
  const [ours, bare, barePop] = programs.map((program) => ({ program, client: httpClient(program.port) })) as [
    Side,
    Side,
    Side,
  ]
  try {
    // Before other calls ring.
    yield await popLine(ours, barePop, databaseUrl, grounds.now())
    yield* await webhookLines(ours, bare, databaseUrl)
    const desk = await signIn(`http://127.0.0.1:${ours.program.port}`)
    yield* contactLines({ ours: { ...ours, ...desk }, bare, databaseUrl })
    yield* await searchLines({ ...ours, ...desk }, bare, people)
  } finally {
    for (const { client } of [ours, bare, barePop]) client.close()
    await Promise.all(programs.map((program) => program.stop()))
  }
}

/** Databases of their own: one with ten years in it, one with a single year. */
async function* reportsAtScale(grounds: Grounds): AsyncGenerator<Line> {
  const databaseUrl = await grounds.newDatabase('bench_reports')
  const oneYearUrl = databaseUrl.replace('bench_reports', 'bench_reports_one_year')
  await prepareReports(databaseUrl, oneYearUrl, grounds.now())
  const environment = { ...grounds.environment, DATABASE_URL: databaseUrl }
  yield await exportMemoryLine(environment, grounds.now())
  const programs = [
    await startServerProgram(environment),
    await startServerProgram({ ...grounds.environment, DATABASE_URL: oneYearUrl }),
    await startBenchProgram('bare-server.ts', environment),
  ]
  const clients = programs.map(({ port }) => httpClient(port))
  try {
    const reader = async (at: number) => {
      const { cookie } = await signIn(`http://127.0.0.1:${programs[at]?.port}`, 'regione@demo.example')
      return { client: clients[at] as Client, cookie }
    }
    const ours = await reader(0)
    yield* reportLines(ours, await reader(1), { client: clients[2] as Client })
    programs.push(await startWorkersProgram(environment))
    yield await freshnessLine(ours, databaseUrl)
  } finally {
    for (const client of clients) client.close()
    await Promise.all(programs.map((program) => program.stop()))
  }
}

async function* allLines(grounds: Grounds): AsyncGenerator<Line> {
  yield await rankingLine()
  yield seasonLine()
  yield* serverLines(grounds)
  yield* reportsAtScale(grounds)
  yield await importLine(grounds)
  yield await offerLine(grounds, 'postgres')
  if (grounds.redisUrl) yield await offerLine(grounds, 'redis')
  else process.stdout.write('No redis-server and no REDIS_URL: the line of the queue on Redis is skipped.\n')
}

const startedAt = performance.now()
let opened: Grounds | undefined
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void Promise.resolve(opened?.close()).finally(() => process.exit(1)))
}
const grounds = await openGrounds()
opened = grounds
const lines: Line[] = []
try {
  for await (const line of allLines(grounds)) {
    lines.push(line)
    process.stdout.write(`${verdict(line)}\n  ours ${line.oursMeasured}\n  bare ${line.bareMeasured}\n`)
  }
} finally {
  await grounds.close()
}
const seconds = (performance.now() - startedAt) / 1000
writeFileSync(path.join(projectFolder, PAGE), benchPage(lines, { versions: grounds.versions, on: new Date(), seconds }))
process.stdout.write(`${PAGE} written after ${Math.round(seconds)} s\n`)
if (lines.some(isBroken)) process.exitCode = 1
