import { useState } from 'react'
import type { VoicemailView } from '../../../contract/voicemail.ts'
import { addressOf } from '../api-client.ts'
import { useNow } from '../clock.ts'
import { formatDay, formatMoment } from '../formats.ts'
import { useMay } from '../session.tsx'
import { Notice } from '../ui/notice.tsx'
import { words } from './words.ts'
import './voicemail-player.css'

/** What somebody left on the answering machine. Nothing is fetched, and nobody has heard it, until it is played. */
export function VoicemailPlayer({ voicemail }: { voicemail: VoicemailView }) {
  const now = useNow(60_000)
  const mayHear = useMay('voicemail:hear')
  const [hasFailed, setHasFailed] = useState(false)
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
          // biome-ignore lint/a11y/useMediaCaption: nobody has written down what was said
          <audio
            className="voicemail-player"
            controls
            preload="none"
            src={addressOf('hearVoicemail', { params: { callId } })}
            aria-label={words.message(durationSeconds)}
            onPlay={() => setHasFailed(false)}
            onError={() => setHasFailed(true)}
          />
        )
      )}
      {hasFailed && <Notice kind="problem" said="now" title={words.messageFailed} />}
    </div>
  )
}
