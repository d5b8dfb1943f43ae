import { randomBytes } from 'node:crypto'
import type { Telephone } from './telephone.ts'

export type FinalStatus = 'completed' | 'busy' | 'no-answer' | 'failed' | 'canceled'
export type CallStatus = 'queued' | 'initiated' | 'ringing' | 'in-progress' | FinalStatus
export type CallDirection = 'inbound' | 'outbound-api' | 'outbound-dial'
export type CallEvent = 'initiated' | 'ringing' | 'answered' | 'completed'

export interface CallbackSubscription {
  url: string
  method: string
  events: ReadonlySet<CallEvent>
}

export interface UrlWithMethod {
  url: string
  method: string
}

/** Whoever collects what the person does at the telephone: keys typed, words said. */
export interface Listener {
  key?: (key: string) => void
  speech?: (words: string) => void
  /** A whole message of so many seconds, left at once; only where one is being recorded. */
  message?: (seconds: number, words: string) => void
}

const place: Record<CallStatus, number> = {
  queued: 0,
  initiated: 1,
  ringing: 2,
  'in-progress': 3,
  completed: 4,
  busy: 4,
  'no-answer': 4,
  failed: 4,
  canceled: 4,
}

interface CallBeginning {
  direction: CallDirection
  from: string
  to: string
  status: CallStatus
  parent?: Call
  telephone?: Telephone
  subscription?: CallbackSubscription
  fallback?: UrlWithMethod
}

/** One leg: a telephone at one end, the instructions followed on it at the other. */
export class Call {
  readonly sid = newSid('CA')
  readonly createdAt = new Date()
  readonly direction: CallDirection
  readonly from: string
  readonly to: string
  readonly parent: Call | undefined
  readonly ended: Promise<void>
  fallback: UrlWithMethod | undefined
  subscription: CallbackSubscription | undefined
  telephone: Telephone | undefined
  status: CallStatus
  updatedAt = this.createdAt
  startedAt: Date | undefined
  answeredAt: Date | undefined
  endedAt: Date | undefined
  queueMilliseconds = 0
  /** Who the machine detection says picked up; only when it was asked for. */
  answeredBy: string | undefined
  listener: Listener | undefined
  /** What the softphone that rings is told, by <Parameter> or in the address the API called. */
  customParameters: Readonly<Record<string, string>> = {}
  /** Keys the telephone types by itself at the first question. */
  plannedKeys = ''
  /** The legs that hear what is said and typed here; undefined when it speaks with nobody. */
  hearers: (() => readonly Call[]) | undefined
  /** What it is in, in words for the page: a conversation, a queue, a conference. */
  situation: (() => string) | undefined
  /** Takes it out of the conversation it is in, leaving everybody alive. */
  leave: (() => void) | undefined
  /** Stops the instructions being followed. */
  program: AbortController | undefined
  nextSequenceNumber = 0
  readonly resolveEnded: () => void

  constructor(beginning: CallBeginning) {
    this.direction = beginning.direction
    this.from = beginning.from
    this.to = beginning.to
    this.status = beginning.status
    this.parent = beginning.parent
    this.telephone = beginning.telephone
    this.subscription = beginning.subscription
    this.fallback = beginning.fallback
    let resolveEnded = () => {}
    this.ended = new Promise((resolve) => {
      resolveEnded = resolve
    })
    this.resolveEnded = resolveEnded
  }

  /** Forward only; a call that is over never moves again. */
  mayBecome(status: CallStatus): boolean {
    return place[status] > place[this.status]
  }

  get isOver(): boolean {
    return place[this.status] === place.completed
  }
}

export function newSid(prefix: string): string {
  return prefix + randomBytes(16).toString('hex')
}
