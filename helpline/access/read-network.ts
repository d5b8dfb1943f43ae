import { standingOn } from '../territory/dated-rows.ts'
import { type IsoDate, romeDate } from '../territory/rome-time.ts'
import { telephoneDistricts } from '../territory/telephone-districts.ts'
import { type WeekCoverage, weekCoverage } from '../territory/week-coverage.ts'
import { pointsWithoutHours } from './edit-hours.ts'
import type { HeldNetwork, HeldPoint, NetworkReads } from './held-network.ts'
import { may, maySeePoint, type SignedIn } from './permissions.ts'

export interface ShownPoint extends HeldPoint {
  mayEdit: boolean
  lacksHours: boolean
  comuneName: string | null
}

export interface ShownDistrict {
  prefix: string
  name: string
  pointId: string | null
  /** In their order; null: from that day on nobody. */
  changes: { pointId: string | null; validFrom: IsoDate }[]
}

const hasNotEnded = ({ validTo }: { validTo: IsoDate | null }, today: IsoDate) => validTo === null || validTo > today

const mayEdit = (who: SignedIn, pointId: string | null) => may(who, 'network:write') && maySeePoint(who, pointId)

const nameOfComune = ({ comuni }: HeldNetwork, istatCode: string | null) =>
  comuni.find((comune) => comune.istatCode === istatCode)?.name ?? null

/** The network as it is today and as it will be; what is over is left out. */
export async function readNetwork(
  doors: NetworkReads,
  now: Date,
  who: SignedIn,
): Promise<{ today: IsoDate; points: ShownPoint[]; districts: ShownDistrict[] }> {
  const today = romeDate(now)
  const held = await doors.readNetwork()
  const lacking = new Set(pointsWithoutHours(held, today))
  const points = held.points
    .map((point) => ({
      ...point,
      hours: point.hours.filter((version) => hasNotEnded(version, today)),
      closures: point.closures.filter(({ toDate }) => toDate >= today),
      lacksHours: lacking.has(point),
      mayEdit: mayEdit(who, point.id),
      comuneName: nameOfComune(held, point.comuneIstatCode),
    }))
    .sort((a, b) => a.name.localeCompare(b.name, 'it'))
  return { today, points, districts: telephoneDistricts.map((district) => shownDistrict(district, held, today)) }
}

function shownDistrict(district: { prefix: string; name: string }, held: HeldNetwork, today: IsoDate): ShownDistrict {
  const rows = held.districts.filter((row) => row.prefix === district.prefix)
  const standing = standingOn(rows, today)
  const begins = rows.map(({ listeningPointId, validFrom }) => ({ pointId: listeningPointId, validFrom }))
  const ends = rows
    .filter(({ validTo }) => !rows.some(({ validFrom }) => validFrom === validTo))
    .map(({ validTo }) => ({ pointId: null, validFrom: validTo }))
  const changes = [...begins, ...ends].flatMap(({ pointId, validFrom }) =>
    validFrom !== null && validFrom > today ? [{ pointId, validFrom }] : [],
  )
  return {
    ...{ prefix: district.prefix, name: district.name },
    pointId: standing?.listeningPointId ?? null,
    changes: changes.sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1)),
  }
}

export async function listAssociations(doors: NetworkReads, who: SignedIn) {
  const held = await doors.readNetwork()
  return held.associations
    .map((association) => ({
      ...association,
      mayEdit: mayEdit(who, association.listeningPointId),
      comuneName: nameOfComune(held, association.comuneIstatCode),
    }))
    .sort((a, b) => a.name.localeCompare(b.name, 'it'))
}

export async function readNetworkWeek(doors: NetworkReads, day: IsoDate): Promise<WeekCoverage> {
  const held = await doors.readNetwork()
  const points = held.points
    .filter(({ kind, active }) => kind === 'point' && active)
    .map(({ id, name, neighbourIds, hours, closures, patronSaint }) => ({
      ...{ id, name, neighbourIds },
      hours: { versions: hours, closures, patron: patronSaint },
    }))
    .sort((a, b) => a.name.localeCompare(b.name, 'it'))
  return weekCoverage(points, held.districts, day)
}
