import { useState } from 'react'
import type { CallView } from '../../../contract/calls.ts'
import { isAt, useCurrentCalls, useMyPresence, whoMayCall } from '../current-calls.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import type { SoftphoneLine, TelephoneKey } from './softphone.ts'
import { softphone, useKeepSoftphone, useSoftphone } from './this-softphone.ts'
import { words } from './words.ts'

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const satisfies readonly TelephoneKey[]

function Keypad() {
  return (
    <fieldset className="keypad">
      <legend className="visually-hidden">{words.keys}</legend>
      {keys.map((key) => (
        <Button key={key} label={words.key(key)} onPress={() => softphone.press(key)}>
          {key}
        </Button>
      ))}
    </fieldset>
  )
}

function Conversation({ line }: { line: Extract<SoftphoneLine, { kind: 'talking' | 'calling' }> }) {
  const [hasKeys, setHasKeys] = useState(false)
  const isMuted = line.kind === 'talking' && line.isMuted
  return (
    <Notice
      title={line.kind === 'talking' ? words.talking : words.calling}
      actions={
        <>
          {line.kind === 'talking' && (
            <>
              <Button onPress={() => softphone.mute(!isMuted)} isPressed={isMuted}>
                {isMuted ? words.unmute : words.mute}
              </Button>
              <Button onPress={() => setHasKeys(!hasKeys)} isPressed={hasKeys}>
                {words.keys}
              </Button>
            </>
          )}
          <Button onPress={softphone.hangUp}>{words.hangUp}</Button>
        </>
      }
    >
      {isMuted && <p>{words.muted}</p>}
      {hasKeys && line.kind === 'talking' && <Keypad />}
    </Notice>
  )
}

/** The call that rings here: the one the ring names; where it names none, the first at one's point. */
function useRinging(callId: string | null) {
  const presence = useMyPresence()
  const calls = useCurrentCalls().data ?? []
  // Several may ring at once: a call that is named and not known here yet is not taken for another.
  if (callId !== null) return calls.find(({ id }) => id === callId)
  return calls.find((call) => call.state === 'ringing' && isAt(call, presence?.listeningPointId))
}

function Ringing({ call }: { call: CallView | undefined }) {
  return (
    <Notice
      kind="warning"
      said={false}
      title={words.ringing((call && whoMayCall(call)) ?? words.somebody)}
      actions={
        <>
          <Button kind="primary" size="large" shortcut="Alt+0" onPress={softphone.answer}>
            {words.answer}
          </Button>
          <Button onPress={softphone.refuse}>{words.refuse}</Button>
        </>
      }
    />
  )
}

function Lost({ callId }: { callId: string | null }) {
  const call = useCurrentCalls().data?.find(({ id }) => id === callId)
  const answered = call?.answeredBy?.name
  return (
    <Notice
      title={answered ? words.answeredBy(answered) : words.stopped}
      actions={<Button onPress={softphone.dismiss}>{words.understood}</Button>}
    />
  )
}

/** The telephone of this computer, seen from every page while there is something to do with it. */
export function SoftphonePanel() {
  useKeepSoftphone()
  const { line, problem, lost } = useSoftphone()
  const ringing = useRinging(line.kind === 'ringing' ? line.callId : null)
  // Once it has stopped ringing only its call says who has it.
  const [rung, setRung] = useState<string | null>(null)
  if (line.kind === 'ringing' && ringing && ringing.id !== rung) setRung(ringing.id)
  return (
    <section aria-label={words.title} className="call-watch no-print">
      {line.kind === 'ringing' && <Ringing call={ringing} />}
      {(line.kind === 'talking' || line.kind === 'calling') && <Conversation line={line} />}
      {lost && line.kind !== 'ringing' && <Lost callId={lost.callId ?? rung} />}
      {problem && (
        <Notice
          kind="problem"
          said="now"
          title={words.problem}
          actions={<Button onPress={softphone.dismiss}>{words.understood}</Button>}
        >
          <p>{words.problems[problem]}</p>
        </Notice>
      )}
    </section>
  )
}
