import type { Clock } from '../../adapters/clock.ts'
import type { CallFiles } from '../../adapters/journal/call-files.ts'
import type { Log } from '../../adapters/log.ts'
import type { LiveEvent } from '../../adapters/postgres/live-event-rows.ts'
import type { DatabasePulse } from '../../adapters/postgres/pulse.ts'
import type { JournalContent, JournalEntry } from '../../helpline/calls/offline/journal-entries.ts'
import { type OfflineRoute, routeOffline } from '../../helpline/calls/offline/offline-route.ts'
import {
  type CallerSheet,
  type NetworkSheet,
  readCallerSheet,
  type SnapshotReads,
} from '../../helpline/calls/offline/offline-snapshot.ts'
import { type ReplayDoors, replayFact } from '../../helpline/calls/offline/replay-fact.ts'
import { journalReplay } from '../../helpline/calls/offline/replay-journal.ts'
import type { LiveTopic } from '../../helpline/changes/change.ts'
import { inTime } from '../in-time.ts'

const BEAT_EVERY_MS = 2_000
const BEAT_LIMIT_MS = 2_000
/** One silence may be ours; a refusal never is. */
const BEATS_BEFORE_AWAY = 2
/** Nothing that was asked for before is answered any more: it is given up, so that it keeps nobody waiting afterwards. */
const GIVE_UP_AFTER_MS = 10_000
/** What changed is taken in after so long, with whatever changes meanwhile. */
const NETWORK_PAUSE_MS = 1_000
const CALLERS_PAUSE_MS = 60_000
const NETWORK_EVERY_MS = 60_000
const CALLERS_EVERY_MS = 600_000
/** What the database refused is told again after so long; also how often what other processes left is looked for. */
const REPLAY_PAUSE_MS = 30_000
const FIRST_PAUSE_MS = 1_000
const OPENING_LIMIT_MS = 5_000

const networkTopics: readonly LiveTopic[] = ['network', 'presence']
const callerTopics: readonly LiveTopic[] = ['person', 'network']

export interface OfflineDeskDoors {
  store: SnapshotReads & ReplayDoors & { pulse: DatabasePulse; putDownLines(): void }
  files: CallFiles
  clock: Clock
  log: Log
}

/** Applies a webhook that could not be applied when it came. */
export type ApplyWebhook = (content: Extract<JournalContent, { kind: 'webhook' }>, entry: JournalEntry) => Promise<void>

