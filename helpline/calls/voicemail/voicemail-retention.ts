import type { Occasion, Transactions } from '../../changes/change.ts'
import { type IsoDate, romeDate } from '../../territory/rome-time.ts'
import type { CallControl } from '../call-control.ts'
import { isOver, type KeptVoicemail, type Sound, type VoicemailReads } from './voicemail-hearing.ts'
import type { VoicemailSettings } from './voicemail-settings.ts'

export interface RetentionRows extends Pick<VoicemailReads, 'findVoicemail'> {
  /** false where it has its sound already, or is deleted. */
  keepVoicemailAudio(callId: string, sound: Sound): Promise<boolean>
  forgetVoicemailAudio(callId: string): Promise<void>
  markRemovedFromTwilio(callId: string, now: Date): Promise<void>
  /** false where it was deleted before. */
  markVoicemailDeleted(callId: string, now: Date): Promise<boolean>
  /** false where its sound is here after all, or it was deleted before. */
  markVoicemailLost(callId: string, now: Date): Promise<boolean>
}

export interface RetentionDoors extends Transactions<RetentionRows>, Pick<VoicemailReads, 'findVoicemail'> {
  recordings: Pick<CallControl, 'readRecording' | 'deleteRecording'>
}

/** Twilio did not do it: the job is tried again, and a given-up one is asked for again the next day. */
export class NotDoneAtTwilio extends Error {
  override readonly name = 'NotDoneAtTwilio'
}

/**
 * Takes the sound in, then deletes it at Twilio: never the other way round. Killed at any step and run again, it goes on where it
 * was; there, what is gone already counts as deleted.
 */
export async function keepVoicemail(
  doors: RetentionDoors,
  occasion: Occasion,
  { callId }: { callId: string },
): Promise<void> {
  const voicemail = await doors.findVoicemail(callId)
  if (!voicemail || voicemail.removedFromTwilioAt || isOver(voicemail, occasion.now)) return
  const { recordingSid, listeningPointId } = voicemail
  if (!voicemail.isHere) {
    const sound = await doors.recordings.readRecording(recordingSid)
    if (!sound) return markGone(doors, occasion, voicemail, 'lost')
    await doors.transaction(occasion, async (tx) => {
      if (!(await tx.keepVoicemailAudio(callId, sound))) return
      tx.trace({ action: 'voicemail.kept', entity: 'voicemail', entityId: callId, listeningPointId })
    })
  }
  await deleteThere(doors, occasion, voicemail)
}

/** After its last day the sound is nowhere any more; that there was a message stays. */
export async function deleteVoicemail(
  doors: RetentionDoors,
  occasion: Occasion,
  { callId }: { callId: string },
): Promise<void> {
  const voicemail = await doors.findVoicemail(callId)
  if (!voicemail || voicemail.deletedAt || !isOver(voicemail, occasion.now)) return
  await doors.transaction(occasion, (tx) => tx.forgetVoicemailAudio(callId))
  await deleteThere(doors, occasion, voicemail)
  await markGone(doors, occasion, voicemail, 'deleted')
}

async function deleteThere(doors: RetentionDoors, occasion: Occasion, voicemail: KeptVoicemail): Promise<void> {
  if (voicemail.removedFromTwilioAt) return
  const { kind } = await doors.recordings.deleteRecording(voicemail.recordingSid)
  if (kind !== 'accepted') throw new NotDoneAtTwilio(kind)
  await doors.transaction(occasion, (tx) => tx.markRemovedFromTwilio(voicemail.callId, occasion.now))
}

async function markGone(
  doors: RetentionDoors,
  occasion: Occasion,
  { callId, listeningPointId }: KeptVoicemail,
  how: 'deleted' | 'lost',
): Promise<void> {
  await doors.transaction(occasion, async (tx) => {
    const mark = how === 'lost' ? tx.markVoicemailLost : tx.markVoicemailDeleted
    if (!(await mark(callId, occasion.now))) return
    tx.trace({ action: `voicemail.${how}`, entity: 'voicemail', entityId: callId, listeningPointId })
    tx.announce({ topic: 'callback', entityId: callId, listeningPointId })
  })
}

export interface RetentionReads {
  readVoicemailSettings(): Promise<VoicemailSettings>
  /** Not deleted though their last day is over. */
  listVoicemailsToDelete(today: IsoDate): Promise<string[]>
  /** Still at Twilio within their days. */
  listVoicemailsToKeep(today: IsoDate): Promise<string[]>
}

/** One job each, asked for again every day until it is done. */
export async function askForVoicemailWork(
  doors: RetentionReads & Transactions<unknown>,
  occasion: Occasion,
): Promise<void> {
  const today = romeDate(occasion.now)
  const { keptAt } = await doors.readVoicemailSettings()
  const toDelete = await doors.listVoicemailsToDelete(today)
  const toKeep = keptAt === 'here' ? await doors.listVoicemailsToKeep(today) : []
  await doors.transaction(occasion, async (tx) => {
    for (const callId of toDelete) {
      tx.ask({ name: 'delete-voicemail', payload: { callId }, key: `delete-voicemail:${callId}:${today}` })
    }
    for (const callId of toKeep) {
      tx.ask({ name: 'keep-voicemail', payload: { callId }, key: `keep-voicemail:${callId}:${today}` })
    }
  })
}
