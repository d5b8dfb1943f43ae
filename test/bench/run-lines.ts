import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { projectFolder } from '../../launch/project.ts'
import { contactLines } from './contact-line.ts'
import { type Grounds, openGrounds } from './grounds.ts'
import { httpClient } from './load.ts'
import { offerLine } from './offer-line.ts'
import { benchPage, PAGE, verdict } from './page.ts'
import { isBroken, type Line } from './pairs.ts'
import { startBenchProgram, startServerProgram } from './programs.ts'
import { rankingLine } from './ranking-line.ts'
import { prepareReports, reportLines } from './report-lines.ts'
import { searchLine } from './search-line.ts'
import { seasonLine } from './season-line.ts'
import { webhookLines } from './webhook-lines.ts'

/** The lines that need the server; it and the bare one run for them only. */
async function* serverLines(grounds: Grounds): AsyncGenerator<Line> {
  const databaseUrl = await grounds.newDatabase('bench_server')
  const environment = { ...grounds.environment, DATABASE_URL: databaseUrl }
  const program = await startServerProgram(environment)
  const bareProgram = await startBenchProgram('bare-server.ts', environment)
  const ours = { program, client: httpClient(program.port) }
  const bare = { program: bareProgram, client: httpClient(bareProgram.port) }
  try {
    yield* await webhookLines(ours, bare, databaseUrl)
    const desk = await signIn(`http://127.0.0.1:${program.port}`)
    yield* contactLines({ ours: { ...ours, ...desk }, bare, databaseUrl })
    yield await searchLine({ ...ours, ...desk }, bare)
  } finally {
    ours.client.close()
    bare.client.close()
    await Promise.all([program.stop(), bareProgram.stop()])
  }
}

/** A database of their own, with ten years in it. */
async function* reportsAtScale(grounds: Grounds): AsyncGenerator<Line> {
  const databaseUrl = await grounds.newDatabase('bench_reports')
  await prepareReports(databaseUrl, grounds.now())
  const environment = { ...grounds.environment, DATABASE_URL: databaseUrl }
  const program = await startServerProgram(environment)
  const bareProgram = await startBenchProgram('bare-server.ts', environment)
  const [ours, bare] = [{ client: httpClient(program.port) }, { client: httpClient(bareProgram.port) }]
  try {
    const { cookie } = await signIn(`http://127.0.0.1:${program.port}`, 'regione@demo.example')
    yield* reportLines({ ...ours, cookie }, bare)
  } finally {
    ours.client.close()
    bare.client.close()
    await Promise.all([program.stop(), bareProgram.stop()])
  }
}

async function signIn(
  url: string,
  email = 'operatore@demo.example',
): Promise<{ cookie: string; listeningPointId: string }> {
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password: 'filo-demo' }),
  })
  if (!answer.ok) throw new Error(`Sign-in answered ${answer.status}`)
  const { listeningPoints } = (await answer.json()) as { listeningPoints: { id: string }[] }
  return {
    cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '',
    listeningPointId: listeningPoints[0]?.id ?? '',
  }
}

async function* allLines(grounds: Grounds): AsyncGenerator<Line> {
  yield await rankingLine()
  yield seasonLine()
  yield* serverLines(grounds)
  yield* reportsAtScale(grounds)
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
