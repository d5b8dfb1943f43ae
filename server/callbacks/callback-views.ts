import type { Store } from '../../adapters/postgres/store.ts'
import type { CallbackView, ClosedCallbackView, OpenCallbackView } from '../../contract/callbacks.ts'
import { type CallbackGroup, groupCallbacks, holderOf } from '../../helpline/calls/callbacks/callback-group.ts'
import { proposeNextAttempt } from '../../helpline/calls/callbacks/callback-next-attempt.ts'
import type {
  CallbackPerson,
  CallbackRecord,
  CallbackSettings,
  ClosedCallback,
} from '../../helpline/calls/callbacks/callback-records.ts'
import type { OpeningHours } from '../../helpline/territory/opening-hours.ts'
import { formatPhone } from '../../helpline/territory/phone-numbers.ts'
import { romeDate } from '../../helpline/territory/rome-time.ts'
import { viewVoicemail } from '../voicemail-view.ts'

const iso = (moment: Date | null): string | null => moment?.toISOString() ?? null

const viewRow = (row: CallbackRecord, now: Date): CallbackView['rows'][number] => ({
  id: row.id,
  reason: row.reason,
  createdAt: row.createdAt.toISOString(),
  routeSteps: row.routeSteps,
  voicemail: row.voicemail && viewVoicemail(row.voicemail, now),
  promisedInContactId: row.promisedInContactId,
})

function viewGroup(
  group: CallbackGroup,
  people: CallbackPerson[],
  hours: OpeningHours | undefined,
  now: Date,
): CallbackView {
  const { attempts, rows, holder, e164 } = group
  return {
    id: group.id,
    listeningPointId: group.listeningPointId,
    listeningPointName: group.listeningPointName,
    from: e164 && formatPhone(e164),
    e164,
    people,
    personName: people[0]?.name ?? null,
    reason: rows.at(-1)?.reason ?? 'missed',
    state: holder && !holder.isSilent ? 'working' : 'open',
    createdAt: group.waitingSince.toISOString(),
    urgency: group.urgency,
    nextAttemptAt: iso(group.nextAttemptAt),
    proposedNextAttemptAt: proposeNextAttempt({ attempts: attempts.length + 1, hours, now }).toISOString(),
    notes: group.notes,
    holder: holder && { ...holder, lastSignAt: holder.lastSignAt.toISOString() },
    attempts: attempts.map((attempt) => ({ ...attempt, at: attempt.at.toISOString() })),
    contacts: rows.flatMap(({ contacts }) =>
      contacts.map(({ id, occurredAt }) => ({ id, occurredAt: occurredAt.toISOString() })),
    ),
    rows: rows.map((row) => viewRow(row, now)),
  }
}

/** Call-backs with whoever uses their numbers and when to try next: three reads, however many they are. */
export async function viewCallbacks(store: Store, rows: readonly CallbackRecord[], now: Date): Promise<CallbackView[]> {
  const groups = groupCallbacks(rows, await store.readCallbackSettings(), now)
  if (groups.length === 0) return []
  const [users, points] = await Promise.all([
    store.listNumberUsers([...new Set(groups.flatMap(({ e164 }) => e164 ?? []))]),
    store.listRoutablePoints(romeDate(now)),
  ])
  const hours = new Map(points.flatMap((point) => (point.kind === 'point' ? [[point.id, point.hours] as const] : [])))
  return groups.map((group) => {
    const also = (group.e164 && users.get(group.e164)) || []
    const people = new Map([...group.people, ...also].map((person) => [person.id, person]))
    return viewGroup(group, [...people.values()], hours.get(group.listeningPointId), now)
  })
}

export async function viewClosedCallbacks(
  store: Store,
  rows: readonly ClosedCallback[],
): Promise<ClosedCallbackView[]> {
  const users = await store.listNumberUsers([...new Set(rows.flatMap(({ e164 }) => e164 ?? []))])
  return rows.map(({ id, listeningPointName, e164, reason, person, closedAt, closedByName }) => ({
    id,
    listeningPointName,
    from: e164 && formatPhone(e164),
    personName: (person ?? (e164 ? users.get(e164)?.[0] : undefined))?.name ?? null,
    reason,
    closedAt: closedAt.toISOString(),
    closedByName,
  }))
}

export const viewOpenCallback = (row: CallbackRecord, settings: CallbackSettings, now: Date): OpenCallbackView => {
  const holder = holderOf([row], settings, now)
  return {
    id: row.id,
    listeningPointName: row.listeningPointName,
    reason: row.reason,
    createdAt: row.createdAt.toISOString(),
    holderName: holder && !holder.isSilent ? holder.name : null,
  }
}
