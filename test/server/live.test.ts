import { io as connect, type Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type News, news } from '../../contract/live.ts'
import type { LiveNews } from '../../helpline/changes/change.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { aListeningPoint, anOperator } from '../support/builders.ts'

/** A console as the server sees it: a socket with a cookie, which follows and keeps what it is told. */
interface Console {
  socket: Socket
  ids(): string[]
  cursor(): string | null
  resets(): number
  /** Resolves when `met` holds after some news. */
  until(met: () => boolean): Promise<void>
  follow(cursor: string | null): Promise<unknown>
}

async function aConsole(app: TestApp, cookie: string): Promise<Console> {
  const socket = connect(app.url, {
    path: '/live',
    transports: ['websocket'],
    extraHeaders: { Cookie: cookie },
    forceNew: true,
    reconnection: false,
  })
  const received: News[] = []
  const waiting = new Set<() => void>()
  socket.on('news', (said: unknown) => {
    received.push(news.parse(said))
    for (const look of waiting) look()
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  return {
    socket,
    ids: () => received.flatMap((each) => each.items.map((item) => item.id)),
    cursor: () => received.at(-1)?.cursor ?? null,
    resets: () => received.filter((each) => each.reset).length,
    until: (met) =>
      new Promise((resolve) => {
        const look = () => {
          if (!met()) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    follow: (cursor) => socket.emitWithAck('follow', { cursor }),
  }
}

describe('live updates from two servers on one database', () => {
  let first: TestApp
  let second: TestApp
  let cookie: string
  let pointId: string
  const sockets: Socket[] = []

  beforeAll(async () => {
    first = await startTestApp({ sessionCheckSeconds: 1 })
    second = await startTestApp({ databaseUrl: first.databaseUrl, clock: first.clock, sessionCheckSeconds: 1 })
  })
  afterAll(async () => {
    await second.close()
    await first.close()
  })
  beforeEach(async () => {
    pointId = (await aListeningPoint(first.db)).id
    cookie = await first.signIn(await anOperator(first.db, { pointIds: [pointId] }))
  })
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.close()
  })

  async function following(app: TestApp, as = cookie, cursor: string | null = null): Promise<Console> {
    const seat = await aConsole(app, as)
    sockets.push(seat.socket)
    expect(await seat.follow(cursor)).toEqual({ ok: true })
    return seat
  }

  const isWritten = (
    app: TestApp,
    ids: string[],
    listeningPointId: string | null = pointId,
    topic: LiveNews['topic'] = 'call',
  ) =>
    app.store.transaction({ now: app.clock.now(), actor: { kind: 'system' } }, async (tx) => {
      for (const entityId of ids) tx.announce({ topic, entityId, listeningPointId })
    })
  const happens: typeof isWritten = async (...what) => {
    await isWritten(...what)
    await nothingHeldBack()
  }
  /** Transactions are numbered for the whole cluster: one of another test's database holds these events back for a moment. */
  async function nothingHeldBack(): Promise<void> {
    for (;;) {
      const held = await first.db.$queryRaw<unknown[]>`
        SELECT 1 FROM live_event WHERE xact >= (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint LIMIT 1`
      if (held.length === 0) return
    }
  }

  it('brings what one server writes to the consoles of both', async () => {
    const here = await following(first)
    const there = await following(second)
    await happens(first, ['one'])
    await happens(second, ['two'])
    for (const seat of [here, there]) await seat.until(() => seat.ids().length === 2)
    expect(here.ids()).toEqual(['one', 'two'])
    expect(there.ids()).toEqual(['one', 'two'])
  })

  it('tells each console only of the points it may see', async () => {
    const otherPoint = (await aListeningPoint(first.db)).id
    const region = await first.signIn(await anOperator(first.db, { role: 'regionalAdmin' }))
    const local = await following(first)
    const regional = await following(first, region)
    await happens(first, ['theirs'], otherPoint)
    await happens(first, ['everybody’s'], null)
    await happens(first, ['ours'])
    await local.until(() => local.ids().length === 2)
    await regional.until(() => regional.ids().length === 3)
    expect(local.ids()).toEqual(['everybody’s', 'ours'])
    expect(regional.ids()).toEqual(['theirs', 'everybody’s', 'ours'])
  })

  it('asks a console without a cursor to read everything, and one that knows where it was for nothing it has seen', async () => {
    await happens(first, ['before'])
    const seat = await following(first)
    expect({ ids: seat.ids(), resets: seat.resets() }).toEqual({ ids: [], resets: 1 })
    await happens(first, ['seen'])
    await seat.until(() => seat.ids().length === 1)
    seat.socket.close()

    await happens(first, ['missed', 'missed too'])
    const back = await following(second, cookie, seat.cursor())
    await happens(second, ['live'])
    await back.until(() => back.ids().length === 3)
    expect(back.ids()).toEqual(['missed', 'missed too', 'live'])
    expect(back.resets()).toBe(0)
  })

  it('says so when too much was missed, or where the console stood is no longer known', async () => {
    await happens(first, ['seen'])
    const seat = await following(first)
    const cursor = seat.cursor()
    await happens(
      first,
      Array.from({ length: 1000 }, (_, index) => `missed ${index}`),
    )
    const thousand = await following(first, cookie, cursor)
    expect({ ids: thousand.ids().length, resets: thousand.resets() }).toEqual({ ids: 1000, resets: 0 })
    await happens(first, ['one more'])
    const tooMany = await following(first, cookie, cursor)
    expect({ ids: tooMany.ids(), resets: tooMany.resets() }).toEqual({ ids: [], resets: 1 })
    const unknown = await following(first, cookie, '1-1')
    expect(unknown.resets()).toBe(1)

    first.clock.advance(60)
    await first.store.liveEvents.prune(first.clock.now())
    const tooOld = await following(first, cookie, cursor)
    expect(tooOld.resets()).toBe(1)
    await happens(first, ['after the reset'])
    await tooOld.until(() => tooOld.ids().length === 1)
    expect(tooOld.ids()).toEqual(['after the reset'])
  })

  it('loses, repeats and swaps nothing of 500 events written by ten transactions at once, reconnections included', async () => {
    await happens(first, ['start'])
    const steady = [await following(first), await following(second)]
    const startCursor = steady[0]?.cursor() ?? null
    const wandering: string[] = []

    const writing = Promise.all(
      Array.from({ length: 10 }, async (_, writer) => {
        for (let round = 0; round < 10; round++) {
          const ids = Array.from({ length: 5 }, (_, index) => `${writer}/${round}/${index}`)
          await happens(writer % 2 ? first : second, ids)
        }
      }),
    )
    let cursor = startCursor
    for (let visit = 0; visit < 8; visit++) {
      const seat = await following(visit % 2 ? first : second, cookie, cursor)
      await new Promise((resolve) => setTimeout(resolve, 15))
      seat.socket.close()
      wandering.push(...seat.ids())
      cursor = seat.cursor()
    }
    await writing
    for (const seat of steady) await seat.until(() => seat.ids().length >= 500)
    const last = await following(first, cookie, cursor)
    await last.until(() => wandering.length + last.ids().length >= 500)
    wandering.push(...last.ids())

    const inOrder = await first.db.liveEvent.findMany({
      where: { listeningPointId: pointId, entityId: { not: 'start' } },
      orderBy: [{ xact: 'asc' }, { id: 'asc' }],
    })
    const expected = inOrder.map((event) => event.entityId)
    expect(expected).toHaveLength(500)
    expect(steady[0]?.ids()).toEqual(expected)
    expect(steady[1]?.ids()).toEqual(expected)
    expect(wandering).toEqual(expected)
  })

  it('waits for an older transaction still running, so that nothing slips in behind', async () => {
    const seat = await following(first)
    let finish = () => {}
    let isWaiting = () => {}
    const waits = new Promise<void>((resolve) => {
      isWaiting = resolve
    })
    const slow = first.store.transaction({ now: first.clock.now(), actor: { kind: 'system' } }, async (tx) => {
      await tx.lockSignIn('takes a transaction number first')
      await tx.addSignInFailure('x', first.clock.now())
      tx.announce({ topic: 'call', entityId: 'older', listeningPointId: pointId })
      await new Promise<void>((resolve) => {
        finish = resolve
        isWaiting()
      })
    })
    await waits
    await isWritten(second, ['younger'])
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(seat.ids()).toEqual([])
    finish()
    await slow
    await seat.until(() => seat.ids().length === 2)
    expect(seat.ids()).toEqual(['older', 'younger'])
  })

  it('refuses whoever has no session, or comes from another site’s page', async () => {
    await expect(aConsole(first, '')).rejects.toThrow()
    await expect(aConsole(first, `filo_session=${'x'.repeat(43)}`)).rejects.toThrow()
    const foreign = connect(first.url, {
      path: '/live',
      transports: ['websocket'],
      extraHeaders: { Cookie: cookie, Origin: 'https://altro.example' },
      reconnection: false,
    })
    sockets.push(foreign)
    await expect(
      new Promise<void>((resolve, reject) => foreign.once('connect', resolve).once('connect_error', reject)),
    ).rejects.toThrow()
  })

  it('answers 403 to anything it was not written for, and 422 to what it does not understand', async () => {
    const seat = await following(first)
    for (const name of ['unfollow', 'toString', '__proto__', 'news']) {
      expect(await seat.socket.emitWithAck(name, {})).toMatchObject({ ok: false, problem: { status: 403 } })
    }
    expect(await seat.follow('nonsense')).toMatchObject({ ok: false, problem: { status: 422 } })
    await happens(first, ['still here'])
    await seat.until(() => seat.ids().length === 1)
  })

  it.each(['first', 'second'] as const)('closes the sockets of a session that ends at the %s server', async (where) => {
    const seat = await following(first)
    const other = await following(first, await first.signIn(await anOperator(first.db, { pointIds: [pointId] })))
    const closed = new Promise((resolve) => seat.socket.once('disconnect', resolve))
    await (where === 'first' ? first : second).call('signOut', {}, cookie)
    expect(await closed).toBe('io server disconnect')
    await happens(first, ['for those who stay'])
    await other.until(() => other.ids().includes('for those who stay'))
    expect(seat.ids()).toEqual([])
  })

  it('closes the sockets of a session that expires, and of an operator who is no longer active', async () => {
    const leaving = await anOperator(first.db, { pointIds: [pointId] })
    const gone = await following(first, await first.signIn(leaving))
    const goneClosed = new Promise((resolve) => gone.socket.once('disconnect', resolve))
    await first.db.operator.update({ where: { id: leaving.id }, data: { active: false } })
    expect(await goneClosed).toBe('io server disconnect')

    const seat = await following(first)
    const closed = new Promise((resolve) => seat.socket.once('disconnect', resolve))
    first.clock.advance(12 * 3600 + 1)
    expect(await closed).toBe('io server disconnect')
  })

  it('lets a console go elsewhere when its server stops', async () => {
    const third = await startTestApp({ databaseUrl: first.databaseUrl, clock: first.clock })
    const seat = await following(third)
    const closed = new Promise((resolve) => seat.socket.once('disconnect', resolve))
    await third.close()
    // What a client connects again after by itself.
    expect(await closed).toBe('transport close')
  })
})
