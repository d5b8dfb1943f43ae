import { maySeePoint, type SignedIn } from '../../access/permissions.ts'
import type { DestinationKind, HelpKind, RequestState, ReturnKind } from '../../contacts/kinds.ts'
import { Conflict, NotAllowed, NotFound } from '../../errors.ts'
import type { IsoDate, TimeOfDay } from '../../territory/rome-time.ts'
import type { ServiceLeg, ServiceState } from '../service-states.ts'
import type { SeriesDays } from './series-dates.ts'

/** What every service of a cycle has in common. */
export interface SeriesFields extends SeriesDays {
  wallTime: TimeOfDay
  durationMinutes: number
  returnKind: ReturnKind | null
  /** Of a fixed return, the same day. */
  returnTime: TimeOfDay | null
  fromPlace: string | null
  toPlace: string | null
  /** Asked first for every date. */
  volunteerId: string | null
}

export interface SeriesRecord extends SeriesFields {
  id: string
  requestId: string
  /** Every date of it has its services. */
  isComplete: boolean
  version: number
}

/** Whose cycle it is, and what of. */
export interface SeriesOrigin {
  requestId: string
  requestState: RequestState
  contactId: string
  personId: string | null
  helpKind: HelpKind | null
  listeningPointId: string
  localAssociationId: string | null
  destinationKind: DestinationKind | null
  insideProvince: boolean | null
}

export interface DatedService {
  id: string
  occurrenceOn: IsoDate
  leg: ServiceLeg
  state: ServiceState
  startsAt: Date
  volunteerId: string | null
}

export interface SeriesLock {
  /** Holds it until the transaction ends. */
  lockSeries(seriesId: string): Promise<SeriesRecord | null>
  originOfSeries(seriesId: string): Promise<SeriesOrigin | null>
}

export const changedMeanwhile = 'Nel frattempo il ciclo è cambiato: lo guardi di nuovo.'

/** A cycle whoever asks may change, or the sentence that says why not. */
export async function seriesToChange(
  tx: SeriesLock,
  { who, seriesId, version }: { who: SignedIn; seriesId: string; version: number },
): Promise<{ series: SeriesRecord; origin: SeriesOrigin }> {
  const series = await tx.lockSeries(seriesId)
  const origin = series && (await tx.originOfSeries(seriesId))
  if (!series || !origin) throw new NotFound('Questo ciclo non c’è.')
  if (!maySeePoint(who, origin.listeningPointId)) throw new NotAllowed('Questo ciclo è di un altro punto d’ascolto.')
  if (series.version !== version) throw new Conflict(changedMeanwhile)
  if (origin.requestState !== 'takenInCharge') throw new NotAllowed('Questo ciclo è finito: non si cambia più.')
  return { series, origin }
}
