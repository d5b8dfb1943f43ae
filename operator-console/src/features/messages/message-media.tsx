import { useState } from 'react'
import { Button as AriaButton, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import type { MessageMediaView } from '../../../../contract/message-media.ts'
import { addressOf } from '../../api-client.ts'
import { formatDay } from '../../formats.ts'
import { SoundPlayer } from '../../summaries/sound-player.tsx'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { sizeText, mediaWords as words } from './media-words.ts'
import './message-media.css'

/** What came with a message, in its place; `sender` is who wrote, as they are called on the page. */
export function MessageMedia({ media, sender }: { media: readonly MessageMediaView[]; sender: string }) {
  if (media.length === 0) return null
  return (
    <ul className="message-media">
      {media.map((each, index) => (
        <li key={each.id}>
          <OneOf media={each} name={words.name(each.kind, sender, index + 1, media.length)} />
        </li>
      ))}
    </ul>
  )
}

interface Named {
  media: MessageMediaView
  name: string
}

function OneOf({ media, name }: Named) {
  if (media.state !== 'kept') return <Absent media={media} name={name} />
  if (media.kind === 'image') return <Photo media={media} name={name} />
  if (media.kind === 'audio' && media.contentType !== 'audio/amr') return <VoiceNote media={media} name={name} />
  return <File media={media} name={name} />
}

/** Said in words, in the place where it would be. */
function Absent({ media: { state, reason, deleteAfter }, name }: Named) {
  return (
    <p className="soft">
      <strong>{name}.</strong> {state === 'awaited' && words.awaited}
      {state === 'lost' && words.lost}
      {state === 'deleted' && words.deleted(formatDay(deleteAfter))}
      {reason && words.refused[reason]}
    </p>
  )
}

const addressOfMedia = ({ id: mediaId }: MessageMediaView) => addressOf('openMessageMedia', { params: { mediaId } })

function Photo({ media, name }: Named) {
  const [isLarge, setIsLarge] = useState(false)
  const [hasFailed, setHasFailed] = useState(false)
  if (hasFailed) {
    return (
      <Notice
        kind="problem"
        said={false}
        title={words.failed}
        actions={<Button onPress={() => setHasFailed(false)}>{words.again}</Button>}
      >
        <p>{name}</p>
      </Notice>
    )
  }
  return (
    <>
      <AriaButton className="media-photo" aria-label={words.enlarge(name)} onPress={() => setIsLarge(true)}>
        <img src={addressOfMedia(media)} alt={name} loading="lazy" onError={() => setHasFailed(true)} />
      </AriaButton>
      <ModalOverlay className="dialog-veil" isOpen={isLarge} onOpenChange={setIsLarge}>
        <Modal>
          <Dialog className="dialog media-large stack">
            <Heading slot="title" level={2}>
              {name}
            </Heading>
            <img src={addressOfMedia(media)} alt={name} />
            <div className="row">
              <Button kind="primary" onPress={() => setIsLarge(false)}>
                {words.close}
              </Button>
              <a className="table-link" href={addressOfMedia(media)} download>
                {words.download}
              </a>
            </div>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  )
}

function VoiceNote({ media, name }: Named) {
  return (
    <div className="stack-tight">
      <p>{name}</p>
      <SoundPlayer address={addressOfMedia(media)} name={name} failed={words.failed} />
    </div>
  )
}

function File({ media, name }: Named) {
  return (
    <div className="stack-tight">
      {media.kind === 'audio' && <p>{words.notPlayedHere}</p>}
      <p>
        <a className="table-link" href={addressOfMedia(media)} download>
          {words.downloadOf(name, sizeText(media.sizeBytes ?? 0))}
        </a>
      </p>
    </div>
  )
}
