import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Settings } from '../adapters/environment.ts'
import type { Programme } from './kept-alive.ts'
import { programOf, projectFolder } from './project.ts'
import { localUrl } from './welcome.ts'

export interface Neighbours {
  databaseUrl: string
  clockOffsetMs: number
  /** The simulator's telephones; undefined where the telephones are real. */
  telephonesFile: string | undefined
}

/** The processes of the helpline, each with what it is told about the others. */
export function programmes(settings: Settings, neighbours: Neighbours, development: boolean): Programme[] {
  const simulated = neighbours.telephonesFile !== undefined
  const simulatorUrl = localUrl('127.0.0.1', settings.simulatorPort)
  const { FILO_CLOCK: _, ...inherited } = process.env
  const environment: NodeJS.ProcessEnv = {
    ...inherited,
    DATABASE_URL: neighbours.databaseUrl,
    PORT: String(settings.port),
    FILO_CLOCK_OFFSET_MS: String(neighbours.clockOffsetMs),
    ...(simulated && !settings.twilio.apiBaseUrl ? { TWILIO_API_BASE_URL: simulatorUrl } : {}),
  }
  const list: Programme[] = [
    { name: 'server', nodeArguments: program('server/main.ts', development), environment },
    { name: 'workers', nodeArguments: program('workers/main.ts', development), environment },
  ]
  if (simulated) {
    list.push({
      name: 'phone-simulator',
      nodeArguments: program('phone-simulator/main.ts', development),
      environment: {
        ...inherited,
        SIMULATOR_PORT: String(settings.simulatorPort),
        SIMULATOR_CONFIG: neighbours.telephonesFile,
        TWILIO_ACCOUNT_SID: settings.twilio.accountSid,
        TWILIO_AUTH_TOKEN: settings.twilio.authToken,
      },
    })
  }
  if (development) {
    list.push({
      name: 'console',
      nodeArguments: [programOf('vite', 'bin/vite.js'), '--port', '5173'],
      environment: { ...inherited, FILO_SERVER_URL: localUrl(settings.host, settings.port) },
    })
  }
  return list
}

function program(file: string, development: boolean): string[] {
  const followLauncher = pathToFileURL(path.join(projectFolder, 'launch/follow-launcher.ts')).href
  if (development) return [programOf('tsx', 'dist/cli.mjs'), 'watch', '--clear-screen=false', file]
  return ['--import', 'tsx', '--import', followLauncher, file]
}
