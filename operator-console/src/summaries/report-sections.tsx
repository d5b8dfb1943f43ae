import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { paths } from '../paths.ts'
import { useAnswer } from '../queries.ts'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import './report-sections.css'
import { words } from './words.ts'

const sections = [
  [paths.reports, words.figures],
  [paths.socialReport, words.socialReport],
  [paths.publishedReports, words.publishedReports],
  [paths.exports, words.exports],
  [paths.dueCalendar, words.dueCalendar],
  [paths.agreements, words.agreements],
  [paths.activities, words.activities],
] as const

/** What agreements want of whoever looks at reports, wherever they are among them. */
function DueNotice() {
  const [location] = useLocation()
  const calendar = useAnswer('readCalendar', {})
  const pressing = calendar.data?.items.filter(({ urgency }) => urgency === 'late' || urgency === 'soon') ?? []
  if (pressing.length === 0 || location === paths.dueCalendar) return null
  const late = pressing.filter(({ urgency }) => urgency === 'late').length
  return (
    <div className="no-print">
      <Notice kind="warning" title={words.due(late, pressing.length - late)}>
        <p>
          <Link href={paths.dueCalendar} className="table-link">
            {words.openCalendar}
          </Link>
        </p>
      </Notice>
    </div>
  )
}

/** A page about reports, with the ways to the others. */
export function ReportsPageFrame({
  title,
  aside,
  children,
}: {
  title: string
  aside?: ReactNode
  children: ReactNode
}) {
  const [location] = useLocation()
  return (
    <Page title={title} aside={aside}>
      <nav aria-label={words.reportSections} className="no-print">
        <ul className="report-sections plain-list">
          {sections.map(([href, name]) => (
            <li key={href}>
              <Link href={href} className="button" aria-current={location === href ? 'page' : undefined}>
                {name}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <DueNotice />
      {children}
    </Page>
  )
}
