/** What background work there is, and the ids it needs: a row in the database is the truth, the job only wakes somebody up. */
export interface JobPayloads {
  /** Ranks volunteers for a service and makes the next wave of offers. */
  'make-offers': { serviceId: string; wave: number }
  /** The wave's time is up: silent offers expire and the next wave is asked for. */
  'close-wave': { serviceId: string; wave: number }
  /** Sends one outgoing message (SMS or spoken call) exactly once. */
  'send-message': { messageId: string }
  /** Twilio was asked and the answer was lost: look before anything is sent again. */
  'reconcile-message': { messageId: string }
  /** Tells the assisted person who comes and when. */
  'tell-person': { serviceId: string }
  /** Forgets what the outbox and the consoles no longer need; one a day, whoever asks. */
  housekeeping: { day: string }
}
export type JobName = keyof JobPayloads

export const jobNames = [
  'make-offers',
  'close-wave',
  'send-message',
  'reconcile-message',
  'tell-person',
  'housekeeping',
] as const satisfies readonly JobName[]
