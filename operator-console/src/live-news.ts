import type { EndpointName } from '../../contract/api.ts'
import type { News } from '../../contract/live.ts'
import type { LiveTopic } from '../../helpline/changes/change.ts'

/** Which answers a piece of news makes stale. */
const staleBy: Record<LiveTopic, readonly EndpointName[]> = {
  call: ['listCurrentCalls', 'readCall', 'readMyOutgoingCall', 'readMyTelephone', 'listPresence'],
  contact: ['readContact', 'listContacts', 'readPerson', 'listCallbacksOfContact', 'listCallbacks'],
  person: ['readPerson', 'searchPeople', 'listCurrentCalls'],
  service: ['listServices', 'readService', 'readContact', 'readPerson'],
  presence: ['listPresence', 'listHelpTargets'],
  message: ['readService'],
  callback: ['listCallbacks', 'listCallbacksOfContact', 'readCallbackSettings', 'readVoicemailSettings', 'readPerson'],
  report: [
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
  accountability: ['listAgreements', 'readAgreement', 'readCalendar'],
  import: ['listImports', 'readImport'],
  network: [
    'readSession',
    'listPresence',
    'readNetwork',
    'listAssociations',
    'readNetworkWeek',
    'previewRouting',
    'listNumberLimits',
  ],
}

/** Answers about one thing are read again only when the news are about that thing. */
const subjectOf: Partial<Record<EndpointName, { topic: LiveTopic; param: string }>> = {
  readCall: { topic: 'call', param: 'callId' },
  readContact: { topic: 'contact', param: 'contactId' },
  readPerson: { topic: 'person', param: 'personId' },
  readImport: { topic: 'import', param: 'batchId' },
  readService: { topic: 'service', param: 'serviceId' },
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
