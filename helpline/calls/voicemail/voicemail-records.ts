/** A message somebody left, as it is listed. */
export interface VoicemailSummary {
  callId: string
  durationSeconds: number
  receivedAt: Date
  heardAt: Date | null
  heardByName: string | null
  /** The last day on which it may be heard. */
  deleteAfter: string
  deletedAt: Date | null
}
