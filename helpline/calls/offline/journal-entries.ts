import type { PhoneKind } from '../../territory/phone-numbers.ts'
import type { CallStage, RouteStep } from '../call-records.ts'

/** What happened to a call that could not be written down, in the order it happened. */
export type OfflineFact =
  | {
      kind: 'received'
      callerKind: PhoneKind
      fromE164: string | null
      toE164: string
      /** Where it rang first; where nobody could be rung, whose call it is. */
      listeningPointId: string
      responsiblePointId: string
      stages: readonly CallStage[]
      routeSteps: readonly RouteStep[]
    }
  | { kind: 'wentOn'; listeningPointId: string }
  | {
      kind: 'answered'
      legCallSid: string
      operatorId: string | null
      e164: string | null
      listeningPointId: string
    }
  | { kind: 'toVoicemail' }
  | { kind: 'recorded'; recordingSid: string; durationSeconds: number }

/** A call's own fact, or a webhook that will be applied as if it came then. */
export type JournalContent =
  | { kind: 'fact'; twilioCallSid: string; fact: OfflineFact }
  | { kind: 'webhook'; path: string; form: Record<string, unknown>; address: Record<string, unknown> }

export interface JournalEntry {
  id: string
  at: Date
  content: JournalContent
}

/** What waits to be told to the database; kept where it survives the process. */
export interface CallJournal {
  append(at: Date, content: JournalContent): Promise<void>
  /** The ids of what waits, oldest first. */
  list(): Promise<string[]>
  /** undefined where another process has dealt with it, or where it cannot be read. */
  read(id: string): Promise<JournalEntry | undefined>
  remove(id: string): Promise<void>
  /** For a person to look at. */
  setAside(id: string): Promise<void>
  countSetAside(): Promise<number>
}
