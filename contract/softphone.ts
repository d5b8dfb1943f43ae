import { z } from 'zod'
import { endpoints } from './endpoint.ts'

/** What a ring brings along to the console, and what the console says when it begins a call. */
export const CALL_PARAMETER = 'call'

export const softphoneEndpoints = endpoints({
  readSoftphone: {
    method: 'GET',
    path: '/softphone',
    guard: 'presence:write',
    summary: 'Whether one can speak through the computer here',
    answer: z.object({ isAvailable: z.boolean() }),
  },
  openSoftphone: {
    method: 'POST',
    path: '/softphone/token',
    guard: 'presence:write',
    summary: 'A key of a few minutes with which the console receives and makes calls, for oneself alone',
    body: z.object({}),
    answer: z.object({ token: z.string(), ttlSeconds: z.int() }),
    status: 201,
  },
})
