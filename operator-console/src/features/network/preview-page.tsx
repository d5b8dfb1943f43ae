import { useState } from 'react'
import type { RoutingPreview } from '../../../../contract/network.ts'
import { formatRomeDateTime, formatRomeTime } from '../../../../helpline/territory/rome-time.ts'
import { formatWholeMoment } from '../../formats.ts'
import { useAnswer } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { DateTimeField } from '../../ui/date-time-field.tsx'
import { Field } from '../../ui/field.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { NetworkPageFrame } from './network-frame.tsx'
import { words } from './words.ts'

type Stage = RoutingPreview['stages'][number]

const nothing = { from: '', to: '', digits: '', at: null as string | null }

const pointText = ({ name, openUntil }: Stage['points'][number]) =>
  openUntil ? `${name} (${words.openUntil(formatRomeTime(new Date(openUntil)))})` : name

function StageLine({ stage }: { stage: Stage }) {
  const name = stage.why ?? (stage.kind === 'points' ? 'home' : stage.kind)
  return (
    <li>
      <strong>{words.stageNames[name]}</strong>
      {stage.points.length > 0 && `: ${stage.points.map(pointText).join(', ')}`}
      {stage.ringSeconds !== null && ` – ${words.forSeconds(stage.ringSeconds)}`}
    </li>
  )
}

function Path({ preview }: { preview: RoutingPreview }) {
  const { closedPoint } = preview
  return (
    <>
      <Card title={words.path}>
        <div className="stack-tight">
          <p>{formatWholeMoment(preview.at)}</p>
          <ol className="network-path">
            {preview.stages.map((stage) => (
              <StageLine key={`${stage.kind}${stage.why}`} stage={stage} />
            ))}
          </ol>
          <p>{words.callbackBy(preview.responsible.name)}</p>
          {closedPoint?.reopensAt && (
            <p>{words.reopens(closedPoint.name, formatRomeDateTime(new Date(closedPoint.reopensAt)))}</p>
          )}
        </div>
      </Card>
      <Card title={words.because}>
        <ol className="network-path">
          {preview.steps.map(({ code, text }) => (
            <li key={`${code} ${text}`}>{text}</li>
          ))}
        </ol>
      </Card>
    </>
  )
}

function Asked({ asked }: { asked: typeof nothing }) {
  const { from, to, digits, at } = asked
  const query = { from, ...(to && { to }), ...(digits && { digits }), ...(at && { at }) }
  const preview = useAnswer('previewRouting', { query })
  return (
    <section aria-live="polite" className="stack">
      <Answer answer={preview}>{(data) => <Path preview={data} />}</Answer>
    </section>
  )
}

export function PreviewPage() {
  const [typed, setTyped] = useState(nothing)
  const [asked, setAsked] = useState<typeof nothing | null>(null)
  const change = (part: Partial<typeof nothing>) => setTyped({ ...typed, ...part })
  return (
    <NetworkPageFrame title={words.preview}>
      <p>{words.previewIntro}</p>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          setAsked(typed)
        }}
      >
        <div className="row-fields" data-hinted>
          <Field
            label={words.caller}
            hint={words.callerHint}
            value={typed.from}
            onChange={(from) => change({ from })}
            type="tel"
            maxLength={40}
          />
          <Field
            label={words.digits}
            hint={words.digitsHint}
            value={typed.digits}
            onChange={(digits) => change({ digits })}
            inputMode="numeric"
            maxLength={20}
          />
          <Field
            label={words.dialled}
            hint={words.dialledHint}
            value={typed.to}
            onChange={(to) => change({ to })}
            type="tel"
            maxLength={40}
          />
        </div>
        <DateTimeField label={words.moment} value={typed.at} onChange={(at) => change({ at })} />
        <p className="soft">{words.momentHint}</p>
        <div className="row">
          <Button kind="primary" type="submit">
            {words.ask}
          </Button>
        </div>
      </form>
      {asked && <Asked asked={asked} />}
    </NetworkPageFrame>
  )
}
