import type { RelationKind } from '../../people/profile.ts'
import type { IsoDate, Weekday } from '../../territory/rome-time.ts'
import { type CallListOutcome, isHeard } from './call-list.ts'
import type { CompanionDayPart, CompanionRhythm } from './companion-rhythm.ts'

export const moods = ['1', '2', '3', '4', '5'] as const
export type Mood = (typeof moods)[number]
export const moodNames: Record<Mood, string> = {
  1: 'molto giù',
  2: 'un po’ giù',
  3: 'come sempre',
  4: 'di buon umore',
  5: 'molto contenta o contento',
}
export const moodName = (mood: number): string => moodNames[String(mood) as Mood] ?? ''

/** What is worth noticing; others are written freely. */
export const suggestedWarningSigns = [
  'mangia poco',
  'dorme male',
  'è caduta o caduto',
  'confonde i giorni',
  'non prende le medicine',
  'ha caldo o freddo in casa',
  'ha paura',
  'non vede nessuno',
] as const
export const MOST_WARNING_SIGNS = 12

/** So many in a row without an answer raise the alarm. */
export const UNANSWERED_FOR_ALARM = 2

export interface CompanionCallRecord {
  id: string
  at: Date
  outcome: CallListOutcome
  mood: number | null
  warningSigns: string[]
  notes: string | null
  callerName: string
  contactId: string | null
}

export interface CompanionPlanRecord {
  id: string
  personId: string
  personName: string
  hardOfHearing: boolean
  warning: string | null
  /** The preferred one first. */
  phonesE164: string[]
  /** null: of whichever point. */
  listeningPointId: string | null
  listeningPointName: string | null
  rhythm: CompanionRhythm
  everyDays: number
  weekday: Weekday | null
  dayPart: CompanionDayPart | null
  caller: { kind: 'operator' | 'volunteer'; id: string; name: string } | null
  nextCallOn: IsoDate
  pausedFrom: IsoDate | null
  pausedUntil: IsoDate | null
  endedOn: IsoDate | null
  endReason: string | null
  version: number
  /** Last first. */
  calls: CompanionCallRecord[]
}

export interface CompanionAlarmRecord {
  id: string
  planId: string
  personId: string
  personName: string
  phonesE164: string[]
  listeningPointId: string | null
  listeningPointName: string | null
  raisedAt: Date
  callerName: string | null
  /** Last first. */
  calls: CompanionCallRecord[]
  /** Whom to inform. */
  relatives: { id: string; name: string; kind: RelationKind; phoneE164: string | null }[]
}

/** How many of the last calls, last first, nobody answered; those an alarm has told of already do not count again. */
export function unansweredInARow(calls: readonly { outcome: CallListOutcome; hasRaisedAlarm: boolean }[]): number {
  const end = calls.findIndex(({ outcome, hasRaisedAlarm }) => isHeard(outcome) || hasRaisedAlarm)
  return end === -1 ? calls.length : end
}

export const companionGroups = ['mine', 'late', 'today'] as const
/** Mine, whenever they were due; then what nobody did in its day; then the others of today. */
export type CompanionGroup = (typeof companionGroups)[number]

export function groupOf(
  plan: Pick<CompanionPlanRecord, 'caller' | 'nextCallOn'>,
  operatorId: string,
  today: IsoDate,
): CompanionGroup {
  if (plan.caller?.kind === 'operator' && plan.caller.id === operatorId) return 'mine'
  return plan.nextCallOn < today ? 'late' : 'today'
}
