import { maySeePoint, type SignedIn } from '../../access/permissions.ts'
import type { PromiseRows } from '../../calls/callbacks/callback-promise.ts'
import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { Conflict, NotAllowed, NotFound } from '../../errors.ts'
import { formatRomeTime, romeDate, romeInstant } from '../../territory/rome-time.ts'
import { type ReleaseRows, releaseVolunteer } from '../offers/release-service.ts'
import { tellVolunteer } from '../offers/tell-volunteer.ts'
import { isOpenService, type LockedService, type ServiceLock } from '../service-records.ts'
import { returnTimes, type ServiceTimes } from '../service-times.ts'
import { askForReturn, type PairRows } from './kept-return.ts'
import { watchReturn } from './plan-services.ts'

const MINUTE_MS = 60_000
/** Whoever is asked only now needs so long to be there. */
const UNPLANNED_NOTICE_MINUTES = 60
/** The last look of the day at returns nobody has closed. */
const LAST_LOOK = '20:30'

export interface ReadyRows extends ReleaseRows, PairRows {
  lockVolunteers(ids: string[]): Promise<void>
  assignedVolunteerId(serviceId: string): Promise<string | null>
  outwardIdOf(returnServiceId: string): Promise<string | null>
  /** The outward way ends here, if it was thought to end later. */
  endOutwardBy(outwardServiceId: string, now: Date): Promise<void>
  assignedVehicleId(serviceId: string): Promise<string | null>
  /** A conflict where volunteer or vehicle have something else in those hours. */
  writeReady(serviceId: string, ready: ServiceTimes & { vehicleId: string | null }, now: Date): Promise<void>
}

/**
 * "È pronta": whoever is kept for the way back goes now; where nobody is, people are asked at once. Said twice, or by two people,
 * it is said once.
 */
export async function declareReady(
  doors: Transactions<ReadyRows>,
  occasion: Occasion,
  { who, serviceId }: { who: SignedIn | null; serviceId: string },
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    // Either of the two services stands for the ride.
    const returnId = (await tx.returnIdOf(serviceId)) ?? serviceId
    const { before, outward, back } = await holdBoth(tx, returnId)
    if (!back) throw new NotFound('Questo servizio non c’è.')
    if (who && !maySeePoint(who, back.listeningPointId)) {
      throw new NotAllowed('Questo servizio è di un altro punto d’ascolto.')
    }
    if (back.volunteerId !== before) throw new Conflict('Nel frattempo il servizio è cambiato: lo guardi di nuovo.')
    if (back.calledUntil === null) throw new NotAllowed('Questo servizio non ha un ritorno da chiamare.')
    if (back.readyAt) return
    if (!isOpenService(back) && back.state !== 'assigned') throw new NotAllowed('Il ritorno è già chiuso.')
    await setOut(tx, occasion, outward, back)
  })
}

/** The volunteer, the outward way, the return: in the order of everybody who holds them. */
async function holdBoth(tx: ReadyRows, returnId: string) {
  const before = await tx.assignedVolunteerId(returnId)
  if (before) await tx.lockVolunteers([before])
  const outwardId = await tx.outwardIdOf(returnId)
  const outward = outwardId ? await tx.lockService(outwardId) : null
  return { before, outward, back: await tx.lockService(returnId) }
}

async function setOut(
  tx: ReadyRows & Change,
  occasion: Occasion,
  outward: LockedService | null,
  back: LockedService,
): Promise<void> {
  if (outward && outward.startsAt > occasion.now) throw new NotAllowed('L’andata non è ancora cominciata.')
  if (outward) await tx.endOutwardBy(outward.id, occasion.now)
  await goNow(tx, occasion, back)
}

