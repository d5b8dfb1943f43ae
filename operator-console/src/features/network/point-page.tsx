import { useState } from 'react'
import type { NetworkView, PointView } from '../../../../contract/network.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { useSession } from '../../session.tsx'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { useNetworkChange } from './network-change.ts'
import { NetworkPageFrame } from './network-frame.tsx'
import { PointClosures } from './point-closures.tsx'
import { PointDetailsForm } from './point-details-form.tsx'
import { PointFacts } from './point-facts.tsx'
import { PointHours } from './point-hours.tsx'
import { words } from './words.ts'

function PointUse({ point }: { point: PointView }) {
  const change = useNetworkChange('setPointActive')
  return (
    <Card title={words.use}>
      <div className="stack-tight">
        {point.active && <p className="soft">{words.stopUsingHint}</p>}
        {change.error && <ProblemNotice error={change.error} />}
        <div className="row">
          <Button
            isBusy={change.isPending}
            onPress={() =>
              change.mutate({ params: { pointId: point.id }, body: { version: point.version, active: !point.active } })
            }
          >
            {point.active ? words.stopUsing : words.useAgain}
          </Button>
        </div>
      </div>
    </Card>
  )
}

function Point({ point, network }: { point: PointView; network: NetworkView }) {
  const { operator } = useSession()
  const canEdit = point.mayEdit && point.active
  const [round, setRound] = useState({ count: 0, saved: false })
  const nextRound = (saved: boolean) => setRound(({ count }) => ({ count: count + 1, saved }))
  return (
    <>
      {!point.active && <Notice kind="warning" title={words.notInUse} said={false} />}
      {point.lacksHours && <Notice kind="problem" title={words.hoursMissing} said={false} />}
      {!point.mayEdit && <p className="soft">{words.onlyReading}</p>}
      {point.kind === 'point' && <PointHours point={point} today={network.today} canEdit={canEdit} />}
      {point.kind === 'point' && <PointClosures point={point} canEdit={canEdit} />}
      {canEdit ? (
        <PointDetailsForm
          key={round.count}
          point={point}
          points={network.points}
          onSaved={() => nextRound(true)}
          onReadAgain={() => nextRound(false)}
        />
      ) : (
        <PointFacts point={point} points={network.points} />
      )}
      <output>{round.saved && <Notice kind="done" title={words.saved} said={false} />}</output>
      {operator.role === 'regionalAdmin' && point.kind === 'point' && <PointUse point={point} />}
    </>
  )
}

export function PointPage({ pointId }: { pointId: string }) {
  const network = useAnswer('readNetwork', {})
  const point = network.data?.points.find(({ id }) => id === pointId)
  return (
    <NetworkPageFrame
      title={point?.name ?? words.point}
      aside={<LinkButton href={paths.network}>{words.back}</LinkButton>}
    >
      <Answer answer={network}>
        {(view) => (point ? <Point point={point} network={view} /> : <p>{words.noSuchPoint}</p>)}
      </Answer>
    </NetworkPageFrame>
  )
}
