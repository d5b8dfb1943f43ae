import { callEndpoints } from './calls.ts'
import { contactEndpoints } from './contacts.ts'
import { directoryEndpoints } from './directory.ts'
import { dispatchEndpoints } from './dispatch.ts'
import { peopleEndpoints } from './people.ts'
import { reportEndpoints } from './reports.ts'
import { sessionEndpoints } from './session.ts'

/** Everything the API answers to, below /api. The document at /api/openapi.json is made from it. */
export const api = {
  ...sessionEndpoints,
  ...callEndpoints,
  ...contactEndpoints,
  ...peopleEndpoints,
  ...directoryEndpoints,
  ...dispatchEndpoints,
  ...reportEndpoints,
}
export type Api = typeof api
export type EndpointName = keyof Api
