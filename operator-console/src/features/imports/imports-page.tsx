import { importKinds } from '../../../../helpline/imports/import-kinds.ts'
import { addressOf } from '../../api-client.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { LinkButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { BatchFacts, BatchTag } from './batch-state.tsx'
import { UploadForm } from './upload-form.tsx'
import { sampleNames, words } from './words.ts'

export function ImportsPage() {
  const batches = useAnswer('listImports', {})
  return (
    <Page title={words.title}>
      <p>{words.intro}</p>
      <UploadForm />
      <p>{words.samples}</p>
      <ul className="plain-list row">
        {importKinds.map((kind) => (
          <li key={kind}>
            <a className="button" href={addressOf('downloadImportSample', { params: { kind } })} download>
              {sampleNames[kind]}
            </a>
          </li>
        ))}
      </ul>
      <h2>{words.listTitle}</h2>
      <Answer answer={batches}>
        {(read) =>
          read.length === 0 ? (
            <p>{words.none}</p>
          ) : (
            <ul className="plain-list stack">
              {read.map((batch) => (
                <li key={batch.id}>
                  <Card title={batch.fileName} level={3} aside={<BatchTag {...batch} />}>
                    <BatchFacts batch={batch} />
                    <p>
                      <LinkButton href={paths.importBatch(batch.id)}>{words.open}</LinkButton>
                    </p>
                  </Card>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Page>
  )
}
