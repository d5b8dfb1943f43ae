import type { TimelinePageView } from '../../contract/people.ts'
import { may, type SignedIn } from '../../helpline/access/permissions.ts'
import { type TimelinePage, type TimelinePlace, timelineText } from '../../helpline/contacts/person-timeline.ts'
import { viewVoicemail } from '../voicemail-view.ts'

const placeText = ({ at, kind, id }: TimelinePlace): string => `${at.toISOString()}~${kind}~${id}`

export const viewTimeline = ({ entries, next }: TimelinePage, who: SignedIn, now: Date): TimelinePageView => ({
  entries: entries.map((entry) => ({
    at: entry.at.toISOString(),
    kind: entry.kind,
    id: entry.id,
    contactId: entry.kind === 'request' ? entry.contactId : null,
    text: timelineText(entry),
    fields: entry.kind === 'change' ? entry.fields : [],
    voicemail: entry.kind === 'voicemail' ? viewVoicemail(entry.voicemail, now) : null,
    mayUndo: entry.kind === 'merge' && !entry.undone && may(who, 'person:merge'),
  })),
  next: next && placeText(next),
})
