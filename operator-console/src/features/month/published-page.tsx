import { addressOf } from '../../api-client.ts'
import { capitalised, formatWholeMoment } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { LinkButton } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Downloads } from './downloads.tsx'
import { ReportTables } from './report-tables.tsx'
import { words } from './words.ts'

export function PublishedPage({ reportId }: { reportId: string }) {
  const report = useAnswer('readPublishedReport', { params: { reportId } })
  return (
    <Page title={words.publishedTitle} aside={<LinkButton href={paths.month}>{words.backToMonth}</LinkButton>}>
      <Answer answer={report} lines={12}>
        {(read) => (
          <>
            <h2>{capitalised(read.title)}</h2>
            {read.published && (
              <Notice said={false} title={words.publishedBy(read.published.by, formatWholeMoment(read.published.at))}>
                <p>{words.asOf(formatWholeMoment(read.asOf))}</p>
              </Notice>
            )}
            <Downloads
              pdf={addressOf('downloadPublishedPdf', { params: { reportId } })}
              csv={addressOf('downloadPublishedCsv', { params: { reportId } })}
            />
            <ReportTables report={read} />
          </>
        )}
      </Answer>
    </Page>
  )
}
