import type { Store } from '../../adapters/postgres/store.ts'
import type { networkEndpoints } from '../../contract/network.ts'
import { addAssociation, changeAssociation } from '../../helpline/access/edit-association.ts'
import { assignDistrict, withdrawDistrict } from '../../helpline/access/edit-districts.ts'
import { addClosure, endClosure, setHours, withdrawHours } from '../../helpline/access/edit-hours.ts'
import { addPoint, changePoint, setPointActive } from '../../helpline/access/edit-point.ts'
import { listAssociations, readNetwork, readNetworkWeek } from '../../helpline/access/read-network.ts'
import { romeDate } from '../../helpline/territory/rome-time.ts'
import type { Handlers } from '../routes.ts'
import { viewAssociation, viewNetwork, viewWeek } from './network-views.ts'
import { previewOf } from './routing-preview.ts'

const done = (): null => null

export const networkHandlers = (store: Store): Handlers<typeof networkEndpoints> => ({
  readNetwork: async ({ who, occasion }) => viewNetwork(await readNetwork(store, occasion.now, who)),

  listAssociations: async ({ who }) => (await listAssociations(store, who)).map(viewAssociation),

  readNetworkWeek: async ({ input, occasion }) =>
    viewWeek(await readNetworkWeek(store, input.query.from ?? romeDate(occasion.now))),

  previewRouting: ({ input: { query }, occasion }) =>
    previewOf(store, { ...query, at: query.at ? new Date(query.at) : occasion.now }),

  addPoint: ({ input, who, occasion }) => addPoint(store, occasion, { who, point: input.body }),

  changePoint: ({ input: { params, body }, who, occasion }) => {
    const { version, neighbours, ...details } = body
    const seen = { pointId: params.pointId, version }
    return changePoint(store, occasion, { who, seen, details, neighbourIds: neighbours }).then(done)
  },

  setPointActive: ({ input: { params, body }, who, occasion }) => {
    const seen = { pointId: params.pointId, version: body.version }
    return setPointActive(store, occasion, { who, seen, active: body.active }).then(done)
  },

  setHours: ({ input: { params, body }, who, occasion }) => {
    const { version, ...week } = body
    return setHours(store, occasion, { who, seen: { pointId: params.pointId, version }, ...week }).then(done)
  },

  withdrawHours: ({ input: { params, query }, who, occasion }) => {
    const seen = { pointId: params.pointId, version: query.version }
    return withdrawHours(store, occasion, { who, seen, hoursId: params.hoursId }).then(done)
  },

  addClosure: ({ input: { params, body }, who, occasion }) => {
    const { version, ...closure } = body
    return addClosure(store, occasion, { who, seen: { pointId: params.pointId, version }, closure }).then(done)
  },

  endClosure: ({ input: { params, query }, who, occasion }) => {
    const seen = { pointId: params.pointId, version: query.version }
    return endClosure(store, occasion, { who, seen, closureId: params.closureId }).then(done)
  },

  assignDistrict: ({ input: { params, body }, who, occasion }) =>
    assignDistrict(store, occasion, { who, change: { prefix: params.prefix, ...body } }).then(done),

  withdrawDistrict: ({ input: { params }, who, occasion }) =>
    withdrawDistrict(store, occasion, { who, ...params }).then(done),

  addAssociation: ({ input, who, occasion }) => addAssociation(store, occasion, { who, details: input.body }),

  changeAssociation: ({ input: { params, body }, who, occasion }) => {
    const { version, active, ...details } = body
    const { associationId } = params
    return changeAssociation(store, occasion, { who, associationId, version, active, details }).then(done)
  },
})
