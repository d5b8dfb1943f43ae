import { useRef, useState } from 'react'
import type { ConversationView, MyTelephoneView } from '../../../contract/call-help.ts'
import type { CallHelpKind } from '../../../helpline/calls/call-states.ts'
import { Button } from '../ui/button.tsx'
import { Notice, ProblemNotice } from '../ui/notice.tsx'
import { ChooseHelper } from './choose-helper.tsx'
import { type Gesture, useGesture, useMyTelephone } from './conversation.ts'
import { words } from './words.ts'

function Asked({ asked }: { asked: NonNullable<MyTelephoneView['asked']> }) {
  const title = words.asked(asked.askedBy, asked.person ?? words.withheld, asked.kind)
  return (
    <Notice kind="warning" said="now" title={title}>
      <p>{asked.inBrowser ? words.answerHere : words.lift}</p>
    </Notice>
  )
}

interface GesturesProps {
  view: ConversationView
  pending: Gesture | null
  act: (gesture: Gesture) => void
  choose: (kind: CallHelpKind) => void
}

function HoldButton({ view, pending, act }: GesturesProps) {
  const { onHold, help } = view
  const gesture = onHold ? 'resumeCaller' : 'holdCaller'
  const inThree = onHold && help?.state === 'talking'
  return (
    <Button shortcut="F7" isBusy={pending === gesture} onPress={() => act(gesture)}>
      {inThree ? words.three : onHold ? words.resume : words.hold}
    </Button>
  )
}

function Gestures(props: GesturesProps) {
  const { view, pending, act, choose } = props
  const { help, part } = view
  if (part === 'helper') {
    return (
      <>
        {view.onHold && <HoldButton {...props} />}
        <Button isBusy={pending === 'endHelp'} onPress={() => act('endHelp')}>
          {words.leave}
        </Button>
      </>
    )
  }
  if (!help) {
    return (
      <>
        <HoldButton {...props} />
        <Button shortcut="F10" onPress={() => choose('transfer')}>
          {words.passTo}
        </Button>
        <Button shortcut="Alt+F10" onPress={() => choose('threeWay')}>
          {words.callIn}
        </Button>
      </>
    )
  }
  const isTalking = help.state === 'talking'
  return (
    <>
      {isTalking && (
        <Button kind="primary" shortcut="F10" isBusy={pending === 'passCall'} onPress={() => act('passCall')}>
          {words.pass}
        </Button>
      )}
      {(isTalking || !view.onHold) && <HoldButton {...props} />}
      <Button isBusy={pending === 'endHelp'} onPress={() => act('endHelp')}>
        {view.onHold ? words.back : isTalking ? words.without(help.targetName) : words.stopRinging}
      </Button>
    </>
  )
}

function Conversation({ view }: { view: ConversationView }) {
  const gesture = useGesture(view)
  const [choosing, setChoosing] = useState<CallHelpKind | null>(null)
  const panel = useRef<HTMLDivElement>(null)
  const kind = view.help ? null : choosing
  const person = view.person ?? words.withheld
  const ours = view.speakers.map(({ name, isMe }) => (isMe ? words.me : name))
  const onLine = view.onHold ? ours : [...ours, person]
  const pending = gesture.isPending ? gesture.variables : null
  const close = () => {
    setChoosing(null)
    panel.current?.querySelector('button')?.focus()
  }
  return (
    <div ref={panel}>
      <Notice
        said={false}
        kind={view.onHold ? 'warning' : 'plain'}
        title={words.withPerson(person)}
        actions={
          kind === null && (
            <Gestures
              view={view}
              pending={pending}
              act={(each) => !gesture.isPending && gesture.mutate(each)}
              choose={setChoosing}
            />
          )
        }
      >
        <p role="status">{view.news}</p>
        <p>
          {words.onLine}: <strong>{onLine.join(', ')}</strong>
        </p>
        {gesture.error && <ProblemNotice error={gesture.error} />}
        {kind && <ChooseHelper key={kind} callId={view.callId} kind={kind} onClose={close} />}
      </Notice>
    </div>
  )
}

/** What one's own telephone is doing, and what can be done about it, from every page. */
export function ConversationPanel() {
  const mine = useMyTelephone()
  const { conversation, asked } = mine ?? {}
  return (
    <section aria-label={words.title} className="call-watch no-print">
      {asked && <Asked asked={asked} />}
      {conversation && <Conversation key={conversation.callId} view={conversation} />}
    </section>
  )
}
