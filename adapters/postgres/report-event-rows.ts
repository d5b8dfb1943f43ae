import { Prisma } from '../../generated/prisma/client.ts'
import type { CrossTableKey, TableKey } from '../../helpline/reports/figure-names.ts'
import type { FigureRowEntity, OwnRowKey } from '../../helpline/reports/headline-rows.ts'
import type { InstantRange, IsoDate } from '../../helpline/territory/rome-time.ts'
import { telephoneDistricts } from '../../helpline/territory/telephone-districts.ts'
import { countedRows, type Part } from './report-count-rows.ts'

const { sql, raw } = Prisma

export interface FigureRowsOf {
  range: InstantRange
  /** An association's ambito is that of this day. */
  lastDay: IsoDate
  part: Part
}

/** Rows `x` of one kind, what a row's key and a column's are, and what a row adds. */
export interface RowsOpening {
  rows: (of: FigureRowsOf) => Prisma.Sql
  key?: (of: FigureRowsOf) => Prisma.Sql
  column?: Prisma.Sql
  amount?: Prisma.Sql
  condition?: Prisma.Sql
}

const place = raw(
  `x.id, x.at, x."contactId", x."personId", x."pointId", x.province, x."ambitoId", x."asl2013Id", x."atsId", x.place`,
)
const details = (...columns: string[]) =>
  raw(`jsonb_build_object(${columns.map((column) => `'${column}', x."${column}"`).join(', ')}) AS details`)

const identity = (row: string, at: string, contact = 'NULL::uuid', person = 'p.id') =>
  raw(`${row}.id, ${row}.${at} AS at, ${contact} AS "contactId", ${person} AS "personId",`)

const entities = {
  contact: [countedRows.contacts, identity('c', 'occurred_at', 'c.id'), details('callerType', 'purpose')],
  request: [
    countedRows.requests,
    raw('r.id, c.occurred_at AS at, c.id AS "contactId", p.id AS "personId",'),
    details('informationKind', 'helpKind', 'state'),
  ],
  service: [countedRows.services, identity('s', 'starts_at'), details('helpKind', 'outcome')],
  call: [countedRows.calls, identity('c', 'started_at'), details('outcome')],
  callback: [countedRows.callbacks, identity('b', 'created_at'), details('state')],
  message: [countedRows.messages, identity('m', 'created_at', 'NULL::uuid', 'v.person_id'), details('state')],
} as const satisfies Partial<Record<FigureRowEntity, unknown>>

type EventEntity = keyof typeof entities

const rowsOf =
  (entity: EventEntity): RowsOpening['rows'] =>
  ({ range, part }) => {
    const [rows, columns, what] = entities[entity]
    return sql`SELECT ${entity} AS entity, ${what}, x.* FROM (${rows(range, part, columns)}) x`
  }

const opening = (entity: EventEntity, key: string, condition = 'true'): RowsOpening => ({
  rows: rowsOf(entity),
  key: () => raw(key),
  condition: raw(condition),
})

/** The ambito of the row's local association. */
const associationAmbito = ({ lastDay }: FigureRowsOf) => ambitoOf(raw('x."associationId"'), lastDay)

export const ambitoOf = (association: Prisma.Sql, day: IsoDate): Prisma.Sql => sql`(
  SELECT t.ambito_id FROM local_association a JOIN report_territory t ON t.comune_istat_code = a.comune_istat_code
    AND t.from_day <= ${day}::date AND ${day}::date < t.until_day WHERE a.id = ${association})`

const byAmbito = (of: RowsOpening): RowsOpening => ({ ...of, key: associationAmbito })
const weighing = (of: RowsOpening, amount: string): RowsOpening => ({ ...of, amount: raw(amount) })

/** The longest prefix first, as `districtOf` reads a number. */
const district = `CASE ${[...telephoneDistricts]
  .sort((a, b) => b.prefix.length - a.prefix.length)
  .map(({ prefix }) => `WHEN x."callerE164" LIKE '+39${prefix}%' THEN '${prefix}'`)
  .join(' ')} END`
const month = `to_char(x.day, 'YYYY-MM')`
const destination = `coalesce(x."destinationKind"::text, '') || '-'
  || CASE x."insideProvince" WHEN true THEN 'inside' WHEN false THEN 'outside' ELSE '' END`

const inbound = (key: string) => opening('contact', key, `x.direction = 'inbound'`)
const outbound = (key: string) => opening('contact', key, `x.direction = 'outbound'`)
const given = `x.outcome = 'done'`
const service = (key: string) => opening('service', key, given)
const ride = (key: string, also = 'true') =>
  opening('service', key, `${given} AND x."helpKind" = 'transport' AND ${also}`)
