import { useNow } from '../clock.ts'
import { formatMoment } from '../formats.ts'
import { Button } from '../ui/button.tsx'
import { Notice, ProblemNotice } from '../ui/notice.tsx'
import type { HandChanges } from './hand-change.ts'
import { words } from './words.ts'

/** What was just done, who will hear of it, and the way back. */
export function ChangeNotice({ changes }: { changes: HandChanges }) {
  const { made, undo, forget } = changes
  const now = useNow(1000)
  if (!made) return null
  const { change } = made
  const seconds = change ? Math.ceil((Date.parse(change.tellAt) - now.getTime()) / 1000) : 0
  return (
    <Notice
      kind={change && change.toCall.length > 0 ? 'warning' : 'done'}
      said={false}
      title={made.title}
      actions={
        <>
          {change && seconds > 0 && (
            <Button kind="primary" isBusy={undo.isPending} onPress={() => undo.mutate(made)}>
              {words.undo}
            </Button>
          )}
          <Button onPress={forget}>{words.understood}</Button>
        </>
      }
    >
      <span role="status" className="visually-hidden">
        {made.title}
      </span>
      {change?.isSearching && <p>{words.searching}</p>}
      {change?.back && <p>{words.backMoved(formatMoment(change.back.startsAt, now))}</p>}
      {change?.back?.isSearching && <p>{words.backSearching}</p>}
      {change && change.toCall.length > 0 && <p>{words.toCall(change.toCall.join(', '))}</p>}
      {change && <p>{seconds > 0 ? words.toldSoon(seconds) : words.told}</p>}
      {undo.error && <ProblemNotice error={undo.error} />}
    </Notice>
  )
}
