import type { Store } from '../../adapters/postgres/store.ts'
import type { VehicleCardView, vehicleEndpoints } from '../../contract/vehicles.ts'
import type { SignedIn } from '../../helpline/access/permissions.ts'
import { listVehicles, type OpenedVehicle, readVehicle } from '../../helpline/dispatch/vehicles/read-vehicles.ts'
import {
  changeVehicle,
  forgetReading,
  readOdometer,
  registerVehicle,
} from '../../helpline/dispatch/vehicles/save-vehicle.ts'
import type { WorkshopPeriod } from '../../helpline/dispatch/vehicles/vehicle-records.ts'
import { looksAfter } from '../../helpline/dispatch/volunteers/own-association.ts'
import type { Handlers } from '../routes.ts'

const isNow = (now: Date) => (period: WorkshopPeriod) => period.from <= now && now < period.until

const viewVehicle = ({ card, affected, odometer, ...rest }: OpenedVehicle): VehicleCardView => {
  const { associationName, comuneName, workshop, ...fields } = card
  return {
    ...fields,
    ...rest,
    association: associationName,
    comune: comuneName,
    workshop: workshop.map(({ from, until, reason }) => ({
      ...{ from: from.toISOString(), until: until.toISOString(), reason },
    })),
    affected: affected.map(({ id: serviceId, startsAt, helpKind, obstacles }) => ({
      ...{ serviceId, startsAt: startsAt.toISOString(), helpKind, obstacles },
    })),
    odometer: odometer.map((line) => ({ ...line, readAt: line.readAt.toISOString() })),
  }
}

/** Instants leave the wire as such. */
function changeOf<B extends { workshop?: { from: string; until: string; reason: string }[] | undefined }>(body: B) {
  const { workshop, ...fields } = body
  const periods = workshop?.map(({ from, until, reason }) => ({ from: new Date(from), until: new Date(until), reason }))
  return { ...fields, ...(periods && { workshop: periods }) }
}

export const vehicleHandlers = (store: Store): Handlers<typeof vehicleEndpoints> => {
  const view = async (who: SignedIn, now: Date, vehicleId: string) =>
    viewVehicle(await readVehicle(store, now, { who, vehicleId }))
  return {
    listVehicles: async ({ input: { query }, who, occasion }) => {
      const asked = {
        ...query,
        wheelchair: query.wheelchair === 'true',
        lapsing: query.lapsing === 'true',
        retired: query.retired === 'true',
      }
      return (await listVehicles(store, occasion, { who, ...asked })).map((card) => ({
        ...card,
        association: card.associationName,
        depot: [card.depotAddress, card.comuneName].filter(Boolean).join(', ') || null,
        inWorkshop: card.workshop.some(isNow(occasion.now)),
      }))
    },

    readVehicle: ({ input, who, occasion }) => view(who, occasion.now, input.params.vehicleId),

    registerVehicle: async ({ input, who, occasion }) => {
      await registerVehicle(store, occasion, { who, ...input.params, change: changeOf(input.body) })
      return view(who, occasion.now, input.params.vehicleId)
    },

    changeVehicle: async ({ input, who, occasion }) => {
      const { version, ...body } = input.body
      await changeVehicle(store, occasion, { who, ...input.params, version, change: changeOf(body) })
      return view(who, occasion.now, input.params.vehicleId)
    },

    readOdometer: async ({ input, who, occasion }) => {
      await readOdometer(store, occasion, { who, ...input.params, ...input.body })
      return view(who, occasion.now, input.params.vehicleId)
    },

    forgetReading: async ({ input, who, occasion }) => {
      await forgetReading(store, occasion, { who, ...input.params })
      return view(who, occasion.now, input.params.vehicleId)
    },

    listAssociationsInUse: async ({ who }) =>
      (await store.associationsInUse()).map(({ id, name, listeningPointId }) => ({
        ...{ id, name, isOwn: looksAfter(who, listeningPointId) },
      })),
  }
}
