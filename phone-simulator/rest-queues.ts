import { type Request, Router } from 'express'
import type { Exchange } from './exchange.ts'
import { followInstructions } from './instructions.ts'
import { type CallQueue, largestSize, longestName, type QueueMember } from './queue.ts'
import { addQueue, averageWait, queueNamed, secondsInQueue } from './queues.ts'
import {
  bodyParameters,
  isMethod,
  isWebAddress,
  notFound,
  page,
  queryParameters,
  Refusal,
  twilioDate,
} from './rest-answers.ts'

const settings = new Set(['FriendlyName', 'MaxSize'])

export function queueRoutes(exchange: Exchange): Router {
  const routes = Router({ mergeParams: true })
  routes.post('/Queues.json', (request, response) => {
    const { FriendlyName, MaxSize } = bodyParameters(exchange, request, settings)
    if (!FriendlyName) throw new Refusal(400, 20001, 'FriendlyName is required')
    const name = freeName(exchange, FriendlyName)
    const queue = addQueue(exchange, name, MaxSize === undefined ? undefined : sizeIn(MaxSize))
    response.status(201).json(queueJson(exchange, queue))
  })
  routes.get('/Queues.json', (request, response) => {
    queryParameters(exchange, request, [])
    const queues = [...exchange.queues.values()]
    response.json(page(request, 'queues', queues, (queue) => queueJson(exchange, queue)))
  })
  routes.get('/Queues/:sid.json', (request, response) => {
    response.json(queueJson(exchange, queueOf(exchange, request)))
  })
  routes.post('/Queues/:sid.json', (request, response) => {
    const queue = queueOf(exchange, request)
    const { FriendlyName, MaxSize } = bodyParameters(exchange, request, settings)
    if (FriendlyName !== undefined && FriendlyName !== queue.name) queue.name = freeName(exchange, FriendlyName)
    if (MaxSize !== undefined) queue.maxSize = sizeIn(MaxSize)
    queue.updatedAt = new Date()
    response.json(queueJson(exchange, queue))
  })
  routes.delete('/Queues/:sid.json', (request, response) => {
    const queue = queueOf(exchange, request)
    if (queue.members.length > 0) throw new Refusal(400, 20001, 'The queue is not empty')
    exchange.queues.delete(queue.sid)
    response.status(204).end()
  })
  memberRoutes(exchange, routes)
  return routes
}

function memberRoutes(exchange: Exchange, routes: Router): void {
  routes.get('/Queues/:sid/Members.json', (request, response) => {
    const queue = queueOf(exchange, request)
    queryParameters(exchange, request, [])
    response.json(page(request, 'queue_members', queue.members, (member) => memberJson(exchange, queue, member)))
  })
  routes.get('/Queues/:sid/Members/:callSid.json', (request, response) => {
    const queue = queueOf(exchange, request)
    response.json(memberJson(exchange, queue, memberOf(queue, request)))
  })
  routes.post('/Queues/:sid/Members/:callSid.json', (request, response) => {
    const queue = queueOf(exchange, request)
    const member = memberOf(queue, request)
    const { Url, Method } = bodyParameters(exchange, request, new Set(['Url', 'Method']))
    if (!Url || !isWebAddress(Url)) throw new Refusal(400, 21205, 'Url is not a valid URL')
    if (!isMethod(Method)) throw new Refusal(400, 21206, 'Method is neither GET nor POST')
    const answer = memberJson(exchange, queue, member)
    followInstructions(exchange, member.call, { url: Url, method: Method ?? 'POST' })
    response.json(answer)
  })
}

function queueOf(exchange: Exchange, request: Request): CallQueue {
  const queue = exchange.queues.get(String(request.params.sid))
  if (!queue) throw notFound(request)
  return queue
}

/** `Front` is whoever is first. */
function memberOf(queue: CallQueue, request: Request): QueueMember {
  const wanted = String(request.params.callSid)
  const member = wanted === 'Front' ? queue.members[0] : queue.members.find(({ call }) => call.sid === wanted)
  if (!member) throw notFound(request)
  return member
}

function freeName(exchange: Exchange, name: string): string {
  if (name.length > longestName) throw new Refusal(400, 20001, `FriendlyName is longer than ${longestName}`)
  if (queueNamed(exchange, name)) throw new Refusal(400, 22003, 'A queue with this FriendlyName already exists')
  return name
}

function sizeIn(text: string): number {
  const size = Number(text)
  if (!Number.isInteger(size) || size < 1 || size > largestSize) {
    throw new Refusal(400, 20001, `MaxSize is not between 1 and ${largestSize}`)
  }
  return size
}

function queueJson(exchange: Exchange, queue: CallQueue): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${exchange.accountSid}/Queues/${queue.sid}`
  return {
    sid: queue.sid,
    account_sid: exchange.accountSid,
    friendly_name: queue.name,
    current_size: queue.members.length,
    max_size: queue.maxSize,
    average_wait_time: averageWait(exchange, queue),
    date_created: twilioDate(queue.createdAt),
    date_updated: twilioDate(queue.updatedAt),
    uri: `${uri}.json`,
    subresource_uris: { members: `${uri}/Members.json` },
  }
}

function memberJson(exchange: Exchange, queue: CallQueue, member: QueueMember): Record<string, unknown> {
  const { sid } = member.call
  return {
    call_sid: sid,
    queue_sid: queue.sid,
    date_enqueued: twilioDate(member.joinedAt),
    position: queue.positionOf(member),
    wait_time: secondsInQueue(exchange, member),
    uri: `/2010-04-01/Accounts/${exchange.accountSid}/Queues/${queue.sid}/Members/${sid}.json`,
  }
}