const told = `NOT x."isHelp" AND x.state NOT IN ('unmet', 'withdrawn')`
const spent = (key: string, amount: 'km' | 'minutes') =>
  weighing(opening('service', key, `x.outcome IS NOT NULL AND x.${amount} <> 0`), `x.${amount}`)

const takings: RowsOpening = {
  rows: (of) => sql`
    SELECT 'request' AS entity, x.details, ${place}, 'information:' || coalesce(x."informationKind"::text, '') AS taken
      FROM (${rowsOf('request')(of)}) x WHERE ${raw(told)}
    UNION ALL
    SELECT 'service', x.details, ${place}, 'help:' || x."helpKind"::text FROM (${rowsOf('service')(of)}) x WHERE ${raw(given)}`,
  key: () => raw('x.taken'),
}

type EventKey =
  | Exclude<TableKey, `people${string}` | `volunteers${string}` | `vehicles${string}` | StockTable>
  | Exclude<CrossTableKey, `people${string}`>
  | Extract<OwnRowKey, 'passengers' | 'waitSeconds' | 'callbackMinutes'>
type StockTable = 'agreementsByCounterpart' | 'aidsLentByKind' | 'activityPeopleByKind' | 'activityHoursByKind'

export const eventOpenings: Record<EventKey, RowsOpening> = {
  contactsInByCallerType: inbound('x."callerType"'),
  contactsInByProvenance: inbound('x.provenance'),
  contactsInByListeningPoint: inbound('x."pointId"'),
  contactsInByAssociation: inbound('x."associationId"'),
  contactsInByMonth: inbound(month),
  contactsInByDay: inbound('x.day'),
  contactsInByWeekday: inbound('x.weekday'),
  contactsInByHour: inbound('x.hour'),
  contactsInByWeekdayAndHour: { ...inbound('x.weekday'), column: raw('x.hour') },
  contactsInByDistrict: inbound(district),
  contactsInByProvince: inbound('x.province'),
  contactsInByAsl2013: inbound('x."asl2013Id"'),
  contactsInByAts: inbound('x."atsId"'),
  contactsInByAmbito: inbound('x."ambitoId"'),
  contactsInByComune: inbound('x.place'),
  contactsOutByPurpose: outbound('x.purpose'),
  contactsOutByProvenance: outbound('x.provenance'),
  contactsOutByMonth: outbound(month),
  messagesByState: opening('message', 'x.state'),
  informationByKind: opening('request', 'x."informationKind"', 'NOT x."isHelp"'),
  helpByKind: opening('request', 'x."helpKind"', 'x."isHelp"'),
  requestsByState: opening('request', 'x.state'),
  requestsFulfilledBy: opening('request', 'x."fulfilledBy"', `x."isHelp" AND x.state = 'solved'`),
  unmetRequestsByCause: opening('request', 'x."unmetCause"', `x.state = 'unmet'`),
  referralsByBody: opening('request', 'x."directoryEntryId"', 'x.referred'),
  helpRequestsByAsl2013: opening('request', 'x."asl2013Id"', 'x."isHelp"'),
  helpRequestsByAts: opening('request', 'x."atsId"', 'x."isHelp"'),
  informationGivenByKind: opening('request', 'x."informationKind"', told),
  takingsInChargeByKind: takings,
  servicesByHelpKind: service('x."helpKind"'),
  closedServicesByOutcome: opening('service', 'x.outcome', 'x.outcome IS NOT NULL'),
  servicesFulfilledBy: service('x."fulfilledBy"'),
  unmetServicesByCause: opening('service', 'x."unmetCause"', 'x.outcome IS NULL'),
  servicesByMonth: service(month),
  servicesByAmbito: byAmbito(service('true')),
  ridesByDestination: ride(destination),
  ridesByFacility: ride('x."facilityId"'),
  ridesByAsst: ride('x."destinationAsstId"', `x."destinationKind" = 'publicHospital'`),
  ridesByAmbito: byAmbito(ride('true')),
  passengers: weighing(ride('true', 'x.passengers <> 0'), 'x.passengers'),
  kmByAmbito: byAmbito(spent('true', 'km')),
  minutesByAmbito: byAmbito(spent('true', 'minutes')),
  minutesByHelpKind: spent('x."helpKind"', 'minutes'),
  callsByOutcome: opening('call', 'x.outcome'),
  callsAnsweredBy: opening('call', 'x."answeredBy"', 'x."answeredBy" IS NOT NULL'),
  waitSeconds: weighing(opening('call', 'true', 'x."waitSeconds" IS NOT NULL'), 'x."waitSeconds"'),
  callbacksByState: opening('callback', 'x.state'),
  callbackMinutes: weighing(opening('callback', 'true', 'x."minutesToDone" IS NOT NULL'), 'x."minutesToDone"'),
}
