import { maySeePoint, type SignedIn } from '../../access/permissions.ts'
import { type OpeningRows, traceOpening } from '../../access/trace-opening.ts'
import type { Change, Occasion, Transactions } from '../../changes/change.ts'
import { NotAllowed, NotFound } from '../../errors.ts'
import { type IsoDate, romeDate } from '../../territory/rome-time.ts'
import type { CallControl } from '../call-control.ts'

/** A message with what its handling needs, without the sound. */
export interface KeptVoicemail {
  callId: string
  recordingSid: string
  isHere: boolean
  removedFromTwilioAt: Date | null
  deletedAt: Date | null
  deleteAfter: IsoDate
  /** Whose list it is on. */
  listeningPointId: string
}

export interface Sound {
  audio: Uint8Array
  mediaType: string
}

export interface VoicemailReads {
  findVoicemail(callId: string): Promise<KeptVoicemail | null>
  readVoicemailAudio(callId: string): Promise<Sound | null>
}

export interface HearingRows extends OpeningRows {
  /** false where somebody had heard it before. */
  markHeard(callId: string, operatorId: string, now: Date): Promise<boolean>
}

export type HearingDoors = VoicemailReads &
  Transactions<HearingRows> & { recordings: Pick<CallControl, 'readRecording'> }

/**
 * The sound of a message, from where it is kept. Each listening from the beginning is traced; moving to and fro in it is the same
 * listening.
 */
export async function hearVoicemail(
  doors: HearingDoors,
  occasion: Occasion,
  input: { who: SignedIn; callId: string; isFromStart: boolean },
): Promise<Sound> {
  const { who, callId } = input
  const voicemail = await doors.findVoicemail(callId)
  if (!voicemail) throw new NotFound('Questo messaggio non c’è.')
  const { listeningPointId } = voicemail
  if (!maySeePoint(who, listeningPointId)) throw new NotAllowed('Questo messaggio è di un altro punto d’ascolto.')
  const sound = isOver(voicemail, occasion.now) ? null : await soundOf(doors, voicemail)
  if (!sound) throw new NotFound('Questo messaggio non c’è più: è finito il tempo per cui si conserva.')
  await doors.transaction(occasion, async (tx) => {
    const isFirst = await tx.markHeard(callId, who.operatorId, occasion.now)
    if (isFirst) tx.announce({ topic: 'callback', entityId: callId, listeningPointId })
    await trace(tx, occasion, input.isFromStart, { callId, listeningPointId })
  })
  return sound
}

export const isOver = (voicemail: Pick<KeptVoicemail, 'deletedAt' | 'deleteAfter'>, now: Date): boolean =>
  voicemail.deletedAt !== null || romeDate(now) > voicemail.deleteAfter

async function soundOf(
  doors: Pick<HearingDoors, 'readVoicemailAudio' | 'recordings'>,
  { callId, recordingSid }: KeptVoicemail,
): Promise<Sound | null> {
  const here = await doors.readVoicemailAudio(callId)
  if (here) return here
  const there = await doors.recordings.readRecording(recordingSid)
  // It may have been taken in, and deleted there, between the two looks.
  return there ?? doors.readVoicemailAudio(callId)
}

async function trace(
  tx: OpeningRows & Change,
  occasion: Occasion,
  isFromStart: boolean,
  { callId: entityId, listeningPointId }: { callId: string; listeningPointId: string },
): Promise<void> {
  if (isFromStart) tx.trace({ action: 'voicemail.opened', entity: 'voicemail', entityId, listeningPointId })
  else await traceOpening(tx, occasion, { entity: 'voicemail', entityId, listeningPointId })
}