const readyWords =
  /^\s*(?:sono|è|e'|e)?\s*(?:pronto|pronta|finito|ho finito|abbiamo finito|ha finito)\s*[.!]*\s*(?:grazie)?[.!\s]*$/i
/** "Pronta!", "ho finito". */
export const saysReady = (text: string): boolean => readyWords.test(text)

/** "Finito": of a volunteer it may be their own work, with the person still inside. */
export const saysOwnEnd = (text: string): boolean => /^\s*(?:ho\s+)?finito\b/i.test(text)

export interface ReadyByMessageRows extends ReadyRows {
  /** The one return these people, or these volunteers, may be speaking of now; null if there is none, or more than one. */
  returnAwaited(of: { personIds: string[]; volunteerIds: string[] }, now: Date): Promise<string | null>
}

/** The person, or whoever took her there, writes that she is ready; false where no return of theirs is awaited. */
export async function readyByMessage(
  tx: ReadyByMessageRows & Change,
  occasion: Occasion,
  of: { personIds: string[]; volunteerIds: string[] },
): Promise<boolean> {
  const returnId = await tx.returnAwaited(of, occasion.now)
  if (!returnId) return false
  const { outward, back } = await holdBoth(tx, returnId)
  if (!back?.calledUntil || (!isOpenService(back) && back.state !== 'assigned')) return false
  if (!back.readyAt) await setOut(tx, occasion, outward, back)
  return true
}

export const readyReceipt = 'Va bene, grazie: ci pensiamo subito.'

async function goNow(tx: ReadyRows & Change, occasion: Occasion, back: LockedService): Promise<void> {
  const { now } = occasion
  const { id, listeningPointId } = back
  const going = returnTimes(now, back.helpKind)
  tx.trace({ action: 'service.returnReady', entity: 'service', entityId: id, listeningPointId })
  tx.announce({ topic: 'service', entityId: id, listeningPointId })
  const kept = await vehicleNow(tx, { ...back, ...going })
  if (kept) {
    await tx.writeReady(id, { ...going, ...kept }, now)
    await tellVolunteer(tx, occasion, back, {
      intentKey: `ready:${id}:${back.version}`,
      body: ({ personName }) => readyText(personName),
    })
    return
  }
  if (back.volunteerId) await releaseVolunteer(tx, occasion, back)
  const later = new Date(now.getTime() + UNPLANNED_NOTICE_MINUTES * MINUTE_MS)
  await tx.writeReady(id, { ...returnTimes(later, back.helpKind), vehicleId: null }, now)
  askForReturn(tx, back, now)
}

/**
 * What whoever is kept goes with; null where nobody is, or they cannot go now. The time kept may be over, and their vehicle
 * given to somebody else: another will do. Who was kept without one goes without one.
 */
async function vehicleNow(tx: ReadyRows, going: LockedService): Promise<{ vehicleId: string | null } | null> {
  const { id, volunteerId } = going
  if (volunteerId === null || (await tx.isVolunteerBusy(volunteerId, going))) return null
  const own = await tx.assignedVehicleId(id)
  await tx.holdPool(volunteerId, own ? [own] : [])
  if (own && (await tx.isVehicleFree(own, going))) return { vehicleId: own }
  const vehicleId = await tx.lockFreeVehicle(going, volunteerId)
  return own && !vehicleId ? null : { vehicleId }
}

export const readyText = (personName: string): string =>
  `Auser: ${personName} ha finito ed è pronta per il ritorno. Può andare a prenderla adesso. Grazie!`

export interface WatchRows extends ServiceLock, Pick<PromiseRows, 'addPromisedCallback'> {
  outwardIdOf(returnServiceId: string): Promise<string | null>
  phoneOfPerson(personId: string): Promise<string | null>
}

/**
 * The time kept for a return is over and nobody has said the person is ready: the point calls her back. Once when the window
 * ends and once more in the evening, so that nobody is left out at the end of the day.
 */
export async function watchOverReturn(
  doors: Transactions<WatchRows>,
  occasion: Occasion,
  { serviceId }: { serviceId: string },
): Promise<void> {
  const { now } = occasion
  await doors.transaction(occasion, async (tx) => {
    const back = await tx.lockService(serviceId)
    if (!back?.calledUntil || now < back.calledUntil || back.readyAt) return
    if (!isOpenService(back) && back.state !== 'assigned') return
    const evening = romeInstant(romeDate(back.calledUntil), LAST_LOOK)
    const outwardId = await tx.outwardIdOf(serviceId)
    const { listeningPointId } = back
    tx.announce({ topic: 'service', entityId: serviceId, listeningPointId })
    if (now < evening) watchReturn(tx, serviceId, evening)
    const e164 = await tx.phoneOfPerson(back.personId)
    // The call-back is named after one of the two services: asked again, it is the same one.
    const callbackId = now < evening ? serviceId : (outwardId ?? serviceId)
    if (!e164) return
    const isNew = await tx.addPromisedCallback({
      id: callbackId,
      listeningPointId,
      e164,
      personId: back.personId,
      contactId: null,
      createdAt: now,
      nextAttemptAt: now,
      notes: overdueText(back.calledUntil),
    })
    if (!isNew) return
    tx.trace({ action: 'service.returnOverdue', entity: 'service', entityId: serviceId, listeningPointId })
    tx.announce({ topic: 'callback', entityId: callbackId, listeningPointId })
  })
}

export const overdueText = (calledUntil: Date): string =>
  `Ritorno non ancora chiamato: era atteso entro le ${formatRomeTime(calledUntil)}. Sentire se la persona è pronta o è già a casa.`
