#!/usr/bin/env node
// Prisma's command line downloads a native schema engine on first use and fails where that host is out of reach.
// This program stands in for it: the same JSON-RPC over stdio, answered by Prisma's own WebAssembly build of the engine.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import pg from 'pg'

const NOWHERE = 'postgresql://127.0.0.1:1/none'
const PG_CHAR = 18
const PG_BPCHAR = 1042
const COLUMN_TYPE_CHARACTER = 6
const RPC_ERROR_CODE = 4466

const require = createRequire(import.meta.url)

function parseArguments(argv) {
  const parsed = { version: argv.includes('--version'), datamodels: [], datasource: {}, command: undefined }
  for (let i = 0; i < argv.length; i++) {
    if (argv[i] === '--datamodels') parsed.datamodels.push(argv[++i])
    else if (argv[i] === '--datasource') parsed.datasource = JSON.parse(argv[++i])
    else if (argv[i] === 'cli') parsed.command = argv[++i]
  }
  return parsed
}

// The command line reads failures from stderr as log lines, and only after it has seen the greeting.
function logError(message, errorCode) {
  const line = (level, target, fields) => `${JSON.stringify({ level, target, fields })}\n`
  process.stderr.write(
    line('INFO', 'schema_engine', { message: 'Starting schema engine CLI' }) +
      line('ERROR', 'schema_engine::logger', { message, error_code: errorCode, is_panic: false }),
  )
}

// `?schema=` is Prisma's own parameter: pg would refuse it.
function splitSchema(url) {
  const parsed = new URL(url)
  const schema = parsed.searchParams.get('schema') ?? undefined
  parsed.searchParams.delete('schema')
  return { connectionString: String(parsed), schema }
}

function databaseName(url) {
  return decodeURIComponent(new URL(url).pathname.slice(1))
}

function withDatabase(url, name) {
  const parsed = new URL(splitSchema(url).connectionString)
  parsed.pathname = `/${name}`
  return String(parsed)
}

async function withClient(connectionString, work) {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function canConnect(url) {
  try {
    await withClient(splitSchema(url).connectionString, (client) => client.query('select 1'))
    process.stdout.write('Connection successful\n')
    return 0
  } catch (error) {
    if (error.code === '3D000') logError(`Database \`${databaseName(url)}\` does not exist`, 'P1003')
    else logError(`Can't reach database server at \`${new URL(url).host}\` (${error.message})`, 'P1001')
    return 1
  }
}

async function runCommand(command, url) {
  if (command === 'can-connect-to-database') return canConnect(url)
  try {
    await withClient(withDatabase(url, 'postgres'), async (client) => {
      const name = client.escapeIdentifier(databaseName(url))
      if (command === 'create-database') await client.query(`CREATE DATABASE ${name}`)
      else if (command === 'drop-database') await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
      else throw new Error(`unknown command ${command}`)
    })
    return 0
  } catch (error) {
    logError(error.message, 'P1000')
    return 1
  }
}

// adapter-pg 7 refuses PostgreSQL's internal type "char", which the engine's catalog queries return: it is passed off as
// bpchar on the way in, and the column is marked as a character on the way out.
function mendAdapter(queryable) {
  const performIO = queryable.performIO.bind(queryable)
  const queryRaw = queryable.queryRaw.bind(queryable)
  const startTransaction = queryable.startTransaction?.bind(queryable)
  let charColumns = []
  queryable.performIO = async (query) => {
    const result = await performIO(query)
    charColumns = []
    for (const [index, field] of (result?.fields ?? []).entries()) {
      if (field.dataTypeID !== PG_CHAR) continue
      charColumns.push(index)
      field.dataTypeID = PG_BPCHAR
    }
    return result
  }
  queryable.queryRaw = async (query) => {
    const result = await queryRaw(query)
    for (const index of charColumns) result.columnTypes[index] = COLUMN_TYPE_CHARACTER
    return result
  }
  // adapter-pg cuts a script at every semicolon, inside function bodies and comments too. PostgreSQL reads it whole.
  if (queryable.executeScript) {
    queryable.executeScript = async (script) => {
      await queryable.client.query(script).catch((error) => queryable.onError(error))
    }
  }
  // adapter-pg cuts a script at every semicolon, through function bodies too; PostgreSQL itself takes it whole.
  queryable.executeScript = async (script) => {
    try {
      await queryable.client.query(script)
    } catch (error) {
      queryable.onError(error)
    }
  }
  if (startTransaction) {
    queryable.startTransaction = async (...options) => mendAdapter(await startTransaction(...options))
  }
  return queryable
}

// adapter-pg's own connectToShadowDb() adds a database name next to a connection string, and pg lets the string win: the
// "shadow", which the engine empties, would be the real database. So the shadow is made here, under a name of its own.
async function connectToOwnShadow(connectionString) {
  const name = `prisma_migrate_shadow_db_${randomUUID()}`
  const admin = new pg.Client({ connectionString })
  await admin.connect()
  await admin.query(`CREATE DATABASE "${name}"`)
  const shadow = mendAdapter(await new PrismaPg({ connectionString: withDatabase(connectionString, name) }).connect())
  const dispose = shadow.dispose.bind(shadow)
  shadow.dispose = async () => {
    await dispose()
    await admin.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
    await admin.end()
  }
  return shadow
}

function createAdapterFactory({ url = NOWHERE, shadowDatabaseUrl }) {
  const { connectionString, schema } = splitSchema(url)
  const base = new PrismaPg({ connectionString }, schema ? { schema } : undefined)
  return bindMigrationAwareSqlAdapterFactory({
    provider: base.provider,
    adapterName: base.adapterName,
    connect: async () => mendAdapter(await base.connect()),
    connectToShadowDb: async () => {
      if (!shadowDatabaseUrl) return connectToOwnShadow(connectionString)
      const shadow = splitSchema(shadowDatabaseUrl).connectionString
      return mendAdapter(await new PrismaPg({ connectionString: shadow }).connect())
    },
  })
}

async function loadEngineModule() {
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    message: '',
    get() {
      return this.message
    },
    set_message(message) {
      this.message = `RuntimeError: ${message}`
    },
  }
  const bindingsPath = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const bindings = await import(bindingsPath)
  const wasm = readFileSync(bindingsPath.replace(/\.js$/, '.wasm'))
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': bindings })
  bindings.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  return bindings
}

