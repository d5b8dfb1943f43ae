import type { Call } from './call.ts'
import { hear } from './call-progress.ts'
import type { Exchange } from './exchange.ts'
import { readableNumber } from './numbers.ts'

export interface Bridge {
  /** Resolves when one of the two has ended, was sent elsewhere or was taken apart from the other. */
  apart: Promise<void>
  part: () => void
}

/** Joins two legs: each hears the other. Neither ends when they part. */
export function bridge(exchange: Exchange, one: Call, other: Call): Bridge {
  let resolveApart = () => {}
  const apart = new Promise<void>((resolve) => {
    resolveApart = resolve
  })
  const part = () => {
    for (const call of [one, other]) {
      if (call.leave !== part) continue
      call.leave = undefined
      call.hearers = undefined
      call.situation = undefined
    }
    resolveApart()
    exchange.changed()
  }
  joinTo(exchange, one, other, part)
  joinTo(exchange, other, one, part)
  return { apart, part }
}

function joinTo(exchange: Exchange, call: Call, other: Call, part: () => void): void {
  call.leave = part
  call.hearers = () => [other]
  call.situation = () => 'In conversazione'
  const shown = other.direction === 'outbound-dial' ? other.to : other.from
  hear(exchange, call, 'note', `In conversazione con ${readableNumber(shown)}.`)
}
