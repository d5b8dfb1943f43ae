import { describe, expect, it } from 'vitest'
import * as stored from '../../generated/prisma/enums.ts'
import { roles } from '../../helpline/access/permissions.ts'
import { presenceStates } from '../../helpline/access/presence-states.ts'
import {
  callbackOutcomes,
  callbackReasons,
  callbackStates,
  callHelpEndings,
  callHelpKinds,
  callHelpStates,
  callOutcomes,
  callStates,
  legKinds,
  legStates,
} from '../../helpline/calls/call-states.ts'
import { actorKinds } from '../../helpline/changes/change.ts'
import * as kinds from '../../helpline/contacts/kinds.ts'
import { aidStates } from '../../helpline/dispatch/paperwork/aid-records.ts'
import * as services from '../../helpline/dispatch/service-states.ts'
import { vehicleOwnerships } from '../../helpline/dispatch/vehicles/vehicle-records.ts'
import { pairingKinds } from '../../helpline/dispatch/volunteers/pairings.ts'
import { registerEntryKinds } from '../../helpline/dispatch/volunteers/volunteer-register.ts'
import { importKinds, importStates } from '../../helpline/imports/import-kinds.ts'
import { callListOutcomes } from '../../helpline/messages/active/call-list.ts'
import {
  campaignKinds,
  campaignLefts,
  campaignStates,
  campaignWays,
} from '../../helpline/messages/active/campaign-records.ts'
import { companionDayParts, companionRhythms } from '../../helpline/messages/active/companion-rhythm.ts'
import { mediaRefusals, mediaStates } from '../../helpline/messages/media/media-types.ts'
import { messageDirections, messageStates } from '../../helpline/messages/message-states.ts'
import { institutionKinds } from '../../helpline/people/institutions.ts'
import {
  alreadyHelpedByKinds,
  consentPurposes,
  mobilities,
  relationKinds,
  sexes,
} from '../../helpline/people/profile.ts'
import { numberTraits } from '../../helpline/reaching/choose-channel.ts'
import { leftToPersonReasons } from '../../helpline/reaching/left-to-person.ts'
import { messageChannels, messagePurposes } from '../../helpline/reaching/message-channel.ts'
import { refusalPurposes, refusalSources } from '../../helpline/reaching/refusals.ts'
import { spokenOutcomes } from '../../helpline/reaching/spoken-outcomes.ts'
import { priceUnits } from '../../helpline/reports/accountability-agreements.ts'
import { annexPeople } from '../../helpline/reports/accountability-annexes.ts'
import { dueUrgencies, reportingRhythms } from '../../helpline/reports/accountability-periods.ts'
import { exportAudiences, exportDocuments, exportFormats, exportStates } from '../../helpline/reports/export-report.ts'
import { counterpartKinds } from '../../helpline/reports/report-stocks.ts'
import { phoneKinds } from '../../helpline/territory/phone-numbers.ts'

const pairs = {
  ActorKind: actorKinds,
  AlreadyHelpedBy: alreadyHelpedByKinds,
  AidState: aidStates,
  AnswerVia: services.answerVias,
  CallHelpEnding: callHelpEndings,
  CallHelpKind: callHelpKinds,
  CallHelpState: callHelpStates,
  CallOutcome: callOutcomes,
  CallState: callStates,
  CallbackOutcome: callbackOutcomes,
  CallbackReason: callbackReasons,
  CallbackState: callbackStates,
  CallerKind: phoneKinds,
  CallerType: kinds.callerTypes,
  ConsentPurpose: consentPurposes,
  CallListOutcome: callListOutcomes,
  CampaignKind: campaignKinds,
  CampaignLeft: campaignLefts,
  CampaignState: campaignStates,
  CampaignWay: campaignWays,
  CompanionDayPart: companionDayParts,
  CompanionRhythm: companionRhythms,
  ContactDirection: kinds.contactDirections,
  ContactState: kinds.contactStates,
  CounterpartKind: counterpartKinds,
  DestinationKind: kinds.destinationKinds,
  DueUrgency: dueUrgencies,
  ExportAudience: exportAudiences,
  ExportDocument: exportDocuments,
  ExportFormat: exportFormats,
  ExportState: exportStates,
  FulfilledBy: kinds.fulfilledByKinds,
  HelpKind: kinds.helpKinds,
  ImportKind: importKinds,
  ImportState: importStates,
  InstitutionKind: institutionKinds,
  InformationKind: kinds.informationKinds,
  LegKind: legKinds,
  LegState: legStates,
  MessageChannel: messageChannels,
  MessageMediaRefusal: mediaRefusals,
  MessageMediaState: mediaStates,
  MessageDirection: messageDirections,
  LeftToPersonReason: leftToPersonReasons,
  MessagePurpose: messagePurposes,
  NumberTrait: numberTraits,
  RefusalPurpose: refusalPurposes,
  RefusalSource: refusalSources,
  MessageState: messageStates,
  Mobility: mobilities,
  OfferState: services.offerStates,
  OutboundPurpose: kinds.outboundPurposes,
  PairingKind: pairingKinds,
  PresenceState: presenceStates,
  PriceUnit: priceUnits,
  Provenance: kinds.provenances,
  RegisterEntryKind: registerEntryKinds,
  RelationKind: relationKinds,
  AnnexPeople: annexPeople,
  ReportingRhythm: reportingRhythms,
  RequestKind: kinds.requestKinds,
  RequestState: kinds.requestStates,
  ReturnKind: kinds.returnKinds,
  Role: roles,
  ServiceLeg: services.serviceLegs,
  ServiceOutcome: services.serviceOutcomes,
  ServiceState: services.serviceStates,
  SpokenOutcome: spokenOutcomes,
  Sex: sexes,
  UnmetCause: kinds.unmetCauses,
  VehicleOwnership: vehicleOwnerships,
  WithdrawalReason: kinds.withdrawalReasons,
} satisfies Partial<Record<keyof typeof stored, readonly string[]>>

describe('a list exists once, and the database keeps the same one', () => {
  it.each(Object.entries(pairs))('%s', (name, list) => {
    expect(Object.values(stored[name as keyof typeof pairs]).sort()).toEqual([...list].sort())
  })
})
