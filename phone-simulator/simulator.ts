import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import express from 'express'
import { controlRoutes } from './control.ts'
import { Exchange, type SimulatorOptions } from './exchange.ts'
import { streamState } from './live.ts'
import { restRoutes } from './rest.ts'
import { mediaFiles } from './rest-media.ts'
import { Script } from './script.ts'

export interface Simulator {
  /** Listens on 127.0.0.1; 0 takes a free port. Resolves to the address, without a slash at its end. */
  listen(port: number): Promise<string>
  close(): Promise<void>
  readonly script: Script
}

export function createSimulator(options: SimulatorOptions): Simulator {
  const exchange = new Exchange(options)
  const script = new Script(exchange)
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.use('/2010-04-01', restRoutes(exchange))
  app.use('/media', mediaFiles(exchange))
  app.use('/control', controlRoutes(script))
  app.get('/live', (request, response) => streamState(exchange, request, response))
  app.use((_request, response, next) => {
    response.set('Content-Security-Policy', "default-src 'self'")
    next()
  })
  app.use(express.static(fileURLToPath(new URL('./page/', import.meta.url))))
  const server = createServer(app)
  return {
    script,
    listen: (port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, '127.0.0.1', () => {
          const { port: taken } = server.address() as AddressInfo
          resolve(`http://127.0.0.1:${taken}`)
        })
      }),
    close: () =>
      new Promise((resolve) => {
        exchange.activity.stop()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
