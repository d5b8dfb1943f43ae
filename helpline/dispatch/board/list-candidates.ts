import type { SignedIn } from '../../access/permissions.ts'
import { NotFound } from '../../errors.ts'
import type { MakeOffersDoors } from '../make-offers.ts'
import { readService, type ServiceReads } from '../read-services.ts'
import { type VehicleObstacle, vehicleObstacleNames } from '../vehicles/vehicle-fitness.ts'
import { rankVolunteers } from '../volunteer-matching.ts'

const MOST_RANKED = 15
const MOST_EXCLUDED = 80
const WEEK_MS = 7 * 24 * 3_600_000

export interface NamedVolunteer {
  id: string
  name: string
  phoneE164: string
  associationName: string
}

export interface CandidateVehicle {
  id: string
  name: string
  plate: string
  obstacles: VehicleObstacle[]
}

export interface ListCandidatesDoors
  extends Pick<MakeOffersDoors, 'serviceToOffer' | 'candidatesFor'>,
    Pick<ServiceReads, 'findService'> {
  namedVolunteers(ids: readonly string[]): Promise<NamedVolunteer[]>
  assignedVolunteerOf(serviceId: string): Promise<string | null>
  /** Of the associations of its point, or lent to them; those that can first. */
  vehiclesForService(serviceId: string): Promise<CandidateVehicle[]>
}

export interface Candidates {
  ranked: (NamedVolunteer & { reasons: string[] })[]
  excluded: (NamedVolunteer & { reasons: string[] })[]
  vehicles: { id: string; name: string; plate: string; obstacles: string[] }[]
}

/** Who could do a service now, best first, with the reasons; the operator may call and choose anybody the papers allow. */
export async function listCandidates(
  doors: ListCandidatesDoors,
  { who, serviceId, now }: { who: SignedIn; serviceId: string; now: Date },
): Promise<Candidates> {
  await readService(doors, { who, serviceId })
  const service = await doors.serviceToOffer(serviceId)
  if (!service) throw new NotFound('Questo servizio non c’è.')
  const since = new Date(now.getTime() - WEEK_MS)
  const assigned = await doors.assignedVolunteerOf(serviceId)
  const candidates = (await doors.candidatesFor(service, since, now)).filter(({ id }) => id !== assigned)
  const ranking = rankVolunteers(service, candidates, now)
  const ranked = ranking.ranked.slice(0, MOST_RANKED).map(({ candidate, reasons }) => ({ id: candidate.id, reasons }))
  const excluded = ranking.excluded
    .sort((a, b) => Number(b.passing) - Number(a.passing))
    .slice(0, MOST_EXCLUDED)
    .map(({ candidateId, reason }) => ({ id: candidateId, reasons: [reason] }))
  const named = await doors.namedVolunteers([...ranked, ...excluded].map(({ id }) => id))
  const byId = new Map(named.map((volunteer) => [volunteer.id, volunteer]))
  const withNames = (list: { id: string; reasons: string[] }[]) =>
    list.flatMap(({ id, reasons }) => {
      const volunteer = byId.get(id)
      return volunteer ? [{ ...volunteer, reasons }] : []
    })
  const vehicles = await doors.vehiclesForService(serviceId)
  return {
    ranked: withNames(ranked),
    excluded: withNames(excluded),
    vehicles: vehicles.map(({ obstacles, ...vehicle }) => ({
      ...vehicle,
      obstacles: obstacles.map((obstacle) => vehicleObstacleNames[obstacle]),
    })),
  }
}
