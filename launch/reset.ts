import pg from 'pg'
import { settingsOrExit } from '../adapters/environment.ts'
import { EMBEDDED_DATABASE, startEmbeddedPostgres } from './embedded-postgres.ts'

const settings = settingsOrExit(process.env)
if (settings.mode === 'live') {
  process.stderr.write('db:reset cancella tutti i dati: con un account Twilio vero non è ammesso.\n')
  process.exit(1)
}

/** Drops the database itself, on whichever server it lives; the next start makes it again, with the demo in it. */
async function drop(databaseUrl: string): Promise<void> {
  const server = new URL(databaseUrl)
  const name = decodeURIComponent(server.pathname.slice(1))
  server.pathname = '/postgres'
  server.search = ''
  const client = new pg.Client({ connectionString: String(server) })
  await client.connect()
  try {
    await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`)
    process.stdout.write(`Il database ${name} è stato cancellato: il prossimo avvio lo ricrea.\n`)
  } finally {
    await client.end()
  }
}

if (settings.databaseUrl) {
  await drop(settings.databaseUrl)
} else {
  const postgres = await startEmbeddedPostgres({ dataDirectory: settings.dataDirectory })
  try {
    await drop(postgres.urlOf(EMBEDDED_DATABASE))
  } finally {
    await postgres.stop()
  }
}
