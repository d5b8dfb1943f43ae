import { maySeePoint, type SignedIn } from '../../access/permissions.ts'
import { type OpeningRows, traceOpening } from '../../access/trace-opening.ts'
import type { Occasion, Transactions } from '../../changes/change.ts'
import type { HelpKind, RequestState } from '../../contacts/kinds.ts'
import { NotAllowed, NotFound } from '../../errors.ts'
import type { PersonRecord } from '../../people/person-summary.ts'
import type { IsoDate } from '../../territory/rome-time.ts'
import type { ServiceLeg, ServiceState } from '../service-states.ts'
import type { SeriesRecord } from './series-records.ts'

export interface SeriesService {
  id: string
  occurrenceOn: IsoDate
  leg: ServiceLeg
  state: ServiceState
  startsAt: Date
  calledUntil: Date | null
  readyAt: Date | null
  volunteerName: string | null
  version: number
}

export interface NamedSeries extends SeriesRecord {
  volunteerName: string | null
}

export interface SeriesDetail extends NamedSeries {
  listeningPointId: string
  requestState: RequestState
  contactId: string
  helpKind: HelpKind | null
  person: PersonRecord | null
  services: SeriesService[]
}

export interface SeriesReads {
  findSeries(seriesId: string): Promise<SeriesDetail | null>
  /** null where there is no such request. */
  seriesOfRequest(requestId: string): Promise<{ listeningPointId: string; series: NamedSeries[] } | null>
}

/** A cycle says whom it helps and when they are out: its opening is traced like a card's. */
export async function openSeries(
  doors: Transactions<Pick<SeriesReads, 'findSeries'> & OpeningRows>,
  occasion: Occasion,
  input: { who: SignedIn; seriesId: string },
): Promise<SeriesDetail> {
  return doors.transaction(occasion, async (tx) => {
    const series = await readSeries(tx, input)
    const { id: entityId, listeningPointId } = series
    await traceOpening(tx, occasion, { entity: 'series', entityId, listeningPointId })
    return series
  })
}

export async function readSeries(
  doors: Pick<SeriesReads, 'findSeries'>,
  { who, seriesId }: { who: SignedIn; seriesId: string },
): Promise<SeriesDetail> {
  const series = await doors.findSeries(seriesId)
  if (!series) throw new NotFound('Questo ciclo non c’è.')
  if (!maySeePoint(who, series.listeningPointId)) throw new NotAllowed('Questo ciclo è di un altro punto d’ascolto.')
  return series
}

export async function readSeriesOfRequest(
  doors: Pick<SeriesReads, 'seriesOfRequest'>,
  { who, requestId }: { who: SignedIn; requestId: string },
): Promise<NamedSeries[]> {
  const found = await doors.seriesOfRequest(requestId)
  if (!found) throw new NotFound('Questa richiesta non c’è.')
  if (!maySeePoint(who, found.listeningPointId)) throw new NotAllowed('Questa richiesta è di un altro punto d’ascolto.')
  return found.series
}
