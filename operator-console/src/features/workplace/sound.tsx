import { ringOnce, setMuted, useMuted, useSoundReady } from '../../ring-tone.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Bell } from '../../ui/icons.tsx'
import { words } from './words.ts'

export function Sound() {
  const isMuted = useMuted()
  const isReady = useSoundReady()
  return (
    <Card title={words.sound}>
      <div className="stack-tight">
        <p>
          <Bell isMuted={isMuted} /> {isMuted ? words.soundOff : words.soundOn}
        </p>
        {!isMuted && !isReady && <p className="soft">{words.soundWaiting}</p>}
        <div className="row">
          <Button onPress={() => setMuted(!isMuted)}>{isMuted ? words.unmute : words.mute}</Button>
          {!isMuted && <Button onPress={ringOnce}>{words.tryIt}</Button>}
        </div>
      </div>
    </Card>
  )
}
