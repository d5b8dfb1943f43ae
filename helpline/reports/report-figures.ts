import type { CountedPeriod } from './counted-period.ts'
import { contactTables, crossTables, peopleTables, requestTables, serviceTables } from './event-tables.ts'
import type { HeadlineValues, ReportFigures } from './figure-names.ts'
import { dayCount, monthCount } from './report-period.ts'
import { stockTables, stockValues } from './report-stocks.ts'
import { agreed, percentile, sum } from './report-tables.ts'
import { countsOf, type TallyCounts } from './tally.ts'

/** One decimal, as the association prints its averages. */
export const average = (total: number, among: number): number | null =>
  among === 0 ? null : Math.round((total * 10) / among) / 10

function values(
  counts: TallyCounts,
  { period, activeVolunteers, people, stocks, openDays }: CountedPeriod,
): HeadlineValues {
  const contactsIn = agreed(
    counts.inCaller,
    counts.inProvenance,
    counts.inPoint,
    counts.inAssociation,
    counts.inMonth,
    counts.inWeekHour,
    counts.inDistrict,
    counts.inComune,
  )
  const contactsOut = agreed(counts.outPurpose, counts.outProvenance, counts.outMonth)
  const informationGiven = sum(counts.informationGiven)
  const services = agreed(
    counts.service,
    counts.serviceFulfilledBy,
    counts.serviceMonth,
    counts.serviceAssociation,
    new Map([['done', counts.outcome.get('done') ?? 0]]),
  )
  const takingsInCharge = informationGiven + services
  const informationRequests = sum(counts.information)
  const helpRequests = sum(counts.help)
  const callsIn = sum(counts.call)
  const callsAnswered = sum(counts.answeredBy)
  const rides = agreed(counts.ride, counts.rideAssociation)
  const toHealth = [...counts.ride].filter(([key]) => /^(publicHospital|otherHealth)-/.test(key ?? ''))
  const minutes = agreed(counts.minutes, counts.minutesAssociation, counts.minutesKind)
  return {
    contactsIn,
    contactsInPerMonth: average(contactsIn, monthCount(period)),
    contactsInPerDay: average(contactsIn, dayCount(period)),
    openDays,
    contactsInPerOpenDay: average(contactsIn, openDays),
    contactsOut,
    contactsOutToAssistedPerson: counts.outPurpose.get('toAssistedPerson') ?? 0,
    contactsOutToOrganise: counts.outPurpose.get('toOrganise') ?? 0,
    messagesOut: (counts.outProvenance.get('sms') ?? 0) + (counts.outProvenance.get('whatsapp') ?? 0),
    messagesSent: sum(counts.message),
    messagesDelivered: (counts.message.get('delivered') ?? 0) + (counts.message.get('read') ?? 0),
    messagesFailed: (counts.message.get('undelivered') ?? 0) + (counts.message.get('failed') ?? 0),
    assistedPeople: people.total,
    newPeople: people.byNewness.get('new') ?? 0,
    contactsPerPerson: average(contactsIn, people.total),
    servicesPerPerson: average(takingsInCharge, people.total),
    transportedPeople: people.transported,
    requests: informationRequests + helpRequests,
    informationRequests,
    helpRequests,
    unmetRequests: sum(counts.requestUnmet),
    referredRequests: sum(counts.referred),
    takingsInCharge,
    informationGiven,
    services,
    servicesPerContact: average(takingsInCharge, contactsIn),
    unmetServices: sum(counts.serviceUnmet),
    rides,
    ridesToHealth: toHealth.reduce((total, [, count]) => total + count, 0),
    km: agreed(counts.km, counts.kmAssociation),
    passengers: sum(counts.passengers),
    callsIn,
    callsAnswered,
    callsAnsweredShare: average(callsAnswered * 100, callsIn),
    callsAbandoned: counts.call.get('abandoned') ?? 0,
    waitMedianSeconds: percentile(counts.wait, 0.5),
    waitP95Seconds: percentile(counts.wait, 0.95),
    callbacksAsked: sum(counts.callback),
    callbacksDone: counts.callback.get('done') ?? 0,
    callbackMedianMinutes: percentile(counts.callbackMinutes, 0.5),
    callbackP95Minutes: percentile(counts.callbackMinutes, 0.95),
    activeVolunteers,
    volunteerMinutes: minutes,
    volunteerHours: average(minutes, 60),
    ...stockValues(stocks),
  }
}

/** Everything a report says of a period. Two ways of counting the same rows that disagree stop it. */
export function reportFigures(counted: CountedPeriod): ReportFigures {
  const counts = countsOf(counted.tally)
  const tables = [
    ...contactTables(counts, counted),
    ...peopleTables(counted),
    ...requestTables(counts, counted),
    ...serviceTables(counts, counted),
    ...stockTables(counted.stocks, counted.names),
  ]
  for (const { key, section, total } of tables) {
    if (section === 'people' && total !== counted.people.total)
      throw new Error(`The table ${key} counts ${total} people`)
  }
  return { values: values(counts, counted), tables, crossTables: crossTables(counts, counted) }
}

export const headlineValues = (counted: CountedPeriod): HeadlineValues => values(countsOf(counted.tally), counted)
