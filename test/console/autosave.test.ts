import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '../../operator-console/src/api-client.ts'
import { createAutosave, findLeft, leftUnder } from '../../operator-console/src/autosave.ts'
import { shownIn } from '../../operator-console/src/autosave-state.ts'
import { draftsUnder, forgetDrafts, openDrafts } from '../../operator-console/src/drafts.ts'
import { hasHeldBack, hasUnsaved } from '../../operator-console/src/unsaved.ts'
import { aStorage } from '../support/window-storage.ts'

interface Note {
  title: string | null
}

/** A server of one note: it counts versions and refuses an older one. */
function aServer() {
  const known = { version: 1, fields: { title: null } as Note }
  const saves: (string | null | undefined)[] = []
  let failures: ApiError[] = []
  return {
    known,
    saves,
    failNext: (...errors: ApiError[]) => {
      failures = errors
    },
    doors: {
      async save(version: number, fields: Partial<Note>) {
        const failure = failures.shift()
        if (failure) throw failure
        if (version !== known.version) throw new ApiError('conflict')
        saves.push(fields.title)
        known.version += 1
        known.fields = { ...known.fields, ...fields }
        return { version: known.version, fields: known.fields }
      },
      reload: async () => ({ version: known.version, fields: known.fields }),
    },
  }
}

