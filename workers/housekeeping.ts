import type { Store } from '../adapters/postgres/store.ts'
import { askForVoicemailWork, type RetentionReads } from '../helpline/calls/voicemail/voicemail-retention.ts'
import type { Occasion, Transactions } from '../helpline/changes/change.ts'
import { DETOUR_FACTOR } from '../helpline/dispatch/volunteer-matching.ts'
import { askForMediaWork, type MediaWorkReads } from '../helpline/messages/media/keep-media.ts'
import { EXPORT_KEPT_DAYS } from '../helpline/reports/export-report.ts'
import { addDays, type IsoDate, romeDate, romeInstant } from '../helpline/territory/rome-time.ts'

const KEPT_DAYS = 14
const DAY_MS = 24 * 3600 * 1000

interface Forgetting {
  forgetOldSignIns(now: Date, failuresBefore: Date): Promise<void>
  forgetExports(before: Date): Promise<void>
  forgetUnfinishedFiles(before: Date): Promise<void>
  forgetPageLinks(before: Date): Promise<void>
  /** Municipalities' lists whose days are over. */
  forgetCampaignLists(today: IsoDate, now: Date): Promise<number>
  learnDetours(now: Date, usual: number): Promise<void>
}

export interface HousekeepingDoors extends Transactions<Forgetting>, RetentionReads, MediaWorkReads {
  jobWishes: Pick<Store['jobWishes'], 'pruneDone'>
  liveEvents: Pick<Store['liveEvents'], 'prune'>
}

export async function keepHouse(doors: HousekeepingDoors, occasion: Occasion): Promise<void> {
  const { jobWishes, liveEvents } = doors
  const { now } = occasion
  const before = new Date(now.getTime() - KEPT_DAYS * DAY_MS)
  await jobWishes.pruneDone(before)
  await liveEvents.prune(before)
  await doors.transaction(occasion, async (tx) => {
    await tx.forgetOldSignIns(now, before)
    await tx.forgetUnfinishedFiles(before)
    await tx.forgetPageLinks(now)
    await tx.forgetCampaignLists(romeDate(now), now)
    await tx.learnDetours(now, DETOUR_FACTOR)
    await tx.forgetExports(new Date(now.getTime() - EXPORT_KEPT_DAYS * DAY_MS))
  })
  await askForVoicemailWork(doors, occasion)
  await askForMediaWork(doors, occasion)
}

/** Asked by every worker, as often as it likes: the day is the key, so one of them does it. */
export async function askForHousekeeping(store: Pick<Store, 'transaction'>, now: Date): Promise<void> {
  const day = romeDate(now)
  await store.transaction({ now, actor: { kind: 'system' } }, async (tx) => {
    tx.ask({ name: 'housekeeping', payload: { day }, key: `housekeeping:${day}` })
    tx.ask({ name: 'extend-cycles', payload: { day }, key: `extend-cycles:${day}` })
    // Before coordinators come in.
    const morning = romeInstant(day, '06:00')
    tx.ask({ name: 'prepare-months', payload: { day }, key: `prepare-months:${day}`, runAt: morning })
    tx.ask({ name: 'warn-of-due', payload: { day }, key: `warn-of-due:${day}`, runAt: morning })
    const night = romeInstant(addDays(day, 1), '02:30')
    tx.ask({
      name: 'recheck-services',
      payload: { about: 'all', id: null },
      key: `recheck-services:all:${day}`,
      runAt: night,
    })
    // Tomorrow's is asked for today: were every worker away for the whole of it, the reminders are late and not lost.
    for (const eve of [day, addDays(day, 1)]) {
      tx.ask({
        name: 'remind-tomorrow',
        payload: { day: eve },
        key: `remind-tomorrow:${eve}`,
        runAt: romeInstant(eve, '16:00'),
      })
    }
    tx.ask({
      name: 'remind-unclosed',
      payload: { day },
      key: `remind-unclosed:${day}`,
      runAt: romeInstant(day, '09:00'),
    })
    // At night, when nobody waits for a report.
    const runAt = romeInstant(addDays(day, 1), '03:00')
    const year = Number(day.slice(0, 4))
    tx.ask({ name: 'check-figures', payload: { day, year }, key: `check-figures:${day}:${year}`, runAt })
  })
}
