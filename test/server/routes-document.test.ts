import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../../contract/api.ts'
import type { Endpoint } from '../../contract/endpoint.ts'
import { startTestApp, type TestApp } from '../support/app.ts'

type Json = Record<string, unknown>
interface Operation extends Json {
  operationId: string
  parameters: { in: string; name: string; required: boolean }[]
  responses: Json
}

describe('what the server answers beside the API', () => {
  let app: TestApp
  const directory = mkdtempSync(path.join(tmpdir(), 'filo-console-'))
  let queueAnswers = true
  beforeAll(async () => {
    mkdirSync(path.join(directory, 'assets'))
    writeFileSync(path.join(directory, 'index.html'), '<!doctype html><title>Console</title>')
    writeFileSync(path.join(directory, 'assets', 'a1b2.js'), 'void 0')
    app = await startTestApp({
      consoleDirectory: directory,
      readinessChecks: {
        queue: async () => {
          if (!queueAnswers) throw new Error('away')
        },
      },
    })
  })
  afterAll(async () => {
    await app.close()
    rmSync(directory, { recursive: true })
  })

  it('an OpenAPI 3.1 document with every endpoint, whose every reference resolves', async () => {
    const response = await app.send('GET', '/api/openapi.json')
    const document = (await response.json()) as {
      openapi: string
      info: Json
      paths: Record<string, Record<string, Operation>>
    }
    expect(document.openapi).toBe('3.1.0')
    expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) })
    for (const [name, endpoint] of Object.entries(api) as [string, Endpoint][]) {
      const operation =
        document.paths[`/api${endpoint.path.replaceAll(/:(\w+)/g, '{$1}')}`]?.[endpoint.method.toLowerCase()]
      expect({ name, operationId: operation?.operationId }).toEqual({ name, operationId: name })
      const inPath = (operation?.parameters ?? []).filter((each) => each.in === 'path')
      expect(inPath.map((each) => each.name).sort()).toEqual(
        [...endpoint.path.matchAll(/:(\w+)/g)].map((match) => match[1]).sort(),
      )
      expect(inPath.every((each) => each.required)).toBe(true)
      expect('requestBody' in (operation ?? {})).toBe(endpoint.body !== undefined)
      expect(Object.keys(operation?.responses ?? {})).toEqual([String(endpoint.status ?? 200), 'default'])
    }
    const count = Object.values(document.paths).reduce((sum, operations) => sum + Object.keys(operations).length, 0)
    expect(count).toBe(Object.keys(api).length)
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '')
    expect(references.length).toBeGreaterThan(0)
    for (const reference of new Set(references))
      expect({ reference, found: resolve(document, reference) !== undefined }).toEqual({ reference, found: true })
  })

  it('that it is alive, and whether it is ready', async () => {
    expect((await app.send('GET', '/healthz')).status).toBe(200)
    expect(await (await app.send('GET', '/readyz')).json()).toEqual({ status: 'ok', checks: { queue: 'ok' } })
    queueAnswers = false
    const away = await app.send('GET', '/readyz')
    expect(away.status).toBe(503)
    expect(await away.json()).toEqual({ status: 'down', checks: { queue: 'down' } })
    queueAnswers = true
  })

  it('the console at each of its addresses, and 404 where only a program would ask', async () => {
    for (const address of ['/', '/chiamate', '/persone/123']) {
      const response = await app.send('GET', address, { headers: { Accept: 'text/html' } })
      expect(await response.text()).toContain('<title>Console</title>')
      expect(response.headers.get('cache-control')).toBe('no-cache')
    }
    expect((await app.send('GET', '/assets/a1b2.js')).headers.get('cache-control')).toContain('immutable')
    for (const address of ['/api', '/api/altro', '/webhooks/altro', '/live', '/assets/altro.js', '/altro.png']) {
      const response = await app.send('GET', address, { headers: { Accept: 'text/html' } })
      expect({ address, status: response.status }).toEqual({ address, status: 404 })
    }
  })

  it('headers that keep the page to its own scripts and out of other pages', async () => {
    const { headers } = await app.send('GET', '/', { headers: { Accept: 'text/html' } })
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/script-src[^;]*unsafe/)
    expect(policy).not.toContain('upgrade-insecure-requests')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('strict-transport-security')).toBeNull()
  })
})

const resolve = (document: unknown, reference: string): unknown =>
  reference
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((at, key) => (at as Json | undefined)?.[key], document)
