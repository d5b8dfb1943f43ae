import type { SignedIn } from '../../access/permissions.ts'
import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { Conflict, Invalid, NotFound } from '../../errors.ts'
import { formatRomeDateWithYear, type IsoDate, romeDate, romeDay } from '../../territory/rome-time.ts'
import { requireAssociation } from '../volunteers/own-association.ts'
import { readingConflict } from './odometer.ts'
import type { VehicleCard, VehicleFields, VehicleLists, VehicleRows } from './vehicle-records.ts'

type Doors = Transactions<VehicleRows>

export interface VehicleChange extends Partial<VehicleFields>, Partial<VehicleLists> {}
export type NewVehicle = VehicleChange &
  Pick<VehicleFields, 'plate' | 'name' | 'localAssociationId' | 'ownership' | 'seats'>

const unsaid = {
  ...{ lender: null, loanUntil: null, wheelchairPlaces: 0, depotAddress: null, comuneIstatCode: null },
  ...{ insuredUntil: null, inspectedUntil: null, active: true },
}

/** The same registration sent twice on a slow line is one vehicle. */
export async function registerVehicle(
  doors: Doors,
  occasion: Occasion,
  input: { who: SignedIn; vehicleId: string; change: NewVehicle },
): Promise<VehicleCard> {
  const { who, vehicleId } = input
  const { lists, ...change } = partsOf(input.change)
  const fields = { ...unsaid, ...change.fields } as VehicleFields
  return doors.transaction(occasion, async (tx) => {
    const association = await requireAssociation(tx, who, fields.localAssociationId)
    if (!association.active) {
      throw new Invalid('Questa associazione non è più in uso.', {
        localAssociationId: 'Scelga un’associazione in uso.',
      })
    }
    await checkVehicle(tx, vehicleId, fields, lists)
    if (await tx.addVehicle(vehicleId, fields)) {
      await tx.saveVehicleLists(vehicleId, lists)
      await told(tx, vehicleId, 'vehicle.registered', Object.keys(input.change))
    }
    return existing(tx, who, vehicleId)
  })
}

export async function changeVehicle(
  doors: Doors,
  occasion: Occasion,
  input: { who: SignedIn; vehicleId: string; version: number; change: VehicleChange },
): Promise<VehicleCard> {
  const { who, vehicleId, version } = input
  const { fields: given, lists } = partsOf(input.change)
  return doors.transaction(occasion, async (tx) => {
    await tx.lockVehicle(vehicleId)
    const card = await existing(tx, who, vehicleId)
    const fields = { ...fieldsOf(card), ...given }
    if (fields.localAssociationId !== card.localAssociationId)
      await requireAssociation(tx, who, fields.localAssociationId)
    await checkVehicle(tx, vehicleId, fields, lists)
    const written = fields.ownership === 'owned' ? { ...given, lender: null, loanUntil: null } : given
    if (!(await tx.changeVehicle(vehicleId, version, written))) {
      throw new Conflict(
        'Nel frattempo un’altra persona ha cambiato questo automezzo. Quello che ha scritto è ancora qui: lo confronti e salvi di nuovo.',
      )
    }
    await tx.saveVehicleLists(vehicleId, lists)
    await told(tx, vehicleId, 'vehicle.changed', Object.keys(input.change))
    return existing(tx, who, vehicleId)
  })
}

/** A reading of the dashboard; of a day gone by, as it was in the evening. */
export async function readOdometer(
  doors: Doors,
  occasion: Occasion,
  input: { who: SignedIn; vehicleId: string; on: IsoDate; km: number },
): Promise<void> {
  const { who, vehicleId, on, km } = input
  const today = romeDate(occasion.now)
  if (on > today) throw new Invalid('Controlli il giorno.', { on: 'Una lettura è di oggi o di prima.' })
  const readAt = on === today ? occasion.now : new Date(romeDay(on).to.getTime() - 1)
  await doors.transaction(occasion, async (tx) => {
    await tx.lockVehicle(vehicleId)
    await existing(tx, who, vehicleId)
    const { readings } = await tx.odometerOf(vehicleId)
    const same = readings.some((each) => each.km === km && romeDate(each.readAt) === on)
    if (same) return
    const conflict = readingConflict(readings, { readAt, km })
    if (conflict) {
      const { kind, than } = conflict
      const side = kind === 'lessThanBefore' ? 'erano già' : 'erano ancora'
      const sentence = `Il ${formatRomeDateWithYear(than.readAt)} i chilometri ${side} ${than.km}: ricontrolli.`
      throw new Invalid('Questa lettura non torna con le altre.', { km: sentence })
    }
    await tx.addReading(vehicleId, { readAt, km })
    await tx.setOdometer(vehicleId, Math.max(km, ...readings.map((each) => each.km)))
    await told(tx, vehicleId, 'vehicle.odometerRead', ['odometer'])
  })
}

