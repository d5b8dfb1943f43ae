import { readFileSync } from 'node:fs'
import { configurationProblems, type SimulatorConfiguration } from './configuration.ts'
import { createSimulator } from './simulator.ts'

/** About how fast a voice reads aloud to an older person. */
const speechCharactersPerSecond = 14

function readConfiguration(path: string | undefined): SimulatorConfiguration {
  if (!path) return { numbers: [], telephones: [] }
  const configuration: unknown = JSON.parse(readFileSync(path, 'utf8'))
  const problems = configurationProblems(configuration)
  if (problems.length > 0) throw new Error(`SIMULATOR_CONFIG: ${problems.join('; ')}`)
  return configuration as SimulatorConfiguration
}

async function start(): Promise<void> {
  const port = Number(process.env.SIMULATOR_PORT ?? 3001)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('SIMULATOR_PORT is not a port number')
  const simulator = createSimulator({
    ...readConfiguration(process.env.SIMULATOR_CONFIG),
    accountSid: process.env.TWILIO_ACCOUNT_SID ?? `AC${'0'.repeat(32)}`,
    authToken: process.env.TWILIO_AUTH_TOKEN ?? 'filo-demo-token',
    speechCharactersPerSecond,
    onError: ({ code, message }) => process.stderr.write(`simulator error ${code}: ${message}\n`),
  })
  const address = await simulator.listen(port)
  process.stdout.write(`simulator ${address}\n`)
  const stop = () => void simulator.close()
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

start().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
