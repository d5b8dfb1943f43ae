import { z } from 'zod'
import { helpKinds } from '../helpline/contacts/kinds.ts'
import { vehicleObstacleKinds } from '../helpline/dispatch/vehicles/vehicle-fitness.ts'
import { vehiclePapers } from '../helpline/dispatch/vehicles/vehicle-papers.ts'
import { vehicleOwnerships } from '../helpline/dispatch/vehicles/vehicle-records.ts'
import { paperStates } from '../helpline/dispatch/volunteers/volunteer-papers.ts'
import { day, endpoints, id, instant, shortText } from './endpoint.ts'
import { cardDay, cardInstant, ticked } from './volunteers.ts'

const LARGEST_KM = 2_000_000
const plate = z
  .string()
  .trim()
  .toUpperCase()
  .transform((typed) => typed.replaceAll(/[\s.-]/g, ''))
  .pipe(z.string().regex(/^[A-Z0-9]{4,10}$/, 'Controlli la targa: per esempio AB123CD.'))
const vehicleFields = z.object({
  plate,
  name: shortText.min(1, 'Scriva come lo chiamate.'),
  localAssociationId: id,
  ownership: z.enum(vehicleOwnerships, 'Dica se è di proprietà o in comodato.'),
  lender: shortText.nullable(),
  loanUntil: cardDay.nullable(),
  seats: z.int('Scriva quanti posti ha.').min(1, 'Da 1 a 60.').max(60, 'Da 1 a 60.'),
  wheelchairPlaces: z.int('Scriva un numero.').min(0, 'Da 0 a 20.').max(20, 'Da 0 a 20.'),
  depotAddress: shortText.nullable(),
  comuneIstatCode: z
    .string()
    .regex(/^[0-9]{6}$/, 'Scelga il Comune dall’elenco.')
    .nullable(),
  insuredUntil: cardDay.nullable(),
  inspectedUntil: cardDay.nullable(),
  active: z.boolean(),
  lentToIds: z.array(id).max(500, 'Al massimo 500 associazioni.'),
  workshop: z
    .array(z.object({ from: cardInstant, until: cardInstant, reason: shortText.min(1, 'Scriva perché.') }))
    .max(60, 'Al massimo 60 fermi.'),
})
export type VehicleBody = z.input<typeof vehicleFields>

const paper = z.object({ paper: z.enum(vehiclePapers), until: day.nullable(), state: z.enum(paperStates) })

export const vehicleLine = z.object({
  id,
  name: z.string(),
  plate: z.string(),
  association: z.string(),
  ownership: z.enum(vehicleOwnerships),
  seats: z.int(),
  wheelchairPlaces: z.int(),
  /** Where it is kept. */
  depot: z.string().nullable(),
  inWorkshop: z.boolean(),
  papers: z.array(paper),
})
export type VehicleLine = z.infer<typeof vehicleLine>

export const vehicleCard = vehicleFields.extend({
  id,
  plate: z.string(),
  name: z.string(),
  association: z.string(),
  comune: z.string().nullable(),
  lentTo: z.array(z.object({ id, name: z.string() })),
  mayEdit: z.boolean(),
  odometerKm: z.int(),
  /** `services`: how many of those given to it a paper that is not in order touches. */
  papers: z.array(paper.extend({ services: z.int() })),
  /** Services to come that it cannot do, as things are now. */
  affected: z.array(
    z.object({
      serviceId: id,
      startsAt: instant,
      helpKind: z.enum(helpKinds),
      obstacles: z.array(z.enum(vehicleObstacleKinds)),
    }),
  ),
  /** How many services to come it has been given. */
  upcoming: z.int(),
  /** The newest first. */
  odometer: z.array(
    z.object({
      /** null where a service says it. */
      id: id.nullable(),
      readAt: instant,
      km: z.int(),
      driven: z.int().nullable(),
      recorded: z.int(),
      unexplained: z.int().nullable(),
      isGap: z.boolean(),
    }),
  ),
  version: z.int(),
})
export type VehicleCardView = z.infer<typeof vehicleCard>

const vehicleParams = z.object({ vehicleId: id })

export const vehicleEndpoints = endpoints({
  listVehicles: {
    method: 'GET',
    path: '/vehicles',
    guard: 'vehicle:read',
    summary: 'The vehicles of one’s own associations and those lent to them, with the papers that end soon',
    query: z.object({
      search: z.string().trim().max(100).optional(),
      localAssociationId: id.optional(),
      wheelchair: ticked,
      lapsing: ticked,
      retired: ticked,
    }),
    answer: z.array(vehicleLine),
  },
  readVehicle: {
    method: 'GET',
    path: '/vehicles/:vehicleId',
    guard: 'vehicle:read',
    summary: 'A vehicle, its papers, what they touch and its odometer',
    params: vehicleParams,
    answer: vehicleCard,
  },
  registerVehicle: {
    method: 'PUT',
    path: '/vehicles/:vehicleId',
    guard: 'vehicle:write',
    summary: 'A new vehicle, under an id the console chose: sent twice, it is one',
    params: vehicleParams,
    body: vehicleFields
      .partial()
      .required({ plate: true, name: true, localAssociationId: true, ownership: true, seats: true }),
    answer: vehicleCard,
  },
  changeVehicle: {
    method: 'PATCH',
    path: '/vehicles/:vehicleId',
    guard: 'vehicle:write',
    summary: 'Changes some of a vehicle, each list whole; an older version is a conflict',
    params: vehicleParams,
    body: vehicleFields.partial().extend({ version: z.int().min(1).max(1_000_000) }),
    answer: vehicleCard,
  },
  readOdometer: {
    method: 'POST',
    path: '/vehicles/:vehicleId/readings',
    guard: 'vehicle:write',
    summary: 'What the dashboard said on a day',
    params: vehicleParams,
    body: z.object({
      on: cardDay,
      km: z
        .int('Scriva i chilometri del quadro.')
        .min(0, 'Non possono essere meno di zero.')
        .max(LARGEST_KM, 'Sono troppi.'),
    }),
    answer: vehicleCard,
  },
  forgetReading: {
    method: 'DELETE',
    path: '/vehicles/:vehicleId/readings/:readingId',
    guard: 'vehicle:write',
    summary: 'Takes away a reading written wrongly',
    params: vehicleParams.extend({ readingId: id }),
    answer: vehicleCard,
  },
  listAssociationsInUse: {
    method: 'GET',
    path: '/associations',
    guard: 'vehicle:read',
    summary: 'The associations in use, and which of them one looks after',
    answer: z.array(z.object({ id, name: z.string(), isOwn: z.boolean() })),
  },
})
