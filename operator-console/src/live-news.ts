import type { EndpointName } from '../../contract/api.ts'
import type { News } from '../../contract/live.ts'
import type { LiveTopic } from '../../helpline/changes/change.ts'

/** Which answers a piece of news makes stale. */
const staleBy: Record<LiveTopic, readonly EndpointName[]> = {
  call: [
    'readWall',
    'listCurrentCalls',
    'readCall',
    'readMyOutgoingCall',
    'readMyTelephone',
    'listPresence',
    'readPersonTimeline',
  ],
  contact: [
    'readDesk',
    'readContact',
    'readContactPerson',
    'listContacts',
    'listCallbacksOfContact',
    'listCallbacks',
    'readPersonTimeline',
    'readRequestSeries',
  ],
  person: [
    'readContact',
    'readContactPerson',
    'readPerson',
    'readPersonTimeline',
    'readPersonReaching',
    'listLikelyDuplicates',
    'compareCards',
    'searchPeople',
    'listCurrentCalls',
  ],
  service: [
    'readBoard',
    'listCandidates',
    'readServiceCalendar',
    'readDaySheets',
    'readDesk',
    'listUndelivered',
    'listServices',
    'readService',
    'readContact',
    'readContactPerson',
    'readPersonTimeline',
    'readSeries',
    'readRequestSeries',
  ],
  volunteer: ['listVolunteers', 'readVolunteer', 'readVolunteerReaching', 'readRegister'],
  vehicle: ['listVehicles', 'readVehicle'],
  presence: ['readWall', 'listPresence', 'listHelpTargets'],
  conversation: ['listConversations', 'countConversations', 'readConversation'],
  message: [
    'readMediaSettings',
    'readConversation',
    'readDesk',
    'readService',
    'readPersonTimeline',
    'listUndelivered',
  ],
  callback: [
    'readWall',
    'listCurrentCalls',
    'listCallbacks',
    'listClosedCallbacks',
    'listCallbacksOfContact',
    'readContactPerson',
    'readCallbackSettings',
    'readVoicemailSettings',
    'readPersonTimeline',
  ],
  report: [
    'readAgreementBalance',
    'readMonthlyReport',
    'readFigures',
    'readFigureRows',
    'readTrend',
    'readPublishedChanges',
    'listPublishedReports',
    'listReportsToPublish',
    'readSocialReport',
    'listActivityTotals',
  ],
  export: ['listExports'],
  accountability: ['listAgreements', 'readAgreement', 'readAgreementBalance', 'readCalendar'],
  paperwork: ['listAids', 'readAid', 'listExpenses'],
  companion: ['readCompanionDay', 'listCompanionPlans', 'listCompanionAlarms'],
  campaign: ['listCampaigns', 'readCampaign', 'readCampaignList', 'readCampaignReport'],
  import: ['listImports', 'readImport', 'searchDirectory'],
  directory: ['searchDirectory', 'readDirectoryEntry'],
  editing: ['markEditing'],
  network: [
    'readSession',
    'listOperators',
    'readWall',
    'listPresence',
    'readNetwork',
    'listAssociations',
    'listInstitutions',
    'listFacilities',
    'readNetworkWeek',
    'readOfferPolicies',
    'previewRouting',
    'listNumberLimits',
  ],
}

/** Answers about one thing are read again only when the news are about that thing. */
const subjectOf: Partial<Record<EndpointName, { topic: LiveTopic; param: string }>> = {
  readCall: { topic: 'call', param: 'callId' },
  readConversation: { topic: 'conversation', param: 'conversationId' },
  readContact: { topic: 'contact', param: 'contactId' },
  readContactPerson: { topic: 'contact', param: 'contactId' },
  readDirectoryEntry: { topic: 'directory', param: 'entryId' },
  markEditing: { topic: 'editing', param: 'entityId' },
  readPerson: { topic: 'person', param: 'personId' },
  readPersonTimeline: { topic: 'person', param: 'personId' },
  readPersonReaching: { topic: 'person', param: 'personId' },
  readImport: { topic: 'import', param: 'batchId' },
  readService: { topic: 'service', param: 'serviceId' },
  readVolunteer: { topic: 'volunteer', param: 'volunteerId' },
  readVolunteerReaching: { topic: 'volunteer', param: 'volunteerId' },
  readCampaign: { topic: 'campaign', param: 'campaignId' },
  readCampaignList: { topic: 'campaign', param: 'campaignId' },
  readCampaignReport: { topic: 'campaign', param: 'campaignId' },
  readAid: { topic: 'paperwork', param: 'aidId' },
  readVehicle: { topic: 'vehicle', param: 'vehicleId' },
}

type QueryKey = readonly unknown[]

function isAbout(key: QueryKey, { topic, id }: News['items'][number]): boolean {
  const [name, input] = key as [EndpointName, { params?: Record<string, unknown> } | undefined]
  if (!staleBy[topic].includes(name)) return false
  const subject = subjectOf[name]
  if (!subject || subject.topic !== topic) return true
  return input?.params?.[subject.param] === id
}

/** Whether what is kept under this key must be read again. */
export const isStaleAfter = (news: Pick<News, 'reset' | 'items'>, key: QueryKey): boolean =>
  news.reset || news.items.some((item) => isAbout(key, item))
