import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LiveEvent } from '../../adapters/postgres/live-event-rows.ts'
import { consoleFeed, isAfter } from '../../server/live/console-feed.ts'

const event = (index: number): LiveEvent => ({
  cursor: `${Math.floor(index / 3) + 1}-${index}`,
  topic: 'call',
  entityId: String(index),
  listeningPointId: null,
})

describe('what one console is sent', () => {
  it('joins the past and the stream without a gap or a repeat, wherever the stream stood', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(30), // how many events there are when the past is read
        fc.nat(30), // how far the stream had got when the console asked
        fc.nat(30), // how many events come later
        fc.integer({ min: 1, max: 7 }), // how many the stream brings at once
        async (known, streamed, later, batch) => {
          const all = Array.from({ length: known + later + 1 }, (_, index) => event(index))
          const start = all[0] as LiveEvent
          const sent: string[] = []
          let letPastArrive = () => {}
          const past = new Promise<void>((resolve) => {
            letPastArrive = resolve
          })
          const feed = consoleFeed({
            isKept: async () => true,
            latestCursor: async () => '0-0',
            since: async (cursor) => {
              await past
              return all.slice(0, known + 1).filter((each) => isAfter(each.cursor, cursor))
            },
            maySee: () => true,
            send: (news) => void sent.push(...news.items.map((item) => item.id)),
          })
          const following = feed.follow(start.cursor)
          let at = Math.min(streamed, known) + 1
          const half = at + Math.floor((all.length - at) / 2)
          for (; at < half; at += batch) feed.deliver(all.slice(at, Math.min(at + batch, half)))
          letPastArrive()
          await following
          for (at = half; at < all.length; at += batch) feed.deliver(all.slice(at, at + batch))
          expect(sent).toEqual(all.slice(1).map((each) => each.entityId))
        },
      ),
    )
  })

  it('compares cursors as numbers, not as text', () => {
    expect(isAfter('10-1', '9-5')).toBe(true)
    expect(isAfter('9-10', '9-9')).toBe(true)
    expect(isAfter('9-9', '9-9')).toBe(false)
    expect(isAfter('9223372036854775807-1', '9223372036854775806-2')).toBe(true)
  })

  it('does not follow twice at once, and can again after the past could not be read', async () => {
    let fail = true
    const feed = consoleFeed({
      isKept: async () => {
        if (fail) throw new Error('no database')
        return true
      },
      latestCursor: async () => '0-0',
      since: async () => [],
      maySee: () => true,
      send: () => {},
    })
    const first = feed.follow('1-1')
    expect(await feed.follow('1-1')).toBe(false)
    await expect(first).rejects.toThrow('no database')
    fail = false
    expect(await feed.follow('1-1')).toBe(true)
  })
})
