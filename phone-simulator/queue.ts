import { type Call, newSid, type UrlWithMethod } from './call.ts'

/** Whoever takes a call out of a queue by dialling it. */
export interface Dequeuer {
  call: Call
  /** Heard by the one who waited, before the two are joined. */
  whisper: UrlWithMethod | undefined
  /** Joins the one who waited; undefined when the dequeuer is there no more. */
  join: () => { apart: Promise<void> } | undefined
  /** The one who waited is there no more. */
  lost: () => void
}

export class QueueMember {
  readonly call: Call
  readonly joinedAt = new Date()
  readonly taken: Promise<Dequeuer>
  readonly take: (dequeuer: Dequeuer) => void

  constructor(call: Call) {
    this.call = call
    let take: (dequeuer: Dequeuer) => void = () => {}
    this.taken = new Promise((resolve) => {
      take = resolve
    })
    this.take = take
  }
}

export const longestName = 64
const defaultSize = 1_000
export const largestSize = 5_000

export class CallQueue {
  readonly sid = newSid('QU')
  readonly createdAt = new Date()
  updatedAt = this.createdAt
  name: string
  maxSize: number
  readonly members: QueueMember[] = []
  readonly #waitingForSomebody: ((member: QueueMember) => void)[] = []

  constructor(name: string, maxSize = defaultSize) {
    this.name = name
    this.maxSize = maxSize
  }

  get isFull(): boolean {
    return this.members.length >= this.maxSize
  }

  /** Adds a call at the end; whoever was waiting for one gets the first at once. */
  join(call: Call): QueueMember {
    const member = new QueueMember(call)
    this.members.push(member)
    this.#serve()
    return member
  }

  remove(member: QueueMember): void {
    const index = this.members.indexOf(member)
    if (index !== -1) this.members.splice(index, 1)
  }

  positionOf(member: QueueMember): number {
    return this.members.indexOf(member) + 1
  }

  /** Gives the first in the queue, now or when somebody comes; the answer takes the wish back. */
  whenSomebody(act: (member: QueueMember) => void): () => void {
    this.#waitingForSomebody.push(act)
    this.#serve()
    return () => {
      const index = this.#waitingForSomebody.indexOf(act)
      if (index !== -1) this.#waitingForSomebody.splice(index, 1)
    }
  }

  #serve(): void {
    const first = this.members[0]
    if (!first) return
    const act = this.#waitingForSomebody.shift()
    if (!act) return
    this.remove(first)
    act(first)
  }
}
