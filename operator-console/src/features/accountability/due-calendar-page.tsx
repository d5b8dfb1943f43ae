import { Link } from 'wouter'
import type { CalendarItem } from '../../../../contract/accountability.ts'
import { formatDay } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { ReportsPageFrame } from '../../summaries/report-sections.tsx'
import { Card, Facts } from '../../ui/card.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { DueReportWork } from './due-report.tsx'
import { Urgency, whatIsDue } from './due-words.tsx'
import { words } from './words.ts'

const groups = ['late', 'soon', 'later', 'done'] as const
const MOST_DONE = 24

function DueCard({ item, today }: { item: CalendarItem; today: string }) {
  return (
    <Card
      level={3}
      title={words.dueTitle(whatIsDue(item), item.agreementName, formatDay(item.dueOn))}
      aside={<Urgency urgency={item.urgency} />}
    >
      <div className="stack-tight">
        <Facts
          facts={[
            [
              words.agreement,
              <Link key="agreement" href={paths.agreement(item.agreementId)}>
                {item.agreementName}
              </Link>,
            ],
            [words.counterpart, item.counterpartName],
          ]}
        />
        {item.kind === 'report' ? (
          <DueReportWork key={item.publishedReportId} item={item} today={today} />
        ) : (
          <p>{item.paidOn ? words.paid(formatDay(item.paidOn)) : words.notPaid}</p>
        )}
      </div>
    </Card>
  )
}

function Group({ group, items, today }: { group: (typeof groups)[number]; items: CalendarItem[]; today: string }) {
  if (items.length === 0) return null
  return (
    <section className="stack" aria-label={words.groups[group]}>
      <h2>{words.groups[group]}</h2>
      <ul className="plain-list stack">
        {items.map((item) => (
          <li key={item.id}>
            <DueCard item={item} today={today} />
          </li>
        ))}
      </ul>
    </section>
  )
}

export function DueCalendarPage() {
  const calendar = useAnswer('readCalendar', {})
  return (
    <ReportsPageFrame title={words.calendarTitle}>
      <p>{words.calendarIntro}</p>
      <Answer answer={calendar}>
        {({ today, items }) =>
          items.length === 0 ? (
            <p>{words.noCalendar}</p>
          ) : (
            groups.map((group) => {
              const own = items.filter(({ urgency }) => (urgency ?? 'done') === group)
              // What is done is looked for from the latest back.
              const shown = group === 'done' ? own.reverse().slice(0, MOST_DONE) : own
              return <Group key={group} group={group} items={shown} today={today} />
            })
          )
        }
      </Answer>
    </ReportsPageFrame>
  )
}
