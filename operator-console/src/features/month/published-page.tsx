import { addressOf } from '../../api-client.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { LinkButton } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Downloads } from './downloads.tsx'
import { ReportHead } from './report-head.tsx'
import { ReportTables } from './report-tables.tsx'
import { words } from './words.ts'

export function PublishedPage({ reportId }: { reportId: string }) {
  const report = useAnswer('readPublishedReport', { params: { reportId } })
  return (
    <Page title={words.publishedTitle} aside={<LinkButton href={paths.month}>{words.backToMonth}</LinkButton>}>
      <Answer answer={report} lines={12}>
        {(read) => (
          <>
            <ReportHead report={read} />
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
