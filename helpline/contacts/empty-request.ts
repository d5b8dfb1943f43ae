import type { RequestKind } from './kinds.ts'

/** What only an information request has, what only a ride has, and what only a help request has, before anything is written. */
export const emptyInformation = { informationKind: null, answer: null, directoryEntryId: null, referredTo: null }
export const emptyRide = {
  fromPlace: null,
  facilityId: null,
  destinationKind: null,
  insideProvince: null,
  returnKind: null,
  returnAt: null,
  companions: null,
  mobility: null,
  wheelchair: false,
}
export const emptyHelp = {
  helpKind: null,
  neededFrom: null,
  neededUntil: null,
  toPlace: null,
  recognisedBy: null,
  ...emptyRide,
  repetition: null,
}

export const emptyRequest = (kind: RequestKind) => ({
  kind,
  urgent: false,
  notes: null,
  ...emptyInformation,
  ...emptyHelp,
})
