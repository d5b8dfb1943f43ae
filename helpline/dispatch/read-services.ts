import { maySeePoint, type SignedIn } from '../access/permissions.ts'
import { type OpeningRows, traceOpening } from '../access/trace-opening.ts'
import type { Occasion, Transactions } from '../changes/change.ts'
import type { DestinationKind, HelpKind } from '../contacts/kinds.ts'
import { NotAllowed, NotFound } from '../errors.ts'
import type { PersonRecord } from '../people/person-summary.ts'
import type { MessageChannel } from '../reaching/message-channel.ts'
import type { SpokenOutcome } from '../reaching/spoken-outcomes.ts'
import type { ServiceProgress } from './next-step.ts'
import type { OfferState, ServiceLeg } from './service-states.ts'

export interface OfferRecord {
  id: string
  volunteerId: string
  volunteerName: string
  wave: number
  state: OfferState
  channel: MessageChannel
  reasons: string[]
  sentAt: Date | null
  answeredAt: Date | null
}

export const tellingProgresses = ['underWay', 'arrived', 'failed'] as const

/** Something said or written to the person about the service. */
export interface TellingRecord {
  id: string
  channel: MessageChannel
  at: Date
  progress: (typeof tellingProgresses)[number]
  spokenOutcome: SpokenOutcome | null
}

export interface ServiceRecord extends ServiceProgress {
  id: string
  requestId: string
  listeningPointId: string
  listeningPointName: string
  person: PersonRecord
  helpKind: HelpKind
  endsAt: Date
  /** The cycle it belongs to. */
  seriesId: string | null
  leg: ServiceLeg
  fromPlace: string | null
  toPlace: string | null
  volunteerId: string | null
  volunteerName: string | null
  vehicleName: string | null
  km: number | null
  minutes: number | null
  passengers: number | null
  odometerStartKm: number | null
  odometerEndKm: number | null
  destinationKind: DestinationKind | null
  insideProvince: boolean | null
  /** What is wrong with who or what was assigned, in words. */
  flags: string[]
  offers: OfferRecord[]
  tellings: TellingRecord[]
  version: number
}

export interface ServiceReads {
  findService(serviceId: string): Promise<ServiceRecord | null>
  /** Open ones soonest first, what is not covered before the rest; closed ones newest first. `listeningPointIds` null: at every point. */
  listServices(filter: {
    scope: 'open' | 'closed' | 'all'
    listeningPointIds: readonly string[] | null
    limit: number
  }): Promise<ServiceRecord[]>
}

/** A service one may see, or the sentence that says why not. */
export async function readService(
  doors: Pick<ServiceReads, 'findService'>,
  { who, serviceId }: { who: SignedIn; serviceId: string },
): Promise<ServiceRecord> {
  const service = await doors.findService(serviceId)
  if (!service) throw new NotFound('Questo servizio non c’è.')
  if (!maySeePoint(who, service.listeningPointId))
    throw new NotAllowed('Questo servizio è di un altro punto d’ascolto.')
  return service
}

/** A service shows whom it helps, where and when: its opening is traced like a card's. */
export async function openService(
  doors: Transactions<Pick<ServiceReads, 'findService'> & OpeningRows>,
  occasion: Occasion,
  input: { who: SignedIn; serviceId: string },
): Promise<ServiceRecord> {
  return doors.transaction(occasion, async (tx) => {
    const service = await readService(tx, input)
    const { id: entityId, listeningPointId } = service
    await traceOpening(tx, occasion, { entity: 'service', entityId, listeningPointId })
    return service
  })
}
