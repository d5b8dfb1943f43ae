import type { Settings } from '../adapters/environment.ts'

const DEMO_SIGN_INS = ['operatore@demo.example', 'coordinatore@demo.example', 'regione@demo.example']
const DEMO_PASSWORD = 'filo-demo'

const romeTime = new Intl.DateTimeFormat('it-IT', { dateStyle: 'full', timeStyle: 'short', timeZone: 'Europe/Rome' })

export function localUrl(host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::'
  return `http://${everywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${port}`
}

/** The `ready` line, and what to open. */
export function welcome(settings: Settings, now: Date, consoleUrl: string): string {
  const serverUrl = localUrl(settings.host, settings.port)
  const lines = [`ready ${serverUrl}`, '', `  Console    ${consoleUrl}`]
  if (settings.mode === 'demo') {
    const untouched = settings.clock.startAt === undefined && !settings.clock.offsetMs
    lines.push(
      `  Telefoni   ${localUrl('127.0.0.1', settings.simulatorPort)}`,
      `  Accessi    ${DEMO_SIGN_INS.join(', ')}`,
      `             password ${DEMO_PASSWORD}`,
      untouched
        ? `  Orologio   ora vera: ${romeTime.format(now)}`
        : `  Orologio   demo: ${romeTime.format(now)} (FILO_CLOCK=now per l'ora vera)`,
    )
  }
  if (!settings.redisUrl) {
    lines.push('', '  No REDIS_URL: queues run on PostgreSQL (one machine). For production set REDIS_URL.')
  }
  return `${lines.join('\n')}\n\n`
}
