import { accountabilityEndpoints } from './accountability.ts'
import { companionEndpoints } from './active.ts'
import { aidEndpoints } from './aids.ts'
import { boardEndpoints } from './board.ts'
import { callHelpEndpoints } from './call-help.ts'
import { callbackEndpoints } from './callbacks.ts'
import { callEndpoints } from './calls.ts'
import { campaignEndpoints } from './campaigns.ts'
import { contactEndpoints } from './contacts.ts'
import { conversationEndpoints } from './conversations.ts'
import { daySheetEndpoints } from './day-sheets.ts'
import { deskEndpoints } from './desk.ts'
import { directoryEndpoints } from './directory.ts'
import { dispatchEndpoints } from './dispatch.ts'
import { expenseEndpoints } from './expenses.ts'
import { exportEndpoints } from './exports.ts'
import { facilityEndpoints } from './facilities.ts'
import { importEndpoints } from './imports.ts'
import { institutionEndpoints } from './institutions.ts'
import { messageMediaEndpoints } from './message-media.ts'
import { networkEndpoints } from './network.ts'
import { numberLimitEndpoints } from './number-limits.ts'
import { offerEndpoints } from './offers.ts'
import { operatorEndpoints } from './operators.ts'
import { outgoingCallEndpoints } from './outgoing-calls.ts'
import { peopleEndpoints } from './people.ts'
import { reachingEndpoints } from './reaching.ts'
import { reportEndpoints } from './reports.ts'
import { seriesEndpoints } from './series.ts'
import { sessionEndpoints } from './session.ts'
import { softphoneEndpoints } from './softphone.ts'
import { vehicleEndpoints } from './vehicles.ts'
import { voicemailEndpoints } from './voicemail.ts'
import { volunteerEndpoints } from './volunteers.ts'
import { workedHoursEndpoints } from './worked-hours.ts'

/** Everything the API answers to, below /api. The document at /api/openapi.json is made from it. */
export const api = {
  ...sessionEndpoints,
  ...operatorEndpoints,
  ...callEndpoints,
  ...callHelpEndpoints,
  ...callbackEndpoints,
  ...voicemailEndpoints,
  ...messageMediaEndpoints,
  ...numberLimitEndpoints,
  ...outgoingCallEndpoints,
  ...softphoneEndpoints,
  ...contactEndpoints,
  ...conversationEndpoints,
  ...networkEndpoints,
  ...facilityEndpoints,
  ...institutionEndpoints,
  ...peopleEndpoints,
  ...directoryEndpoints,
  ...dispatchEndpoints,
  ...seriesEndpoints,
  ...volunteerEndpoints,
  ...vehicleEndpoints,
  ...offerEndpoints,
  ...boardEndpoints,
  ...deskEndpoints,
  ...reachingEndpoints,
  ...daySheetEndpoints,
  ...reportEndpoints,
  ...exportEndpoints,
  ...accountabilityEndpoints,
  ...aidEndpoints,
  ...expenseEndpoints,
  ...workedHoursEndpoints,
  ...importEndpoints,
  ...companionEndpoints,
  ...campaignEndpoints,
}
export type Api = typeof api
export type EndpointName = keyof Api
