import { type ReactNode, useEffect, useState } from 'react'
import type { WallPointView } from '../../../../contract/desk.ts'
import { useNow } from '../../clock.ts'
import { formatCount, formatElapsed } from '../../formats.ts'
import { useAnswer } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { Bell } from '../../ui/icons.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import './wall.css'
import { words } from './words.ts'

/** News bring every change; this one is for midnight, and for a socket that is lost while the network is not. */
const SLOW_POLL_MS = 60_000

const counted = ['waiting', 'ringing', 'inConversation', 'answered', 'missed', 'callbacks', 'free'] as const
type Totals = Record<(typeof counted)[number], number> & Pick<WallPointView, 'oldestWaitingSince'>

function totalsOf(points: readonly WallPointView[]): Totals {
  const sums = counted.map((key) => [key, points.reduce((sum, point) => sum + point[key], 0)] as const)
  const [oldest] = points.flatMap(({ oldestWaitingSince }) => oldestWaitingSince ?? []).sort()
  return {
    ...(Object.fromEntries(sums) as Record<(typeof counted)[number], number>),
    oldestWaitingSince: oldest ?? null,
  }
}

interface FigureProps {
  name: string
  value: number
  below?: ReactNode
  isAlarm?: boolean
}

const Figure = ({ name, value, below, isAlarm = false }: FigureProps) => (
  <div className="wall-figure" data-alarm={isAlarm}>
    <dt>
      {isAlarm && <Bell />} {name}
    </dt>
    <dd className="wall-number">{formatCount(value)}</dd>
    {below && <dd>{below}</dd>}
  </div>
)

function Figures({ totals }: { totals: Totals }) {
  const now = useNow(1000)
  const { oldestWaitingSince, ringing } = totals
  return (
    <dl className="wall-figures">
      <Figure
        name={words.waiting}
        value={totals.waiting}
        below={oldestWaitingSince ? words.firstSince(formatElapsed(oldestWaitingSince, now)) : words.noneWaits}
        isAlarm={totals.waiting > 0}
      />
      <Figure name={words.inConversation} value={totals.inConversation} below={ringing > 0 && words.ringing(ringing)} />
      <Figure name={words.free} value={totals.free} />
      <Figure name={words.answered} value={totals.answered} />
      <Figure name={words.missed} value={totals.missed} />
      <Figure name={words.callbacks} value={totals.callbacks} />
    </dl>
  )
}

function PointByPoint({ points }: { points: readonly WallPointView[] }) {
  const now = useNow(1000)
  const number = (name: string, of: (point: WallPointView) => number) => ({
    name,
    isNumber: true,
    cell: (point: WallPointView) => formatCount(of(point)),
  })
  return (
    <Table
      caption={words.points}
      rows={points}
      keyOf={({ id }) => id}
      columns={[
        { name: words.point, cell: ({ name }) => name },
        {
          name: words.waiting,
          isNumber: true,
          cell: ({ waiting }) =>
            waiting > 0 ? (
              <strong>
                <Bell /> {waiting}
              </strong>
            ) : (
              '0'
            ),
        },
        {
          name: words.longest,
          cell: ({ oldestWaitingSince }) => (oldestWaitingSince ? formatElapsed(oldestWaitingSince, now) : '–'),
        },
        number(words.inConversation, ({ inConversation }) => inConversation),
        number(words.free, ({ free }) => free),
        number(words.answered, ({ answered }) => answered),
        number(words.missed, ({ missed }) => missed),
        number(words.callbacks, ({ callbacks }) => callbacks),
      ]}
    />
  )
}

function FullScreen() {
  const [isFull, setIsFull] = useState(false)
  useEffect(() => {
    const look = () => setIsFull(document.fullscreenElement !== null)
    document.addEventListener('fullscreenchange', look)
    return () => {
      document.removeEventListener('fullscreenchange', look)
      if (document.fullscreenElement) void document.exitFullscreen()
    }
  }, [])
  if (!document.fullscreenEnabled) return null
  const toggle = () =>
    // Refused where the browser wants another gesture: the page is the same, only smaller.
    (isFull ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => undefined)
  return <Button onPress={() => void toggle()}>{isFull ? words.leaveFullScreen : words.fullScreen}</Button>
}

/** The telephones in figures that are read across a room. */
export function WallPage() {
  const wall = useAnswer('readWall', {}, { refetchInterval: SLOW_POLL_MS })
  return (
    <Page title={words.title} aside={<FullScreen />}>
      <Answer answer={wall} lines={8}>
        {(points) => (
          <div className="wall">
            <Figures totals={totalsOf(points)} />
            {points.length > 1 && <PointByPoint points={points} />}
          </div>
        )}
      </Answer>
    </Page>
  )
}
