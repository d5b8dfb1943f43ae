import type { Exchange } from './exchange.ts'
import { CallQueue, type QueueMember } from './queue.ts'

export function queueNamed(exchange: Exchange, name: string): CallQueue | undefined {
  return [...exchange.queues.values()].find((queue) => queue.name === name || queue.sid === name)
}

export function addQueue(exchange: Exchange, name: string, maxSize?: number): CallQueue {
  const queue = new CallQueue(name, maxSize)
  exchange.keep(exchange.queues, queue.sid, queue)
  return queue
}

export function secondsInQueue(exchange: Exchange, member: QueueMember, until = new Date()): number {
  return Math.floor(exchange.activity.secondsBetween(member.joinedAt, until))
}

/** An average of how long those in the queue have been waiting. */
export function averageWait(exchange: Exchange, queue: CallQueue): number {
  if (queue.members.length === 0) return 0
  const total = queue.members.reduce((sum, member) => sum + secondsInQueue(exchange, member), 0)
  return Math.round(total / queue.members.length)
}
