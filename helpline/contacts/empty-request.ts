import type { RequestKind } from './kinds.ts'

/** What only an information request has, and what only a help request has, before anything is written. */
export const emptyInformation = { informationKind: null, answer: null, directoryEntryId: null, referredTo: null }
export const emptyHelp = {
  helpKind: null,
  neededFrom: null,
  neededUntil: null,
  fromPlace: null,
  toPlace: null,
  facilityId: null,
  destinationKind: null,
  insideProvince: null,
  returnKind: null,
  returnAt: null,
  companions: null,
  mobility: null,
  wheelchair: false,
  recognisedBy: null,
}

export const emptyRequest = (kind: RequestKind) => ({
  kind,
  urgent: false,
  notes: null,
  ...emptyInformation,
  ...emptyHelp,
})
