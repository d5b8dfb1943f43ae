import { standingOn } from '../territory/dated-rows.ts'
import type { WeeklyInterval } from '../territory/opening-hours.ts'
import type { IsoDate } from '../territory/rome-time.ts'
import type { HeldNetwork, HeldPoint } from './held-network.ts'
import type { Draft, HoursEntry, NetworkFile, PointEntry } from './network-file.ts'

export const asEntries = (intervals: readonly WeeklyInterval[]): HoursEntry[] =>
  intervals.map(({ weekday, opensAt, closesAt }) => ({ weekdays: [weekday], opensAt, closesAt }))

/** The network in use, as the file that would make it: what is edited here is judged by the rules that judge a file. */
export function networkAsFile(held: HeldNetwork, day: IsoDate): Draft<NetworkFile> {
  const inUse = held.points.filter(({ active }) => active)
  const names = new Map(inUse.map(({ id, name }) => [id, name]))
  const named = (ids: readonly string[]) => ids.flatMap((id) => names.get(id) ?? [])
  return {
    points: inUse.map((point) => ({
      ...pointAsEntry(point, day),
      neighbours: named(point.neighbourIds),
      districts: held.districts
        .filter((row) => row.listeningPointId === point.id && standingOn([row], day))
        .map(({ prefix }) => prefix),
    })),
    associations: held.associations
      .filter(({ active }) => active)
      .map(({ name, comuneIstatCode, phoneE164, listeningPointId }) => ({
        name,
        comune: comuneIstatCode ?? undefined,
        phone: phoneE164,
        point: listeningPointId === null ? undefined : names.get(listeningPointId),
      })),
    operators: held.operators
      .filter(({ active }) => active)
      .map(({ email, name, role, phoneE164, listeningPointIds }) => ({
        ...{ email, name, role, phone: phoneE164 },
        points: named(listeningPointIds),
      })),
  }
}

const pointAsEntry = (point: HeldPoint, day: IsoDate): Draft<PointEntry> => ({
  name: point.name,
  kind: point.kind,
  comune: point.comuneIstatCode,
  address: point.address,
  patronSaint: point.patronSaint,
  fixedPhones: point.fixedPhones,
  ringTimeoutSeconds: point.ringTimeoutSeconds,
  hours: asEntries(standingOn(point.hours, day)?.intervals ?? []),
})
