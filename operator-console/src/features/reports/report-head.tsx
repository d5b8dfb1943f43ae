import type { Report } from '../../../../contract/reports.ts'
import { reportHeading } from '../../../../helpline/reports/report-lines.ts'
import { capitalised } from '../../formats.ts'

/** Whose figures, of when, and how far to trust them: in the words of the printed report. */
export function ReportHead({ report }: { report: Report }) {
  const { published } = report
  const heading = reportHeading({
    ...report,
    asOf: new Date(report.asOf),
    published: published && { ...published, at: new Date(published.at) },
  })
  return (
    <>
      <h2>{`${capitalised(heading.title)} · ${heading.scope}`}</h2>
      <p className="soft">{[heading.asOf, ...heading.notes].join(' ')}</p>
    </>
  )
}
