import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import express, { type Request, type RequestHandler, type Response, type Router } from 'express'
import { z } from 'zod'
import type { Endpoint, InputOf } from '../contract/endpoint.ts'
import { may, type Permission, permissions, type SignedIn } from '../helpline/access/permissions.ts'
import type { Occasion } from '../helpline/changes/change.ts'
import { parseInput } from './input-sentences.ts'
import { HttpProblem } from './problems.ts'
import { refuseForeignPages, refuseOtherFormats } from './same-origin.ts'

export type EndpointTable = Readonly<Record<string, Endpoint>>

export interface Asking<E extends Endpoint> {
  input: InputOf<E>
  /** undefined only where the guard is 'open'. */
  who: E['guard'] extends 'open' ? undefined : SignedIn
  occasion: Occasion
  request: Request
  /** For a cookie or a header; the answer itself is what the handler returns. */
  response: Response
}

export interface FileAnswer {
  fileName: string
  content: Buffer | string | Readable
  /** Where it is not always the one the contract names. */
  mediaType?: string
}

type Reply<E extends Endpoint> = E['answer'] extends z.ZodType ? z.input<E['answer']> : FileAnswer

export type Handler<E extends Endpoint> = (asking: Asking<E>) => Promise<Reply<E>> | Reply<E>

/** One handler per endpoint of a table: a missing one does not compile. */
export type Handlers<T extends EndpointTable> = { readonly [N in keyof T]: Handler<T[N]> }

export interface Inlet {
  now(): Date
  /** Who the request's session belongs to, if it has one that still counts. */
  identify(request: Request): Promise<SignedIn | undefined>
}

type AnyHandler = (asking: Omit<Asking<Endpoint>, 'who'> & { who: SignedIn | undefined }) => unknown

/** Serves every endpoint of the table below `router`. */
export function bindRoutes<const T extends EndpointTable>(
  router: Router,
  table: T,
  handlers: Handlers<T>,
  inlet: Inlet,
): void {
  const rows = Object.entries(table).sort(([, a], [, b]) => comparePaths(a.path, b.path))
  for (const [name, endpoint] of rows) {
    const handler = handlers[name] as unknown as AnyHandler
    router[methodOf(endpoint)](endpoint.path, serve(name, endpoint, handler, inlet))
  }
  for (const path of new Set(rows.map(([, endpoint]) => endpoint.path))) {
    const allowed = rows.filter(([, endpoint]) => endpoint.path === path).map(([, endpoint]) => endpoint.method)
    router.all(path, () => {
      throw new HttpProblem(405, { headers: { Allow: allowed.join(', ') } })
    })
  }
}

const methodOf = (endpoint: Endpoint) => endpoint.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete'

/** '/people/search' must be asked before '/people/:personId'. */
function comparePaths(a: string, b: string): number {
  const rank = (path: string) => path.replaceAll(/:[^/]+/g, '\uffff')
  return rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0
}

function serve(name: string, endpoint: Endpoint, handler: AnyHandler, inlet: Inlet): RequestHandler {
  return async (request, response) => {
    // What the log calls this request: the pattern, because the address itself may carry names and numbers.
    response.locals.route = request.baseUrl + endpoint.path
    refuseForeignPages(request)
    const who = await passGuard(endpoint.guard, request, inlet)
    refuseOtherFormats(request)
    await readJson(request, response)
    const input = {
      params: endpoint.params ? parseInput(endpoint.params, request.params, 400) : undefined,
      query: endpoint.query ? parseInput(endpoint.query, request.query, 400) : undefined,
      body: endpoint.body ? parseInput(endpoint.body, request.body, 422) : undefined,
    } as InputOf<Endpoint>
    const occasion: Occasion = {
      now: inlet.now(),
      actor: who ? { kind: 'operator', operatorId: who.operatorId } : { kind: 'system' },
      requestId: response.locals.requestId as string,
    }
    const reply = await handler({ input, who, occasion, request, response })
    await send(name, endpoint, reply, response)
  }
}

const parseJson = express.json({ limit: '256kb', strict: true })

/** Read only for those the guard lets through. */
const readJson = (request: Request, response: Response): Promise<void> =>
  new Promise((resolve, reject) =>
    parseJson(request, response, (error?: unknown) => (error ? reject(error) : resolve())),
  )

const isPermission = (guard: unknown): guard is Permission => (permissions as readonly unknown[]).includes(guard)

/** Deny by default: a guard that is missing or unknown lets nobody through. */
async function passGuard(guard: unknown, request: Request, inlet: Inlet): Promise<SignedIn | undefined> {
  if (guard === 'open') return undefined
  if (guard !== 'signedIn' && !isPermission(guard)) throw new HttpProblem(403)
  const who = await inlet.identify(request)
  if (!who) throw new HttpProblem(401)
  if (guard !== 'signedIn' && !may(who, guard)) throw new HttpProblem(403)
  return who
}

async function send(name: string, endpoint: Endpoint, reply: unknown, response: Response): Promise<void> {
  response.set('Cache-Control', 'no-store')
  if (!(endpoint.answer instanceof z.ZodType)) {
    await sendFile(endpoint.answer.file, reply as FileAnswer, response)
    return
  }
  // Always through the schema: a column the contract does not name never leaves, and a wrong answer is our 500, not a broken page.
  const answer = endpoint.answer.safeParse(reply)
  if (!answer.success) {
    const where = answer.error.issues.map((issue) => `${issue.path.join('.')} (${issue.code})`)
    throw new Error(`The answer of ${name} does not fit its contract at ${where.slice(0, 5).join(', ')}`)
  }
  response.status(endpoint.status ?? 200)
  if (endpoint.status === 204) response.end()
  else response.json(answer.data)
}

async function sendFile(mediaType: string, file: FileAnswer, response: Response): Promise<void> {
  response.attachment(file.fileName).type(file.mediaType ?? mediaType)
  if (file.content instanceof Readable) await pipeline(file.content, response)
  else response.send(file.content)
}
