import type { ClosedCallbackView } from '../../../../contract/callbacks.ts'
import { callbackReasonNames } from '../../../../helpline/calls/call-states.ts'
import { useNow } from '../../clock.ts'
import { formatMoment } from '../../formats.ts'
import { useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { useReopen } from './callback-work.ts'
import { whoCalled } from './who-called.ts'
import { words } from './words.ts'

interface ReopenProps {
  callbackId: string
  who: string
  onReopened: (who: string) => void
}

export function Reopen({ callbackId, who, onReopened }: ReopenProps) {
  const reopen = useReopen(callbackId, () => onReopened(who))
  return (
    <>
      {reopen.error && <ProblemNotice error={reopen.error} />}
      <Button label={words.reopenLabel(who)} isBusy={reopen.isPending} onPress={() => reopen.mutate()}>
        {words.reopen}
      </Button>
    </>
  )
}

function Closed({ callback, onReopened }: { callback: ClosedCallbackView; onReopened: (who: string) => void }) {
  const now = useNow(60_000)
  const mayWork = useMay('callback:write')
  const { id, reason, closedByName, closedAt } = callback
  const who = whoCalled(callback)
  return (
    <li className="row">
      <span>
        <strong>{who}</strong>: {callbackReasonNames[reason]},{' '}
        {words.closedBy(closedByName, formatMoment(closedAt, now))}
      </span>
      {mayWork && <Reopen callbackId={id} who={who} onReopened={onReopened} />}
    </li>
  )
}

/** For whoever has closed one by mistake. */
export function ClosedCallbacks({ onReopened }: { onReopened: (who: string) => void }) {
  const closed = useAnswer('listClosedCallbacks', {})
  return (
    <details>
      <summary>{words.closedLately}</summary>
      <Answer answer={closed}>
        {(callbacks) =>
          callbacks.length === 0 ? (
            <p>{words.closedNone}</p>
          ) : (
            <ul className="call-lines stack-tight">
              {callbacks.map((callback) => (
                <Closed key={callback.id} callback={callback} onReopened={onReopened} />
              ))}
            </ul>
          )
        }
      </Answer>
    </details>
  )
}
