import type { VoicemailView } from '../contract/voicemail.ts'
import type { VoicemailSummary } from '../helpline/calls/voicemail/voicemail-records.ts'
import { romeDate } from '../helpline/territory/rome-time.ts'

export const viewVoicemail = (
  { deletedAt, receivedAt, heardAt, ...voicemail }: VoicemailSummary,
  now: Date,
): VoicemailView => ({
  ...voicemail,
  receivedAt: receivedAt.toISOString(),
  heardAt: heardAt?.toISOString() ?? null,
  isGone: deletedAt !== null || romeDate(now) > voicemail.deleteAfter,
})
