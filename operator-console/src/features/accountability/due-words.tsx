import type { CalendarItem } from '../../../../contract/accountability.ts'
import { formatEuros } from '../../../../helpline/reports/accountability-preface.ts'
import { periodName } from '../../../../helpline/reports/report-period.ts'
import { capitalised } from '../../formats.ts'
import { Tag } from '../../ui/card.tsx'
import { Warning } from '../../ui/icons.tsx'
import { words } from './words.ts'

export const whatIsDue = (item: CalendarItem): string =>
  item.kind === 'report' ? words.report(periodName(item.period)) : words.instalment(formatEuros(item.amountCents))

/** Late and soon have a sign and a word; the colour only repeats them. */
export function Urgency({ urgency }: Pick<CalendarItem, 'urgency'>) {
  if (urgency === null || urgency === 'later') return null
  return (
    <Tag kind={urgency === 'late' ? 'problem' : 'warning'}>
      <Warning /> {capitalised(words.urgency[urgency])}
    </Tag>
  )
}