describe('a form that saves itself', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('sessionStorage', aStorage())
    openDrafts('ada')
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('saves meanwhile what is typed on and on', async () => {
    const server = aServer()
    const autosave = createAutosave(server.doors, { version: 1, fields: { title: null } })
    for (let letters = 1; letters <= 20; letters++) {
      autosave.type({ title: 'a'.repeat(letters) })
      await vi.advanceTimersByTimeAsync(300)
    }
    expect(server.saves.length).toBeGreaterThanOrEqual(2)
    expect(server.saves.at(-1)?.length).toBeGreaterThanOrEqual(13)
    await vi.advanceTimersByTimeAsync(600)
    expect(server.saves.at(-1)?.length).toBe(20)
  })

  it('saves once the fingers rest, not at every letter', async () => {
    const server = aServer()
    const autosave = createAutosave(server.doors, { version: 1, fields: { title: null } })
    for (const title of ['V', 'Vi', 'Visita']) {
      autosave.type({ title })
      await vi.advanceTimersByTimeAsync(200)
    }
    expect(server.saves).toEqual([])
    expect(hasUnsaved()).toBe(true)
    await vi.advanceTimersByTimeAsync(600)
    expect(server.saves).toEqual(['Visita'])
    expect(hasUnsaved()).toBe(false)
  })

  it('tries again by itself until the line is back', async () => {
    const server = aServer()
    server.failNext(new ApiError('unreachable'), new ApiError('broken'), new ApiError('signedOut'))
    const autosave = createAutosave(server.doors, { version: 1, fields: { title: null } })
    autosave.type({ title: 'Visita' })
    await vi.advanceTimersByTimeAsync(600)
    expect(autosave.read().phase).toBe('unreachable')
    await vi.advanceTimersByTimeAsync(20_000)
    expect(server.saves).toEqual(['Visita'])
    expect(autosave.read().phase).toBe('idle')
  })

  it('reads again after a conflict, and lets the person choose', async () => {
    const server = aServer()
    const autosave = createAutosave(server.doors, { version: 1, fields: { title: null } })
    await server.doors.save(1, { title: 'altrui' })
    autosave.type({ title: 'mio' })
    await vi.advanceTimersByTimeAsync(600)
    expect(autosave.read().clashes).toEqual({ title: 'altrui' })
    expect(shownIn(autosave.read()).title).toBe('mio')
    autosave.keepMine('title')
    await vi.advanceTimersByTimeAsync(600)
    expect(server.saves).toEqual(['altrui', 'mio'])
  })

  it('sends at once when asked, and says whether all has arrived', async () => {
    const server = aServer()
    const autosave = createAutosave(server.doors, { version: 1, fields: { title: null } })
    expect(await autosave.flush()).toBe(true)
    autosave.type({ title: 'Visita' })
    expect(await autosave.flush()).toBe(true)
    expect(server.saves).toEqual(['Visita'])
    server.failNext(new ApiError('unreachable'))
    autosave.type({ title: 'Visita medica' })
    expect(await autosave.flush()).toBe(false)
    expect(shownIn(autosave.read()).title).toBe('Visita medica')
    autosave.giveUp()
  })

  it('sends also what was typed while a flush was under way', async () => {
    const server = aServer()
    const autosave = createAutosave(server.doors, { version: 1, fields: { title: null } })
    autosave.type({ title: 'uno' })
    const flushed = autosave.flush()
    autosave.type({ title: 'due' })
    expect(await flushed).toBe(true)
    expect(server.saves).toEqual(['uno', 'due'])
  })

  const opened = (server: ReturnType<typeof aServer>) =>
    createAutosave({ ...server.doors, draft: 'note' }, { ...server.known })
  /** What is refused is refused every time it is sent. */
  async function refusedAndLeft() {
    const server = aServer()
    server.failNext(new ApiError('invalid'), new ApiError('invalid'))
    const autosave = opened(server)
    autosave.type({ title: 'trentesimo del mese' })
    await vi.advanceTimersByTimeAsync(600)
    expect(autosave.read().phase).toBe('refused')
    expect([hasUnsaved(), hasHeldBack()]).toEqual([true, true])
    autosave.leave()
    // Sent once more, and yet no longer on its way: what it is offered as has been refused before.
    expect([autosave.read().phase, findLeft('note')]).toEqual(['sending', null])
    await vi.advanceTimersByTimeAsync(10)
    return server
  }

  it('that was refused and left holds up nobody, and offers what was typed to whoever comes back', async () => {
    const server = await refusedAndLeft()
    expect([hasUnsaved(), hasHeldBack()]).toEqual([false, false])
    const again = opened(server)
    expect(again.kept).toEqual({ title: 'trentesimo del mese' })
    expect(shownIn(again.read()).title).toBeNull()
    again.takeUpKept()
    await vi.advanceTimersByTimeAsync(600)
    expect(server.saves).toEqual(['trentesimo del mese'])
    expect(opened(server).kept).toBeNull()
    expect(draftsUnder('')).toEqual([])
  })

  it('offers no longer what was put away, nor to anybody else what one person typed', async () => {
    const server = await refusedAndLeft()
    opened(server).dropKept()
    expect(opened(server).kept).toBeNull()
    const other = await refusedAndLeft()
    openDrafts('bruno')
    expect(opened(other).kept).toBeNull()
    openDrafts('ada')
    expect(opened(other).kept).toBeNull()
    const signedOut = await refusedAndLeft()
    forgetDrafts()
    expect(opened(signedOut).kept).toBeNull()
  })

  it('keeps of a field under dispute what was typed here', async () => {
    const server = aServer()
    const autosave = opened(server)
    await server.doors.save(1, { title: 'altrui' })
    autosave.type({ title: 'mio' })
    await vi.advanceTimersByTimeAsync(600)
    expect(hasHeldBack()).toBe(true)
    autosave.leave()
    await vi.advanceTimersByTimeAsync(10)
    expect([hasUnsaved(), hasHeldBack()]).toEqual([false, false])
    expect(opened(server).kept).toEqual({ title: 'mio' })
  })

  it('sends nothing any more once whoever typed it has signed out', async () => {
    const server = aServer()
    server.failNext(new ApiError('unreachable'), new ApiError('unreachable'))
    const autosave = createAutosave(server.doors, { version: 1, fields: { title: null } })
    autosave.type({ title: 'Visita' })
    await vi.advanceTimersByTimeAsync(600)
    autosave.leave()
    await vi.advanceTimersByTimeAsync(10)
    forgetDrafts()
    openDrafts('bruno')
    await vi.advanceTimersByTimeAsync(20_000)
    expect(server.saves).toEqual([])
    expect(autosave.read()).toMatchObject({ phase: 'idle', typed: {} })
  })

  it('goes on sending what a bad line held up after it was left', async () => {
    const server = aServer()
    server.failNext(new ApiError('unreachable'), new ApiError('unreachable'))
    const autosave = opened(server)
    autosave.type({ title: 'Visita' })
    autosave.leave()
    await vi.advanceTimersByTimeAsync(10)
    expect(draftsUnder('')).toEqual(['note'])
    await vi.advanceTimersByTimeAsync(20_000)
    expect(server.saves).toEqual(['Visita'])
    expect(draftsUnder('')).toEqual([])
  })

  it('is found as it was by whoever comes back while it is still on its way', async () => {
    const server = aServer()
    server.failNext(new ApiError('unreachable'), new ApiError('unreachable'))
    const autosave = opened(server)
    autosave.type({ title: 'Visita' })
    autosave.leave()
    await vi.advanceTimersByTimeAsync(10)
    expect(leftUnder('no')).toEqual(['te'])
    const found = findLeft<Note>('note')
    expect(found).toBe(autosave)
    expect(hasUnsaved()).toBe(false)
    found?.comeBack()
    expect([hasUnsaved(), findLeft('note')]).toEqual([true, null])
    found?.type({ title: 'Visita di Rosa' })
    await vi.advanceTimersByTimeAsync(20_000)
    expect(server.saves).toEqual(['Visita di Rosa'])
    expect(found?.read()).toMatchObject({ phase: 'idle', clashes: {} })
    expect([hasUnsaved(), draftsUnder('')]).toEqual([false, []])
  })

  it('is found by nobody else, nor once it has arrived', async () => {
    const server = aServer()
    server.failNext(new ApiError('unreachable'))
    const autosave = opened(server)
    autosave.type({ title: 'Visita' })
    autosave.leave()
    await vi.advanceTimersByTimeAsync(10)
    forgetDrafts()
    openDrafts('bruno')
    expect([findLeft('note'), leftUnder('')]).toEqual([null, []])
    await vi.advanceTimersByTimeAsync(20_000)
    const again = opened(server)
    again.type({ title: 'Spesa' })
    again.leave()
    expect(findLeft('note')).toBe(again)
    await vi.advanceTimersByTimeAsync(10)
    expect(findLeft('note')).toBeNull()
    expect(server.saves).toEqual(['Spesa'])
  })

  it('keeps nothing in the name of whoever signs in while its last answer is awaited', async () => {
    const server = aServer()
    let lose: (error: ApiError) => void = () => undefined
    const doors = { ...server.doors, draft: 'note', save: () => new Promise<never>((_, reject) => (lose = reject)) }
    const autosave = createAutosave<Note>(doors, { ...server.known })
    autosave.type({ title: 'Visita' })
    autosave.leave()
    forgetDrafts()
    openDrafts('bruno')
    lose(new ApiError('unreachable'))
    await vi.advanceTimersByTimeAsync(10)
    expect(draftsUnder('')).toEqual([])
    await vi.advanceTimersByTimeAsync(20_000)
    expect(autosave.read()).toMatchObject({ phase: 'idle', typed: {} })
  })

  it('says at once that a disputed field holds it up, also while somebody types on in it', async () => {
    const server = aServer()
    const autosave = opened(server)
    await server.doors.save(1, { title: 'altrui' })
    autosave.type({ title: 'mio' })
    await vi.advanceTimersByTimeAsync(600)
    autosave.type({ title: 'mio davvero' })
    expect(await autosave.flush()).toBe(false)
    autosave.keepMine('title')
    expect(await autosave.flush()).toBe(true)
    expect(server.saves).toEqual(['altrui', 'mio davvero'])
  })

  it('goes on offering what has not been decided on, and nothing that has been saved since', async () => {
    const server = await refusedAndLeft()
    const again = opened(server)
    server.failNext(new ApiError('unreachable'))
    again.type({ title: 'altro' })
    await vi.advanceTimersByTimeAsync(20_000)
    expect(server.saves).toEqual(['altro'])
    again.type({ title: 'altro ancora' })
    await vi.advanceTimersByTimeAsync(600)
    again.leave()
    expect(opened(server).kept).toEqual({ title: 'trentesimo del mese' })
  })
})
