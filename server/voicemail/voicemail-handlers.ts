import type { Log } from '../../adapters/log.ts'
import type { Store } from '../../adapters/postgres/store.ts'
import type { VoicemailSettingsView, voicemailEndpoints } from '../../contract/voicemail.ts'
import type { CallControl } from '../../helpline/calls/call-control.ts'
import { hearVoicemail, type Sound } from '../../helpline/calls/voicemail/voicemail-hearing.ts'
import { changeVoicemailSettings } from '../../helpline/calls/voicemail/voicemail-settings.ts'
import { DomainError } from '../../helpline/errors.ts'
import { addDays, romeDate } from '../../helpline/territory/rome-time.ts'
import { isFromStart, partOf } from '../byte-range.ts'
import { HttpProblem } from '../problems.ts'
import type { FileAnswer, Handlers } from '../routes.ts'

/** The jobs have had a day to do it. */
const GRACE_MS = 24 * 3_600_000

export interface VoicemailDoors {
  store: Store
  recordings: Pick<CallControl, 'readRecording'>
  log: Log
}

export const voicemailHandlers = ({ store, recordings, log }: VoicemailDoors): Handlers<typeof voicemailEndpoints> => {
  async function settings(now: Date): Promise<VoicemailSettingsView> {
    const current = await store.readVoicemailSettings()
    const before = { day: addDays(romeDate(now), -1), instant: new Date(now.getTime() - GRACE_MS) }
    return { ...current, faults: await store.countVoicemailFaults(current, before) }
  }

  return {
    async hearVoicemail({ input, who, occasion, request, response }) {
      const { callId } = input.params
      const asked = { who, callId, isFromStart: isFromStart(request) }
      const sound = await hearVoicemail({ ...store, recordings }, occasion, asked).catch((error: unknown) => {
        if (error instanceof DomainError) throw error
        log.warn({ err: error }, 'a message could not be fetched')
        throw new HttpProblem(503, {
          detail: 'Il messaggio non si può ascoltare in questo momento. Riprovi fra poco.',
        })
      })
      return fileOf(partOf(sound.audio, request, response), sound)
    },

    readVoicemailSettings: ({ occasion }) => settings(occasion.now),

    async changeVoicemailSettings({ input, occasion }) {
      await changeVoicemailSettings(store, occasion, input.body)
      return settings(occasion.now)
    },
  }
}

const fileOf = (content: Buffer, { mediaType }: Sound): FileAnswer => ({
  fileName: 'messaggio',
  content,
  // What a stranger's server called it is never repeated to a browser unless it is a sound.
  ...(/^audio\/[\w.+-]+$/.test(mediaType) ? { mediaType } : {}),
})
