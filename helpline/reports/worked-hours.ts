import { type SignedIn, visiblePoints } from '../access/permissions.ts'
import { Invalid } from '../errors.ts'
import { addDays, type IsoDate, romeDate } from '../territory/rome-time.ts'
import type { Period } from './report-period.ts'

export const workedBy = ['volunteer', 'vehicle', 'association', 'ambito', 'agreement'] as const
export type WorkedBy = (typeof workedBy)[number]

export const workedByNames: Record<WorkedBy, string> = {
  volunteer: 'volontario',
  vehicle: 'automezzo',
  association: 'associazione',
  ambito: 'ambito dell’associazione',
  agreement: 'convenzione',
}

/** What a line is called where nothing is written. */
const without: Partial<Record<WorkedBy, string>> = { vehicle: 'senza automezzo', agreement: 'senza convenzione' }
export const workedWithout = (by: WorkedBy): string => without[by] ?? 'non noto'

/** Each service is in one line, and the lines make a whole. One service may be what several agreements pay for. */
export const isParted = (by: WorkedBy): boolean => by !== 'agreement'

/** Of whom it is said whose they are. */
export const saysWhose = (by: WorkedBy): boolean => by === 'volunteer' || by === 'vehicle' || by === 'agreement'

/**
 * What one volunteer, car, association or ambito did, or was done under one agreement; id null: none, or nobody wrote which. As in
 * the reports kilometres and minutes are those driven and spent, whatever came of it.
 */
export interface WorkedLine {
  id: string | null
  name: string | null
  /** Of a volunteer, a car or an agreement: whose. */
  associationName: string | null
  services: number
  minutes: number
  km: number
  passengers: number
}

export interface WorkedReads {
  /** Services closed in a period, at these points; null is every one. By name, those without one last. Each in one line, unless of agreements. */
  listWorked(by: WorkedBy, period: Period, listeningPointIds: readonly string[] | null): Promise<WorkedLine[]>
}

const MOST_DAYS = 366

/** Both days included, as people write them. */
export async function readWorkedHours(
  reads: WorkedReads,
  { who, by, from, to, now }: { who: SignedIn; by: WorkedBy; from: IsoDate; to: IsoDate; now: Date },
): Promise<WorkedLine[]> {
  if (to < from) throw new Invalid('Controlli le date.', { to: 'La fine viene dopo l’inizio.' })
  if (from > romeDate(now)) throw new Invalid('Controlli le date.', { from: 'È un giorno che deve ancora venire.' })
  if (addDays(from, MOST_DAYS) <= to) throw new Invalid('Controlli le date.', { to: 'Al massimo un anno alla volta.' })
  return reads.listWorked(by, { from, until: addDays(to, 1) }, visiblePoints(who))
}
