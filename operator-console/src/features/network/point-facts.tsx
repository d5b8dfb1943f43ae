import type { PointView } from '../../../../contract/network.ts'
import type { FeastRule } from '../../../../helpline/territory/holidays.ts'
import { Card, Facts } from '../../ui/card.tsx'
import { words } from './words.ts'

export function feastInWords(feast: FeastRule): string {
  const month = words.months[feast.month as keyof typeof words.months]
  if (feast.kind === 'fixed') return words.feastFixed(feast.name, feast.day, month)
  return words.feastMovable(feast.name, words.occurrences[feast.occurrence], words.weekdays[feast.weekday], month)
}

export function PointFacts({ point, points }: { point: PointView; points: readonly PointView[] }) {
  const neighbours = point.neighbourIds.flatMap((id) => points.find((each) => each.id === id)?.name ?? [])
  return (
    <Card title={words.details}>
      <Facts
        facts={[
          [words.comune, point.comune?.name],
          [words.address, point.address],
          [words.feast, point.patronSaint && feastInWords(point.patronSaint)],
          [words.ringTimeout, String(point.ringTimeoutSeconds)],
          [words.neighbours, neighbours.join(', ')],
        ]}
      />
    </Card>
  )
}
