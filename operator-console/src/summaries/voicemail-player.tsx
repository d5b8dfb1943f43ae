import type { VoicemailView } from '../../../contract/voicemail.ts'
import { addressOf } from '../api-client.ts'
import { useNow } from '../clock.ts'
import { formatDay, formatMoment } from '../formats.ts'
import { useMay } from '../session.tsx'
import { SoundPlayer } from './sound-player.tsx'
import { words } from './words.ts'

/** What somebody left on the answering machine. */
export function VoicemailPlayer({ voicemail }: { voicemail: VoicemailView }) {
  const now = useNow(60_000)
  const mayHear = useMay('voicemail:hear')
  const { callId, durationSeconds, heardAt, heardByName } = voicemail
  return (
    <div className="stack-tight">
      <p>
        <strong>{words.message(durationSeconds)}</strong>{' '}
        {heardAt ? words.heardBy(heardByName ?? words.somebody, formatMoment(heardAt, now)) : words.notHeardYet}
      </p>
      {voicemail.isGone ? (
        <p className="soft">{words.messageGone(formatDay(voicemail.deleteAfter))}</p>
      ) : (
        mayHear && (
          <SoundPlayer
            address={addressOf('hearVoicemail', { params: { callId } })}
            name={words.message(durationSeconds)}
            failed={words.messageFailed}
          />
        )
      )}
    </div>
  )
}
