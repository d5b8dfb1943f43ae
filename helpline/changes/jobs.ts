/** What has changed, on which assignments may rest; 'all' for whatever nobody saw. */
export const recheckAbouts = ['volunteer', 'vehicle', 'person', 'request', 'association', 'service', 'all'] as const
export interface RecheckSubject {
  about: (typeof recheckAbouts)[number]
  /** null: every one. */
  id: string | null
}

/** What background work there is, and the ids it needs: a row in the database is the truth, the job only wakes somebody up. */
export interface JobPayloads {
  /** Ranks volunteers for a service and makes the next wave of offers. */
  'make-offers': { serviceId: string; wave: number }
  /** The wave's time is up: silent offers expire and the next wave is asked for. */
  'close-wave': { serviceId: string; wave: number }
  /** Looks whether what was assigned still stands. */
  'recheck-services': RecheckSubject
  /** Sends one outgoing message (SMS or spoken call) exactly once; `turnAt`: when it is its turn to leave. */
  'send-message': { messageId: string; turnAt?: string | undefined; lane?: 'common' | undefined }
  /** Twilio was asked and the answer was lost: look before anything is sent again. */
  'reconcile-message': { messageId: string }
  /** A call that nobody heard rings again when it may, or is left to a person. */
  'ring-again': { messageId: string }
  /** Tells the assisted person who comes and when. */
  'tell-person': { serviceId: string }
  /** On the eve of what is agreed, both sides hear of it once more; one a day, whoever asks. */
  'remind-tomorrow': { day: string }
  /** In the morning, whoever did not close a service of yesterday is asked how it went; one a day, whoever asks. */
  'remind-unclosed': { day: string }
  /** Adds the next services of a cycle. */
  'extend-series': { seriesId: string }
  /** Asks for the next services of every cycle; one a day, whoever asks. */
  'extend-cycles': { day: string }
  /** The time kept for a return is over: has anybody said the person is ready? */
  'watch-return': { serviceId: string }
  /** Brings in a file that has arrived whole. */
  'run-import': { batchId: string }
  /** Takes away what a file brought in. */
  'undo-import': { batchId: string }
  /** Writes the next messages of a campaign, and asks for the next step. */
  'feed-campaign': { campaignId: string; step: number }
  /** Rings the operator's telephone for a call of theirs, looking first whether it rings already. */
  'place-outgoing-call': { callId: string }
  /** Puts the operator's line down. */
  'hang-up-outgoing-line': { callId: string; twilioCallSid: string }
  /** Takes the sound of a message in, and deletes it at Twilio. */
  'keep-voicemail': { callId: string }
  /** Deletes the sound of a message whose days are over, here and at Twilio. */
  'delete-voicemail': { callId: string }
  /** Takes in what came with a message, and deletes it at Twilio. */
  'keep-message-media': { mediaId: string }
  /** Deletes what came with a message once its days are over, here and at Twilio. */
  'delete-message-media': { mediaId: string }
  /** Rings whoever is free at a point for the caller who has waited longest there. */
  'call-next-waiting': { listeningPointId: string }
  /** Sends for a caller's line that waits, in the queue or on hold, and goes on elsewhere now. */
  'fetch-caller': { callId: string; ringRound: number; state: 'ringing' | 'waiting' | 'recording' }
  /** Sends for a line of a conversation; null: the call's own. */
  'steer-line': { callId: string; legId: string | null; conferenceAt: string | null }
  /** Rings a telephone for somebody who may take a conversation over, or join it. */
  'ring-helper': { legId: string }
  /** Nobody has answered who was to help. */
  'end-help-ring': { helpId: string }
  /** Looks up calls and messages whose last word never came, and who is not at their post any more; one a slot, whoever asks. */
  'sweep-calls': { slot: number }
  /** Counts a year's reports again beside their tallies; asks for the year before. */
  'check-figures': { day: string; year: number }
  /** Makes a document somebody asked for. */
  'make-export': { exportId: string }
  /** On the first working day, the month's reports are there to be published; one a day, whoever asks. */
  'prepare-months': { day: string }
  /** Tells coordinators what an agreement wants of them soon; one a day, whoever asks. */
  'warn-of-due': { day: string }
  /** Forgets what the outbox and the consoles no longer need; one a day, whoever asks. */
  housekeeping: { day: string }
}
export type JobName = keyof JobPayloads

export const jobNames = [
  'make-offers',
  'close-wave',
  'recheck-services',
  'send-message',
  'reconcile-message',
  'ring-again',
  'tell-person',
  'remind-tomorrow',
  'remind-unclosed',
  'extend-series',
  'extend-cycles',
  'watch-return',
  'run-import',
  'undo-import',
  'feed-campaign',
  'place-outgoing-call',
  'hang-up-outgoing-line',
  'keep-voicemail',
  'delete-voicemail',
  'keep-message-media',
  'delete-message-media',
  'call-next-waiting',
  'fetch-caller',
  'steer-line',
  'ring-helper',
  'end-help-ring',
  'sweep-calls',
  'check-figures',
  'make-export',
  'prepare-months',
  'warn-of-due',
  'housekeeping',
] as const satisfies readonly JobName[]
