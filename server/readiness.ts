import type { RequestHandler } from 'express'
import type { Log } from '../adapters/log.ts'
import { inTime } from './in-time.ts'

const ANSWER_WITHIN_MS = 2_000

/** 200 when everything this server needs answers in time, else 503: whoever balances the load looks here. */
export function readiness(checks: Readonly<Record<string, () => Promise<unknown>>>, log: Log): RequestHandler {
  return async (_request, response) => {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => {
        const failure = await inTime(check(), ANSWER_WITHIN_MS).then(
          () => undefined,
          (error: unknown) => error,
        )
        if (failure !== undefined) log.warn({ err: failure, check: name }, 'not ready')
        return [name, failure === undefined ? 'ok' : 'down'] as const
      }),
    )
    const ready = results.every(([, state]) => state === 'ok')
    response
      .status(ready ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ status: ready ? 'ok' : 'down', checks: Object.fromEntries(results) })
  }
}