/** What a server knows and keeps for when its database does not answer. */
export function openOfflineDesk({ store, files, clock, log }: OfflineDeskDoors) {
  let network: NetworkSheet | undefined
  let callers: CallerSheet | undefined
  let away = false
  let awaySinceMs = 0
  let closed = false
  let applyWebhook: ApplyWebhook = async () => undefined
  const timers = new Set<NodeJS.Timeout>()

  const every = (ms: number, work: () => void) => void timers.add(setInterval(work, ms))
  const warn = (what: string) => (error: unknown) => log.warn({ err: error }, what)

  const networkKeeper = sheetKeeper('network', NETWORK_PAUSE_MS, async () => {
    network = await store.readNetworkSheet(clock.now())
    await files.snapshot.network.save(network)
  })
  const callersKeeper = sheetKeeper('callers', CALLERS_PAUSE_MS, async () => {
    callers = await readCallerSheet(store, files.seal, clock.now())
    await files.snapshot.callers.save(callers)
  })

  /** Takes a sheet again when asked, one at a time and never sooner than its pause allows. */
  function sheetKeeper(sheet: string, pauseMs: number, take: () => Promise<void>) {
    let running: Promise<void> | undefined
    let planned = false
    let lastMs = Number.NEGATIVE_INFINITY
    const run = (): Promise<void> => {
      running ??= take()
        .catch(warn(`the ${sheet} sheet could not be taken or kept`))
        .finally(() => {
          running = undefined
          lastMs = performance.now()
        })
      return running
    }
    return {
      run,
      underWay: () => running,
      ask(): void {
        if (planned || closed || away) return
        planned = true
        const timer = setTimeout(
          () => {
            planned = false
            timers.delete(timer)
            void (running ?? Promise.resolve()).then(() => (closed ? undefined : run()))
          },
          Math.max(0, pauseMs - (performance.now() - lastMs)),
        )
        timers.add(timer)
      },
    }
  }

  const replay = journalReplay(files.journal, async (entry) => {
    const { content, id, at } = entry
    if (content.kind === 'webhook') return applyWebhook(content, entry)
    const { kind: _, ...told } = content
    await replayFact(store, { now: at, actor: { kind: 'caller' }, requestId: id }, { ...told, entryId: id })
  })
  let waiting = false
  let replaying: Promise<void> | undefined
  let nextReplayMs = 0

  function catchUp(): Promise<void> {
    replaying ??= (async () => {
      waiting = false
      const { failures, ...outcome } = await replay.run(async () => {
        if (!away) await beatOnce()
        return !away
      })
      for (const err of failures) log.warn({ err }, 'a journal entry could not be told')
      if (outcome.refusals > 0) {
        waiting = true
        nextReplayMs = performance.now() + Math.min(REPLAY_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (outcome.refusals - 1))
      }
      if (outcome.setAside > 0) log.error(outcome, 'journal entries are set aside: somebody must look at them')
      else if (outcome.applied > 0) log.info(outcome, 'journal told to the database')
    })()
      .catch(warn('the journal could not be read'))
      .finally(() => {
        replaying = undefined
      })
    return replaying
  }

  /** What waits is told before anything later is. */
  async function caughtUp(): Promise<void> {
    if (replaying) await replaying
    if (waiting && !away && performance.now() >= nextReplayMs) await catchUp()
  }

  function goAway(error: unknown): void {
    if (away) {
      if (performance.now() - awaySinceMs >= GIVE_UP_AFTER_MS) store.putDownLines()
      return
    }
    away = true
    awaySinceMs = performance.now()
    log.error(
      { err: error, snapshotSeconds: ageSeconds() },
      'the database does not answer: calls go on from the snapshot',
    )
  }

  function comeBack(): void {
    if (!away) return void caughtUp()
    away = false
    log.info('the database answers again')
    nextReplayMs = 0
    void catchUp()
    networkKeeper.ask()
    callersKeeper.ask()
  }

  const ageSeconds = () => (network ? Math.round((clock.now().getTime() - network.takenAt.getTime()) / 1000) : null)

  async function beat(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await store.pulse.beat(BEAT_LIMIT_MS)
        return comeBack()
      } catch (error) {
        if (away || isRefusal(error) || attempt === BEATS_BEFORE_AWAY) return goAway(error)
      }
    }
  }

  let beating: Promise<void> | undefined
  function beatOnce(): Promise<void> {
    beating ??= beat().finally(() => {
      beating = undefined
    })
    return beating
  }

  async function readFiles(): Promise<void> {
    network = await files.snapshot.network.read().catch(() => undefined)
    callers = await files.snapshot.callers.read().catch(() => undefined)
    if (network) log.info({ snapshotSeconds: ageSeconds() }, 'the last snapshot was read from disk')
    const setAside = await files.journal.countSetAside()
    if (setAside > 0) log.error({ setAside }, 'journal entries are set aside: somebody must look at them')
  }

  return {
    applyWith(apply: ApplyWebhook): void {
      applyWebhook = apply
    },

    /** What waits from before is told, and the first snapshot is taken, before the first call is answered, if it can be. */
    async open(): Promise<void> {
      await readFiles()
      await beatOnce()
      const prepared = away ? undefined : Promise.all([catchUp(), networkKeeper.run(), callersKeeper.run()])
      if (prepared) await inTime(prepared, OPENING_LIMIT_MS).catch(warn('the first snapshot takes long'))
      every(BEAT_EVERY_MS, () => void beatOnce())
      every(NETWORK_EVERY_MS, networkKeeper.ask)
      every(CALLERS_EVERY_MS, callersKeeper.ask)
      every(REPLAY_PAUSE_MS, () => (away ? undefined : void catchUp()))
    },

    isAway: () => away,
    now: () => clock.now(),

    /** After a failure: whether the database is to blame is found out now rather than by the next caller. */
    look: (): void => void beatOnce(),

    heard(events: readonly Pick<LiveEvent, 'topic'>[]): void {
      if (events.some(({ topic }) => networkTopics.includes(topic))) networkKeeper.ask()
      if (events.some(({ topic }) => callerTopics.includes(topic))) callersKeeper.ask()
    },

    /** undefined where nothing was ever learnt, or what was learnt does not say where calls go. */
    route(call: { from: string | null; to: string; at: Date }): OfflineRoute | undefined {
      // Taken before any network was loaded: nothing was learnt.
      if (!network || network.points.length === 0) return undefined
      try {
        const route = routeOffline({ network, callers }, files.seal, call)
        log.warn({ snapshotSeconds: ageSeconds(), away }, 'a call is answered from the snapshot')
        return route
      } catch (error) {
        log.error({ err: error }, 'the snapshot does not say where a call goes')
        return undefined
      }
    },

    /** Kept for later; told at once where the database answers. A disk that fails does not silence the line. */
    async keep(at: Date, content: JournalContent): Promise<void> {
      try {
        await files.journal.append(at, content)
      } catch (error) {
        log.fatal({ err: error }, 'the journal cannot be written: what happened to this call is lost')
        return
      }
      waiting = true
      if (!away) await inTime(caughtUp(), BEAT_LIMIT_MS).catch(warn('the journal waits'))
    },

    caughtUp,

    /** Something that came before still waits. */
    isBehind: () => waiting,

    async close(): Promise<void> {
      closed = true
      for (const timer of timers) clearTimeout(timer)
      await Promise.all([beating, replaying])
      // What is being written to disk is whole; a database that hangs keeps nobody.
      const sheets = Promise.all([networkKeeper.underWay(), callersKeeper.underWay()])
      await inTime(sheets, BEAT_LIMIT_MS).catch(() => undefined)
      await store.pulse.close()
    },
  }
}
export type OfflineDesk = ReturnType<typeof openOfflineDesk>

const isRefusal = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ECONNREFUSED' || /^(57|08)/.test(String(error.code)))
