import { type SignedIn, visiblePoints } from '../../access/permissions.ts'
import type { Occasion } from '../../changes/change.ts'
import { NotAllowed, NotFound } from '../../errors.ts'
import { addDays, romeDate } from '../../territory/rome-time.ts'
import { looksAfter } from '../volunteers/own-association.ts'
import { SOON_DAYS } from '../volunteers/volunteer-papers.ts'
import { isGap, type OdometerLine, odometerLines } from './odometer.ts'
import { type VehicleObstacle, vehicleObstacles } from './vehicle-fitness.ts'
import { type PaperOfVehicle, vehicleBlockedBy, vehiclePapersOf } from './vehicle-papers.ts'
import type { GivenRide, VehicleCard, VehicleReads } from './vehicle-records.ts'

const MOST_LISTED = 500
const MOST_READINGS_SHOWN = 60

export interface VehicleQuery {
  search?: string | undefined
  localAssociationId?: string | undefined
  wheelchair: boolean
  lapsing: boolean
  retired: boolean
}

export async function listVehicles(
  reads: Pick<VehicleReads, 'listVehicles'>,
  { now }: Occasion,
  { who, wheelchair, lapsing, retired, ...query }: VehicleQuery & { who: SignedIn },
): Promise<(VehicleCard & { papers: PaperOfVehicle[] })[]> {
  const today = romeDate(now)
  const found = await reads.listVehicles({
    ...query,
    listeningPointIds: visiblePoints(who),
    wheelchair: wheelchair || undefined,
    lapsingBefore: lapsing ? addDays(today, SOON_DAYS + 1) : undefined,
    active: !retired,
    limit: MOST_LISTED,
  })
  return found.map((card) => ({ ...card, papers: vehiclePapersOf(card, today) }))
}

export interface AffectedRide extends GivenRide {
  obstacles: VehicleObstacle[]
}

export interface OpenedVehicle {
  card: VehicleCard
  mayEdit: boolean
  papers: (PaperOfVehicle & { services: number })[]
  affected: AffectedRide[]
  upcoming: number
  /** The newest first. */
  odometer: (OdometerLine & { isGap: boolean })[]
}

export async function readVehicle(
  reads: VehicleReads,
  now: Date,
  { who, vehicleId }: { who: SignedIn; vehicleId: string },
): Promise<OpenedVehicle> {
  const card = await reads.findVehicle(vehicleId)
  if (!card) throw new NotFound('Questo automezzo non c’è.')
  const mayEdit = looksAfter(who, card.listeningPointId)
  if (!mayEdit && !(await isLentTo(reads, who, card))) {
    throw new NotAllowed(
      'Può vedere gli automezzi delle associazioni dei Suoi punti d’ascolto, e quelli prestati a loro.',
    )
  }
  const upcoming = await reads.ridesGiven(vehicleId, now)
  const affected = upcoming.flatMap((ride) => {
    const obstacles = vehicleObstacles(ride, { ...card, taken: [] }, ride.associationId)
    return obstacles.length > 0 ? [{ ...ride, obstacles }] : []
  })
  const { readings, trips } = await reads.odometerOf(vehicleId)
  const lines = odometerLines(readings, trips).map((line) => ({ ...line, isGap: isGap(line) }))
  return {
    card,
    mayEdit,
    papers: vehiclePapersOf(card, romeDate(now)).map((paper) => ({
      ...paper,
      services: affected.filter(({ obstacles }) => obstacles.includes(vehicleBlockedBy[paper.paper])).length,
    })),
    affected,
    upcoming: upcoming.length,
    odometer: lines.slice(-MOST_READINGS_SHOWN).reverse(),
  }
}

async function isLentTo(reads: VehicleReads, who: SignedIn, { lentToIds }: VehicleCard): Promise<boolean> {
  const associations = await reads.associationsInUse()
  return associations.some(({ id, listeningPointId }) => lentToIds.includes(id) && looksAfter(who, listeningPointId))
}
