import type { CallOutcome } from '../calls/call-states.ts'
import type { VoicemailSummary } from '../calls/voicemail/voicemail-records.ts'
import { type ConsentPurpose, consentPurposeNames } from '../people/profile.ts'
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
  | { kind: 'call'; direction: ContactDirection; outcome: CallOutcome | null; byName: string | null }
  | { kind: 'message'; direction: ContactDirection; channel: 'sms' | 'whatsapp' | 'voice'; failed: boolean }
  | { kind: 'consent'; purpose: ConsentPurpose; given: boolean; how: string; byName: string | null }
  | { kind: 'change'; action: string; byName: string | null; fields: string[] }
  | { kind: 'merge'; cardNumber: number; undone: boolean; byName: string | null }
)
export type TimelineKind = TimelineEntry['kind']

/** What a history can be narrowed to. */
export const timelineParts = ['calls', 'messages', 'contacts', 'requests', 'services', 'card'] as const
export type TimelinePart = (typeof timelineParts)[number]
export const kindsOfPart: Record<TimelinePart, readonly TimelineKind[]> = {
  calls: ['call', 'voicemail'],
  messages: ['message'],
  contacts: ['contact'],
  requests: ['request'],
  services: ['service'],
  card: ['consent', 'change', 'merge'],
}

/** Where a reader stands: the last entry read. */
export interface TimelinePlace {
  at: Date
  kind: TimelineKind
  id: string
}

export interface TimelinePage {
  entries: TimelineEntry[]
  next: TimelinePlace | null
}

const inboundOutcomes: Record<CallOutcome, string> = {
  answered: 'risposta',
  abandoned: 'persa, ha riagganciato prima',
  callback: 'persa, da richiamare',
  voicemail: 'ha lasciato un messaggio',
  failed: 'caduta',
  noAnswer: 'nessuno ha risposto',
  busy: 'linea occupata',
}
const outboundOutcomes: Record<CallOutcome, string> = {
  ...inboundOutcomes,
  answered: 'ha risposto',
  noAnswer: 'non ha risposto',
  busy: 'era occupato',
}

const channelNames = { sms: 'SMS', whatsapp: 'Messaggio WhatsApp', voice: 'Messaggio a voce' } as const

const changeNames: Record<string, string> = {
  'person.registered': 'Scheda creata',
  'person.restored': 'Scheda separata di nuovo da un’altra',
}

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
    case 'call': {
      const outcomes = entry.direction === 'inbound' ? inboundOutcomes : outboundOutcomes
      const outcome = entry.outcome ? outcomes[entry.outcome] : 'in corso'
      return `Telefonata ${entry.direction === 'inbound' ? 'ricevuta' : 'fatta'}: ${outcome}${by(entry.byName)}`
    }
    case 'message':
      return `${channelNames[entry.channel]} ${entry.direction === 'inbound' ? 'ricevuto' : 'inviato'}${entry.failed ? ', non è arrivato' : ''}`
    case 'consent':
      return `Consenso ${entry.given ? 'dato' : 'ritirato'}: ${consentPurposeNames[entry.purpose]}, ${entry.how}${by(entry.byName)}`
    case 'change':
      return `${changeNames[entry.action] ?? 'Scheda cambiata'}${by(entry.byName)}`
    case 'merge':
      return `Unita la scheda numero ${entry.cardNumber}${by(entry.byName)}${entry.undone ? ' (unione annullata)' : ''}`
  }
}

const by = (name: string | null): string => (name ? `, da ${name}` : '')
