import { useEffect, useRef, useState } from 'react'
import type { CallbackView } from '../../../../contract/callbacks.ts'
import { CallButton } from '../../calling/call-button.tsx'
import { useNow } from '../../clock.ts'
import { formatMoment, waitingText } from '../../formats.ts'
import { useMay, useSession } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, Tag } from '../../ui/card.tsx'
import { Bell, Warning } from '../../ui/icons.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { AttemptForm } from './attempt-form.tsx'
import { CallbackStory } from './callback-story.tsx'
import { useClose, useRelease, useSigns, useTake } from './callback-work.ts'
import { PlanForm } from './plan-form.tsx'
import { whoCalled } from './who-called.ts'
import { words } from './words.ts'

const kindOf = { late: 'problem', due: 'warning', planned: 'plain' } as const

/** The age alarm is a word and a sign; its colour only repeats them. */
function Urgency({ group }: { group: CallbackView }) {
  const now = useNow(60_000)
  return (
    <span className="row">
      {group.rows.length > 1 && <strong>{words.called(group.rows.length)}</strong>}
      <span>
        {group.urgency === 'planned' && group.nextAttemptAt
          ? words.from(formatMoment(group.nextAttemptAt, now))
          : words.waits(waitingText(group.createdAt, now))}
      </span>
      <Tag kind={kindOf[group.urgency]}>
        {group.urgency === 'late' && <Warning />}
        {group.urgency === 'due' && <Bell />} {words.urgency[group.urgency]}
      </Tag>
    </span>
  )
}

function Taking({ group }: { group: CallbackView }) {
  const now = useNow(60_000)
  const take = useTake(group.id)
  const { holder } = group
  if (holder && !holder.isSilent) {
    return (
      <p>
        <strong>{words.heldBy(holder.name)}</strong>
      </p>
    )
  }
  return (
    <div className="stack-tight">
      {holder && <p>{words.silent(holder.name, waitingText(holder.lastSignAt, now))}</p>}
      {take.error && <ProblemNotice error={take.error} />}
      <div className="row">
        <Button kind="primary" size="large" isBusy={take.isPending} onPress={() => take.mutate()}>
          {holder ? words.takeFrom(holder.name) : words.take}
        </Button>
      </div>
    </div>
  )
}

interface WorkingProps {
  group: CallbackView
  onClosed: () => void
  onWritten: () => void
}

function Working({ group, onClosed, onWritten }: WorkingProps) {
  const mayCall = useMay('call:place')
  const release = useRelease(group.id)
  const close = useClose(group, onClosed)
  return (
    <div className="stack">
      <p>
        <strong>{words.heldByMe}.</strong>
      </p>
      {group.from ? (
        <div className="row">
          <span className="callback-number">{group.from}</span>
          {mayCall && <CallButton to={{ kind: 'callback', callbackId: group.id }} who={whoCalled(group)} />}
        </div>
      ) : (
        <p>{words.noNumber}</p>
      )}
      <Card title={words.howDidItGo} level={3}>
        <AttemptForm group={group} onClose={() => close.mutate()} onWritten={onWritten} />
      </Card>
      <Card title={words.notes} level={3}>
        <PlanForm group={group} />
      </Card>
      {close.error && <ProblemNotice error={close.error} />}
      {release.error && <ProblemNotice error={release.error} />}
      <div className="row">
        <Button isBusy={release.isPending} onPress={() => release.mutate()}>
          {words.release}
        </Button>
        <Button kind="quiet" isBusy={close.isPending} onPress={() => close.mutate()}>
          {words.close}
        </Button>
      </div>
    </div>
  )
}

/** One number to call back. */
export function CallbackCard({ group, onClosed }: { group: CallbackView; onClosed: (who: string) => void }) {
  const now = useNow(60_000)
  const { operator } = useSession()
  const mayWork = useMay('callback:write')
  const isMine = group.holder?.id === operator.id
  const [wasMine, setWasMine] = useState(isMine)
  const [takenBy, setTakenBy] = useState<string | null>(null)
  const [written, setWritten] = useState(false)
  const panel = useRef<HTMLDivElement>(null)
  if (isMine !== wasMine) {
    setWasMine(isMine)
    setTakenBy(isMine ? null : (group.holder?.name ?? null))
  }
  useSigns(group.id, isMine)
  // The button that was pressed may be gone with what it did: whoever works by keyboard goes on from here.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the change of hands that takes the button away
  useEffect(() => {
    if (document.activeElement === document.body) panel.current?.focus()
  }, [isMine])
  return (
    <Card title={whoCalled(group)} aside={<Urgency group={group} />}>
      <div className="stack" ref={panel} tabIndex={-1}>
        {group.urgency === 'late' && !group.holder && <Notice kind="problem" said={false} title={words.lately} />}
        {takenBy && (
          <Notice kind="warning" said="now" title={words.takenOver(takenBy)}>
            <p>{words.takenOverWhy}</p>
          </Notice>
        )}
        {written && (
          <Notice
            kind="done"
            title={group.nextAttemptAt ? words.writtenNext(formatMoment(group.nextAttemptAt, now)) : words.written}
          />
        )}
        <CallbackStory group={group} />
        {mayWork &&
          (isMine ? (
            <Working group={group} onClosed={() => onClosed(whoCalled(group))} onWritten={() => setWritten(true)} />
          ) : (
            <Taking group={group} />
          ))}
      </div>
    </Card>
  )
}
