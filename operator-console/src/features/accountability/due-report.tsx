import { useState } from 'react'
import { Link } from 'wouter'
import type { CalendarItem } from '../../../../contract/accountability.ts'
import { annexFormats } from '../../../../helpline/reports/accountability-reports.ts'
import { addressOf } from '../../api-client.ts'
import { capitalised, formatDay, formatWholeMoment } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { choiceAddress } from '../../summaries/figures-address.ts'
import { Button } from '../../ui/button.tsx'
import { Tag } from '../../ui/card.tsx'
import { DayField, understoodDay } from '../../ui/day-field.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { useUnsavedValues } from '../../unsaved.ts'
import { useAccountabilityChange } from './accountability-change.ts'
import { whatIsDue } from './due-words.tsx'
import { words } from './words.ts'

type DueReport = Extract<CalendarItem, { kind: 'report' }>

const Annexes = ({ reportId }: { reportId: string }) => (
  <>
    {annexFormats.map((format) => (
      <a key={format} className="button" href={addressOf('downloadAnnex', { params: { reportId, format } })} download>
        {words.annexes[format]}
      </a>
    ))}
  </>
)

function SendForm({ item, seenReportId, today }: { item: DueReport; seenReportId: string; today: string }) {
  const [sentOn, setSentOn] = useState(formatDay(today))
  const [sentTo, setSentTo] = useState('')
  const [asked, setAsked] = useState(false)
  useUnsavedValues([sentOn, sentTo])
  const send = useAccountabilityChange('sendAccountability')
  const fields = send.error?.fields ?? {}
  const day = understoodDay(sentOn, 'back')
  return (
    <form
      className="stack-tight"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setAsked(true)
        if (!day || sentTo.trim() === '') return
        send.mutate({ params: { reportId: item.id }, body: { seenReportId, sentOn: day, sentTo } })
      }}
    >
      <div className="row-fields">
        <DayField
          label={words.sentOn}
          value={sentOn}
          onChange={setSentOn}
          leaning="back"
          error={fields.sentOn ?? (asked && !day ? words.dayMissing : undefined)}
        />
        <div className="grows">
          <Field
            label={words.sentTo}
            hint={words.sentToHint}
            value={sentTo}
            onChange={setSentTo}
            maxLength={200}
            error={fields.sentTo ?? (asked && sentTo.trim() === '' ? words.missing : undefined)}
          />
        </div>
      </div>
      {send.error && Object.keys(fields).length === 0 && <ProblemNotice error={send.error} />}
      <div className="row">
        <Button kind="primary" type="submit" isBusy={send.isPending}>
          {words.send}
        </Button>
      </div>
    </form>
  )
}

function DueForm({ item, onClose }: { item: DueReport; onClose: () => void }) {
  const [typed, setTyped] = useState(formatDay(item.dueOn))
  const change = useAccountabilityChange('changeDueDay', onClose)
  const day = understoodDay(typed, 'ahead')
  return (
    <form
      className="row-fields"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (day) change.mutate({ params: { reportId: item.id }, body: { dueOn: day } })
      }}
    >
      <DayField
        label={words.due}
        value={typed}
        onChange={setTyped}
        leaning="ahead"
        error={change.error ? (change.error.fields.dueOn ?? change.error.message) : undefined}
      />
      <Button type="submit" isBusy={change.isPending}>
        {words.saveDue}
      </Button>
      <Button onPress={onClose}>{words.cancel}</Button>
    </form>
  )
}

/** Cards come late: what was prepared is sent as it is, or prepared again. */
function ChangedSince({ reportId }: { reportId: string }) {
  const changes = useAnswer('readPublishedChanges', { params: { reportId } })
  if (!changes.data || changes.data.lines.length === 0) return null
  const { asOf, lines } = changes.data
  return (
    <Notice kind="warning" title={words.changedSince(formatWholeMoment(asOf), lines.length)}>
      <p>
        <Link href={paths.published(reportId)} className="table-link">
          {words.seeChanges}
        </Link>
      </p>
    </Notice>
  )
}

function Draft({ item: { id, period, part, draftedAt } }: { item: DueReport }) {
  return (
    <>
      {draftedAt && <p>{words.draftedAt(formatWholeMoment(draftedAt))}</p>}
      <p className="soft">{`${words.draftHint} ${words.annexHint}`}</p>
      <div className="row">
        <Link href={choiceAddress(paths.reports, { ...period, ...part })} className="button">
          {words.openFigures}
        </Link>
        <Annexes reportId={id} />
      </div>
    </>
  )
}

function Prepared({ item, seenReportId, today }: { item: DueReport; seenReportId: string; today: string }) {
  return (
    <>
      <p className="soft">{`${words.preparedHint} ${words.annexHint}`}</p>
      <ChangedSince reportId={seenReportId} />
      <div className="row">
        <Link href={paths.published(seenReportId)} className="button">
          {words.openFigures}
        </Link>
        <Annexes reportId={item.id} />
      </div>
      <SendForm item={item} seenReportId={seenReportId} today={today} />
    </>
  )
}

/** One report an agreement asks for: preparing it, looking at it, sending it, and what was sent. */
export function DueReportWork({ item, today }: { item: DueReport; today: string }) {
  const [isMoving, setMoving] = useState(false)
  const mayWrite = useMay('report:publish')
  const prepare = useAccountabilityChange('prepareAccountability')
  const { id: reportId, state, publishedReportId, mayPrepare, sentOn, sentTo, sentBy } = item
  const what = whatIsDue(item)
  if (state === 'sent') {
    return (
      <>
        <p>{words.sentSentence(formatDay(sentOn ?? ''), sentTo ?? '', sentBy ?? '')}</p>
        <div className="row">
          {publishedReportId && (
            <Link href={paths.published(publishedReportId)} className="button">
              {words.openFigures}
            </Link>
          )}
          <Annexes reportId={reportId} />
        </div>
      </>
    )
  }
  const isOver = item.period.until <= today
  return (
    <div className="stack-tight">
      <p>
        <Tag>{capitalised(words.states[state])}</Tag>
      </p>
      {!isOver && <p className="soft">{words.notOver}</p>}
      {isOver && !mayPrepare && <p className="soft">{words.regionPrepares}</p>}
      {!publishedReportId && mayPrepare && <Draft item={item} />}
      {publishedReportId && mayPrepare && <Prepared item={item} seenReportId={publishedReportId} today={today} />}
      {prepare.error && <ProblemNotice error={prepare.error} />}
      <div className="row">
        {mayPrepare && mayWrite && (
          <Button
            kind={publishedReportId ? 'plain' : 'primary'}
            isBusy={prepare.isPending}
            label={words.prepareOf(what)}
            onPress={() => prepare.mutate({ params: { reportId }, body: { seenReportId: publishedReportId } })}
          >
            {publishedReportId ? words.prepareAgain : words.prepare}
          </Button>
        )}
        {mayWrite && !isMoving && (
          <Button label={words.changeDueOf(what)} onPress={() => setMoving(true)}>
            {words.changeDue}
          </Button>
        )}
      </div>
      {isMoving && <DueForm item={item} onClose={() => setMoving(false)} />}
    </div>
  )
}
