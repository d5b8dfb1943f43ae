import { accountabilityEndpoints } from './accountability.ts'
import { callHelpEndpoints } from './call-help.ts'
import { callbackEndpoints } from './callbacks.ts'
import { callEndpoints } from './calls.ts'
import { contactEndpoints } from './contacts.ts'
import { directoryEndpoints } from './directory.ts'
import { dispatchEndpoints } from './dispatch.ts'
import { exportEndpoints } from './exports.ts'
import { importEndpoints } from './imports.ts'
import { networkEndpoints } from './network.ts'
import { numberLimitEndpoints } from './number-limits.ts'
import { outgoingCallEndpoints } from './outgoing-calls.ts'
import { peopleEndpoints } from './people.ts'
import { reportEndpoints } from './reports.ts'
import { sessionEndpoints } from './session.ts'
import { softphoneEndpoints } from './softphone.ts'
import { voicemailEndpoints } from './voicemail.ts'

/** Everything the API answers to, below /api. The document at /api/openapi.json is made from it. */
export const api = {
  ...sessionEndpoints,
  ...callEndpoints,
  ...callHelpEndpoints,
  ...callbackEndpoints,
  ...voicemailEndpoints,
  ...numberLimitEndpoints,
  ...outgoingCallEndpoints,
  ...softphoneEndpoints,
  ...contactEndpoints,
  ...networkEndpoints,
  ...peopleEndpoints,
  ...directoryEndpoints,
  ...dispatchEndpoints,
  ...reportEndpoints,
  ...exportEndpoints,
  ...accountabilityEndpoints,
  ...importEndpoints,
}
export type Api = typeof api
export type EndpointName = keyof Api