async function createEngine({ datamodels, datasource }) {
  const { SchemaEngine } = await loadEngineModule()
  // An empty list panics the engine: no models is `undefined`.
  const models = datamodels.length ? datamodels.map((path) => [path, readFileSync(path, 'utf8')]) : undefined
  const debug = (line) => {
    if (process.env.DEBUG) process.stderr.write(`${line}\n`)
  }
  return SchemaEngine.new({ datamodels: models }, debug, createAdapterFactory(datasource))
}

function toRpcError(error) {
  const message = error?.message ?? String(error)
  let known = { message, code: error?.code, meta: error?.meta }
  try {
    known = JSON.parse(typeof error === 'string' ? error : message)
  } catch {
    // Not every failure is one of the engine's own: the words stand as they are.
  }
  return {
    code: RPC_ERROR_CODE,
    message: 'An error happened. Check the data field for details.',
    data: {
      is_panic: false,
      message: known.message ?? message,
      error_code: known.error_code ?? known.code ?? 'P0000',
      meta: known.meta ?? null,
    },
  }
}

function serve(settings) {
  let engine
  let printId = 1_000_000
  const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)

  async function call(method, params) {
    engine ??= await createEngine(settings)
    if (method === 'getDatabaseVersion') return engine.version(params)
    // Only the diagnosis knows how to ask for a shadow database; the data loss check reads what it leaves behind, and
    // applying migrations throws that away.
    if (method === 'evaluateDataLoss') await engine.devDiagnostic(params)
    const result = await engine[method](params)
    // The native engine prints a diff by asking its client to; the WebAssembly one only returns it.
    if (method === 'diff' && result.stdout != null) {
      send({ id: ++printId, method: 'print', params: { content: result.stdout } })
    }
    return result
  }

  async function answer(line) {
    const request = JSON.parse(line)
    if (!request.method) return
    try {
      send({ id: request.id, result: (await call(request.method, request.params)) ?? {} })
    } catch (error) {
      if (process.env.DEBUG) process.stderr.write(`${error?.stack ?? error}\n`)
      send({ id: request.id, error: toRpcError(error) })
    }
  }

  // One at a time and in order: the engine is not re-entrant.
  let pending = Promise.resolve()
  const input = createInterface({ input: process.stdin })
  input.on('line', (line) => {
    pending = pending.then(() => answer(line))
  })
  input.on('close', () => pending.then(() => process.exit(0)))
}

process.on('uncaughtException', (error) => {
  logError(globalThis.PRISMA_WASM_PANIC_REGISTRY?.get() || error.message, null)
  process.exit(101)
})

const settings = parseArguments(process.argv.slice(2))
if (settings.version) process.stdout.write('schema-engine-cli wasm\n')
else if (settings.command) process.exit(await runCommand(settings.command, settings.datasource.url))
else serve(settings)
