import type { Store } from '../../adapters/postgres/store.ts'
import type { facilityEndpoints } from '../../contract/facilities.ts'
import { saveFacility } from '../../helpline/directory/facilities.ts'
import type { Handlers } from '../routes.ts'

export const facilityHandlers = (store: Store): Handlers<typeof facilityEndpoints> => ({
  listFacilities: () => store.listFacilities(),

  listAsst: () => store.listAsst(),

  async saveFacility({ input: { params, body }, occasion }) {
    const { comune: comuneIstatCode, asst: asstSetId, ...fields } = body
    await saveFacility(store, occasion, { id: params.facilityId, comuneIstatCode, asstSetId, ...fields })
    return store.listFacilities()
  },
})