/** A reading written wrongly. */
export async function forgetReading(
  doors: Doors,
  occasion: Occasion,
  input: { who: SignedIn; vehicleId: string; readingId: string },
): Promise<void> {
  const { who, vehicleId, readingId } = input
  await doors.transaction(occasion, async (tx) => {
    await tx.lockVehicle(vehicleId)
    const card = await existing(tx, who, vehicleId)
    if (!(await tx.removeReading(vehicleId, readingId))) throw new NotFound('Questa lettura non c’è.')
    const { readings } = await tx.odometerOf(vehicleId)
    if (readings.length > 0) await tx.setOdometer(card.id, Math.max(...readings.map(({ km }) => km)))
    await told(tx, vehicleId, 'vehicle.readingForgotten', ['odometer'])
  })
}

function partsOf({ lentToIds, workshop, ...fields }: VehicleChange) {
  const lists: Partial<VehicleLists> = { ...(lentToIds && { lentToIds }), ...(workshop && { workshop }) }
  return { fields, lists }
}

function fieldsOf(card: VehicleCard): VehicleFields {
  const { lentToIds, lentTo, workshop, odometerKm, ...rest } = card
  const { id, version, associationName, comuneName, listeningPointId, ...fields } = rest
  return fields
}

async function checkVehicle(
  tx: VehicleRows,
  vehicleId: string,
  fields: VehicleFields,
  lists: Partial<VehicleLists>,
): Promise<void> {
  const wrong: Record<string, string> = {}
  const holder = await tx.vehicleWithPlate(fields.plate)
  if (holder !== null && holder !== vehicleId) wrong.plate = 'Questa targa è già di un altro automezzo.'
  if (fields.ownership === 'onLoan' && !fields.lender) wrong.lender = 'Scriva chi lo presta.'
  if (fields.comuneIstatCode !== null && !(await tx.comuneExists(fields.comuneIstatCode))) {
    wrong.comuneIstatCode = 'Scelga il Comune dall’elenco.'
  }
  for (const [at, { from, until }] of (lists.workshop ?? []).entries()) {
    if (until <= from) wrong[`workshop.${at}.until`] = 'La fine viene dopo l’inizio.'
  }
  if (lists.lentToIds && lists.lentToIds.length > 0) {
    const known = new Set((await tx.associationsInUse()).map(({ id }) => id))
    if (lists.lentToIds.some((id) => !known.has(id))) wrong.lentToIds = 'Una di queste associazioni non è in uso.'
    if (lists.lentToIds.includes(fields.localAssociationId)) wrong.lentToIds = 'È già di questa associazione.'
  }
  if (Object.keys(wrong).length > 0) throw new Invalid('Controlli i campi segnati.', wrong)
}

async function existing(tx: VehicleRows, who: SignedIn, vehicleId: string): Promise<VehicleCard> {
  const card = await tx.findVehicle(vehicleId)
  if (!card) throw new NotFound('Questo automezzo non c’è.')
  await requireAssociation(tx, who, card.localAssociationId)
  return card
}

async function told(tx: VehicleRows & Change, entityId: string, action: string, fields: string[]): Promise<void> {
  const listeningPointId = (await tx.findVehicle(entityId))?.listeningPointId ?? null
  tx.trace({ action, entity: 'vehicle', entityId, listeningPointId, fields })
  // Whoever borrows it looks at it too.
  tx.announce({ topic: 'vehicle', entityId, listeningPointId: null })
}
