import type { Permission } from '../../../helpline/access/permissions.ts'
import { paths } from '../paths.ts'
import type { Shortcut } from '../ui/shortcut.tsx'

export interface Entry {
  href: string
  name: string
  shortcut?: Shortcut
  /** Without one, for everybody. */
  permission?: Permission
}

/** In the header of every page. */
export const everydayEntries: readonly Entry[] = [
  { href: paths.workplace, name: 'Postazione', shortcut: 'Alt+1' },
  { href: paths.contacts, name: 'Contatti', shortcut: 'Alt+2' },
  { href: paths.people, name: 'Persone', shortcut: 'Alt+3' },
  { href: paths.services, name: 'Servizi', shortcut: 'Alt+4' },
  { href: paths.callbacks, name: 'Da richiamare', shortcut: 'Alt+5' },
  { href: paths.messages, name: 'Messaggi', shortcut: 'Alt+9' },
  { href: paths.directory, name: 'Banca dati', shortcut: 'Alt+6' },
]

export interface EntryGroup {
  name: string
  entries: readonly (Entry & { hint: string })[]
}

/** On the page «Altro». */
export const otherEntries: readonly EntryGroup[] = [
  {
    name: 'Coordinamento',
    entries: [
      {
        href: paths.companion,
        name: 'Telefonate di compagnia',
        hint: 'Chi chiamare oggi, com’è andata, chi non risponde',
        permission: 'companion:read',
      },
      {
        href: paths.campaigns,
        name: 'Campagne',
        hint: 'Caldo, vaccini, servizi sospesi: chi chiamare, che cosa dire, a che punto siamo',
        permission: 'campaign:call',
      },
      {
        href: paths.desk,
        name: 'Scrivania',
        hint: 'Le richieste aperte, i servizi di oggi, chi c’è',
        shortcut: 'Alt+8',
        permission: 'desk:read',
      },
      {
        href: paths.board,
        name: 'Scoperti',
        hint: 'I servizi a cui manca qualcuno: perché, e chi può farli',
        permission: 'service:read',
      },
      {
        href: paths.calendar,
        name: 'Calendario',
        hint: 'Chi va dove, giorno per giorno: per volontario e per automezzo',
        permission: 'service:read',
      },
      {
        href: paths.daySheets,
        name: 'Fogli del giorno',
        hint: 'Che cosa fa oggi ogni volontario e ogni automezzo, da stampare',
        permission: 'service:read',
      },
      { href: paths.wall, name: 'Muro', hint: 'Chi attende al telefono, in cifre grandi per tutta la stanza' },
    ],
  },
  {
    name: 'Volontari e automezzi',
    entries: [
      {
        href: paths.volunteers,
        name: 'Volontari',
        hint: 'Chi fa che cosa, quando, i documenti, il registro',
        permission: 'volunteer:read',
      },
      {
        href: paths.vehicles,
        name: 'Automezzi',
        hint: 'Le auto, le scadenze, l’officina, i chilometri',
        permission: 'vehicle:read',
      },
      {
        href: paths.offerPolicies,
        name: 'Offerte',
        hint: 'Quanti volontari si chiedono per volta, e quanto si aspetta',
        permission: 'offerPolicy:write',
      },
    ],
  },
  {
    name: 'Punti d’ascolto e telefono',
    entries: [
      { href: paths.network, name: 'Rete', hint: 'Punti d’ascolto, orari, distretti, associazioni' },
      {
        href: paths.telephoneRules,
        name: 'Telefono',
        hint: 'Segreteria, richiamate, numeri limitati',
        permission: 'telephone:manage',
      },
      {
        href: paths.operators,
        name: 'Operatori',
        hint: 'Chi può entrare, dove lavora, la sua password',
        permission: 'operator:write',
      },
    ],
  },
  {
    name: 'Numeri e documenti',
    entries: [
      {
        href: paths.reports,
        name: 'Rapporti',
        hint: 'Le cifre del mese, il bilancio sociale, le convenzioni',
        permission: 'report:read',
      },
      {
        href: paths.workedHours,
        name: 'Ore e chilometri',
        hint: 'Quanto hanno fatto volontari, automezzi, associazioni',
        permission: 'report:read',
      },
      {
        href: paths.expenses,
        name: 'Rimborsi',
        hint: 'Le spese dei volontari: da approvare, da pagare',
        permission: 'expense:settle',
      },
      {
        href: paths.aids,
        name: 'Ausili',
        hint: 'Carrozzine, girelli, letti: chi li ha, quando rientrano',
        permission: 'aid:lend',
      },
      {
        href: paths.imports,
        name: 'Caricamenti',
        hint: 'Portare qui le schede e i servizi di un archivio',
        permission: 'import:write',
      },
    ],
  },
]
