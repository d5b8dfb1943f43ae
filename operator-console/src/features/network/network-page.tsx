import { Link } from 'wouter'
import type { NetworkView, PointView } from '../../../../contract/network.ts'
import { capitalised } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { useSession } from '../../session.tsx'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Tag } from '../../ui/card.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { HoursLines, hoursOfToday } from './hours-lines.tsx'
import { NetworkPageFrame } from './network-frame.tsx'
import { words } from './words.ts'

function StateOf({ point }: { point: PointView }) {
  if (point.lacksHours) return <Tag kind="problem">{capitalised(words.lacksHours)}</Tag>
  return <Tag kind={point.active ? 'done' : 'plain'}>{capitalised(point.active ? words.inUse : words.notInUse)}</Tag>
}

function districtsOf(pointId: string, { districts }: NetworkView): string {
  const names = districts.filter((district) => district.pointId === pointId).map(({ name }) => name)
  return names.length > 0 ? names.join(', ') : words.noDistrict
}

export function NetworkPage() {
  const { operator } = useSession()
  const network = useAnswer('readNetwork', {})
  const aside = (
    <div className="row no-print">
      <Button onPress={() => window.print()}>{words.print}</Button>
      {operator.role === 'regionalAdmin' && <LinkButton href={paths.newPoint}>{words.newPoint}</LinkButton>}
    </div>
  )
  return (
    <NetworkPageFrame title={words.title} aside={aside}>
      <p className="no-print">{words.pointsIntro}</p>
      <Answer answer={network}>
        {(view) => (
          <Table
            caption={words.pointsCaption}
            rows={view.points}
            keyOf={({ id }) => id}
            columns={[
              { name: words.name, cell: (point) => <Link href={paths.point(point.id)}>{point.name}</Link> },
              {
                name: words.hours,
                cell: (point) =>
                  point.kind === 'callCentre' ? (
                    words.always
                  ) : (
                    <HoursLines intervals={hoursOfToday(point, view.today)} />
                  ),
              },
              { name: words.answers, cell: (point) => (point.kind === 'point' ? districtsOf(point.id, view) : '') },
              { name: words.state, cell: (point) => <StateOf point={point} /> },
            ]}
          />
        )}
      </Answer>
    </NetworkPageFrame>
  )
}
