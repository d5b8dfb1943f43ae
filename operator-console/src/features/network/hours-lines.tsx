import type { PointView } from '../../../../contract/network.ts'
import { type Interval, weekInWords } from './hours-text.ts'
import { words } from './words.ts'

export const hoursOfToday = (point: Pick<PointView, 'hours'>, today: string): readonly Interval[] =>
  point.hours.find(({ validFrom }) => validFrom === null || validFrom <= today)?.intervals ?? []

export function HoursLines({ intervals }: { intervals: readonly Interval[] }) {
  if (intervals.length === 0) return <span>{words.noHours}</span>
  return (
    <ul className="network-lines plain-list">
      {weekInWords(intervals).map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}
