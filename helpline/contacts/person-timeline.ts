import type { VoicemailSummary } from '../calls/voicemail/voicemail-records.ts'
import {
  type ContactDirection,
  type HelpKind,
  helpKindNames,
  type InformationKind,
  informationKindNames,
  type OutboundPurpose,
  outboundPurposeNames,
  type Provenance,
  provenanceNames,
  type RequestKind,
  type RequestState,
  requestStateNames,
} from './kinds.ts'

export type TimelineEntry = { id: string; at: Date } & (
  | { kind: 'contact'; direction: ContactDirection; provenance: Provenance; purpose: OutboundPurpose | null }
  | {
      kind: 'request'
      contactId: string
      requestKind: RequestKind
      informationKind: InformationKind | null
      helpKind: HelpKind | null
      state: RequestState
    }
  | { kind: 'service'; helpKind: HelpKind; done: boolean }
  | { kind: 'voicemail'; voicemail: VoicemailSummary }
)

/** One line of a person's history, in words. */
export function timelineText(entry: TimelineEntry): string {
  switch (entry.kind) {
    case 'contact':
      return entry.direction === 'inbound'
        ? `Contatto ricevuto: ${provenanceNames[entry.provenance]}`
        : `Contatto in uscita ${entry.purpose ? outboundPurposeNames[entry.purpose] : ''}`.trim()
    case 'request': {
      const kind =
        entry.requestKind === 'help'
          ? `Richiesta d’aiuto: ${entry.helpKind ? helpKindNames[entry.helpKind] : 'da precisare'}`
          : `Richiesta d’informazione: ${entry.informationKind ? informationKindNames[entry.informationKind] : 'da precisare'}`
      return `${kind} (${requestStateNames[entry.state]})`
    }
    case 'service':
      return `${entry.done ? 'Servizio svolto' : 'Servizio'}: ${helpKindNames[entry.helpKind]}`
    case 'voicemail':
      return 'Messaggio lasciato in segreteria'
  }
}
