import type { Change, Occasion } from '../../changes/change.ts'
import { Invalid } from '../../errors.ts'
import { romeDate } from '../../territory/rome-time.ts'
import { type CancelServiceRows, callOff, callOffReturn, endRequestWithIt } from '../cancel-service.ts'
import { type ClaimedExpense, type ExpenseRows, writeClaim } from '../paperwork/claim-expense.ts'
import { holdReturn } from '../series/kept-return.ts'
import type { LockedService } from '../service-records.ts'
import {
  type ClosingReport,
  type OdometerPast,
  odometerQuestions,
  type ServiceReport,
  withKilometres,
} from './closing-report.ts'

export interface Closing {
  now: Date
  operatorId: string | null
}

/** What was spent for the service. */
export type ServiceExpense = Pick<ClaimedExpense, 'amountCents' | 'description' | 'selfCertified' | 'document'> & {
  expenseId: string
}

/** What is there of a service that was written down; the reading of its car. */
export interface WrittenReport extends ServiceReport {
  vehicleId: string | null
}

export interface WriteClosingRows extends CancelServiceRows, ExpenseRows {
  markDone(serviceId: string, report: ClosingReport, closing: Closing): Promise<void>
  writtenReport(serviceId: string): Promise<WrittenReport>
  /** Whose service it is, without waiting for anybody. */
  assignedVolunteerId(serviceId: string): Promise<string | null>
  lockVehicle(vehicleId: string): Promise<void>
  odometerOf(vehicleId: string): Promise<OdometerPast>
  findVehicle(vehicleId: string): Promise<{ odometerKm: number } | null>
  setOdometer(vehicleId: string, km: number): Promise<void>
}

export interface ClosingInput {
  report: ClosingReport
  /** The readings are right although they do not fit the others. */
  odometerConfirmed: boolean
  expenses: readonly ServiceExpense[]
}

/** Held before the service, as everybody does. */
export async function holdForExpenses(
  tx: Pick<WriteClosingRows, 'assignedVolunteerId' | 'holdVolunteer'>,
  serviceId: string,
  expenses: readonly ServiceExpense[],
): Promise<void> {
  const volunteerId = expenses.length > 0 ? await tx.assignedVolunteerId(serviceId) : null
  if (volunteerId) await tx.holdVolunteer(volunteerId)
}

/** What was done, and what it cost, for a service that is held. */
export async function writeClosing(
  tx: WriteClosingRows & Change,
  occasion: Occasion,
  service: LockedService,
  { expenses, odometerConfirmed, ...input }: ClosingInput,
): Promise<void> {
  const report = withKilometres(input.report)
  const isOurs = report.fulfilledBy === 'auser'
  if (expenses.length > 0 && (!isOurs || !service.volunteerId)) {
    throw new Invalid('Le spese sono di un nostro volontario.', { expenses: 'Qui non c’è un nostro volontario.' })
  }
  await holdForReport(tx, service, report)
  if (isOurs) await writeOdometer(tx, service, report, odometerConfirmed)
  for (const [at, expense] of expenses.entries()) await writeExpense(tx, occasion, service, expense, at)
  if (report.outcome !== 'done') await callOffReturn(tx, occasion, service)
  // Somebody else did it: who had been asked is not awaited, who had said yes need not go. Afterwards nobody knows who that was.
  if (!isOurs) await callOff(tx, occasion, service)
  const { now, actor } = occasion
  await tx.markDone(service.id, report, { now, operatorId: actor.kind === 'operator' ? actor.operatorId : null })
  await endRequestWithIt(tx, occasion, service, 'service.closed', Object.keys(report))
}

/** Its return, which is called off with it, before the vehicle: in the order of everybody who holds them. */
export async function holdForReport(
  tx: Pick<CancelServiceRows, 'returnIdOf' | 'lockService'>,
  service: LockedService,
  { outcome }: ServiceReport,
): Promise<void> {
  if (outcome !== 'done') await holdReturn(tx, service)
}

/** A dashboard that does not fit is asked about before it is believed; confirmed, it stands, and the trace says so. */
export async function writeOdometer(
  tx: Pick<WriteClosingRows, 'writtenReport' | 'lockVehicle' | 'odometerOf' | 'findVehicle' | 'setOdometer'> & Change,
  service: LockedService,
  report: ServiceReport,
  isConfirmed: boolean,
): Promise<void> {
  const written = await tx.writtenReport(service.id)
  const { vehicleId } = written
  const readings = [report.odometerStartKm, report.odometerEndKm].flatMap((km) => km ?? [])
  if (!vehicleId || readings.length === 0) return
  // What was believed once is not asked about again because something else is corrected.
  const isAsBefore = (field: 'odometerStartKm' | 'odometerEndKm') =>
    (report[field] ?? null) === (written[field] ?? null)
  if (isAsBefore('odometerStartKm') && isAsBefore('odometerEndKm')) return
  await tx.lockVehicle(vehicleId)
  const whole = await tx.odometerOf(vehicleId)
  const past = withoutOwn(whole, service, written)
  // Before anybody has read it, its card is all that is known.
  const onCard = whole.readings.length === 0 ? ((await tx.findVehicle(vehicleId))?.odometerKm ?? 0) : 0
  const stepBack = readings.some((km) => km < onCard)
    ? { odometerEndKm: `Sulla scheda dell’automezzo i chilometri sono già ${onCard}.` }
    : null
  const { startsAt, endsAt } = service
  const questions = stepBack ?? odometerQuestions(past, { ...report, startsAt, endsAt })
  if (questions && !isConfirmed) {
    throw new Invalid('Il contachilometri non torna con le letture di prima. Se è giusto così, lo confermi.', {
      ...questions,
      odometerConfirmed: 'Ho ricontrollato: i numeri sono giusti.',
    })
  }
  await tx.setOdometer(vehicleId, Math.max(...readings, ...past.readings.map(({ km }) => km)))
  const { listeningPointId } = service
  const action = questions ? 'vehicle.oddReadingConfirmed' : 'vehicle.odometerRead'
  tx.trace({ action, entity: 'vehicle', entityId: vehicleId, listeningPointId, fields: ['odometer'] })
  tx.announce({ topic: 'vehicle', entityId: vehicleId, listeningPointId: null })
}

/** What the service itself said before it was corrected is no witness against it. */
function withoutOwn(past: OdometerPast, { startsAt, endsAt }: LockedService, written: WrittenReport): OdometerPast {
  const own = [
    { at: startsAt.getTime(), km: written.odometerStartKm },
    { at: endsAt.getTime(), km: written.odometerEndKm },
  ]
  const ownTrip = past.trips.findIndex(({ endedAt, km }) => endedAt.getTime() === endsAt.getTime() && km === written.km)
  return {
    readings: past.readings.filter(
      ({ id, readAt, km }) => id !== null || !own.some((each) => each.at === readAt.getTime() && each.km === km),
    ),
    trips: past.trips.filter((_, at) => at !== ownTrip),
  }
}

async function writeExpense(
  tx: WriteClosingRows & Change,
  occasion: Occasion,
  service: LockedService,
  { expenseId, ...expense }: ServiceExpense,
  at: number,
): Promise<void> {
  const volunteerId = service.volunteerId ?? ''
  const claim = { ...expense, volunteerId, serviceId: service.id, incurredOn: romeDate(service.startsAt) }
  try {
    await writeClaim(tx, occasion, expenseId, claim)
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    const named = Object.entries(error.fields).map(([field, sentence]) => [`expenses.${at}.${field}`, sentence])
    throw new Invalid(error.message, Object.fromEntries(named))
  }
}
