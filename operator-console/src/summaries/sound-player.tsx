import { useState } from 'react'
import { Notice } from '../ui/notice.tsx'
import './sound-player.css'

/** Nothing is fetched, and nobody has heard it, until it is played. */
export function SoundPlayer({ address, name, failed }: { address: string; name: string; failed: string }) {
  const [hasFailed, setHasFailed] = useState(false)
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: nobody has written down what was said */}
      <audio
        className="sound-player"
        controls
        preload="none"
        src={address}
        aria-label={name}
        onPlay={() => setHasFailed(false)}
        onError={() => setHasFailed(true)}
      />
      {hasFailed && <Notice kind="problem" said="now" title={failed} />}
    </>
  )
}
