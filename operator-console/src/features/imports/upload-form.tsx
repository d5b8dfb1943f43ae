import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useLocation } from 'wouter'
import type { ImportBatchView } from '../../../../contract/imports.ts'
import { DEFAULT_IMPORT_SOURCE } from '../../../../helpline/imports/import-kinds.ts'
import { type ApiError, asApiError } from '../../api-client.ts'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Field } from '../../ui/field.tsx'
import { FileField } from '../../ui/file-field.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Progress } from '../../ui/progress.tsx'
import { sendFile } from './send-file.ts'
import { words } from './words.ts'

export function UploadForm() {
  const [, navigate] = useLocation()
  const [file, setFile] = useState<File | null>(null)
  const [isMissing, setMissing] = useState(false)
  const [source, setSource] = useState<string>(DEFAULT_IMPORT_SOURCE)
  const [percent, setPercent] = useState(0)
  const upload = useMutation<ImportBatchView, ApiError, File>({
    mutationFn: (chosen) =>
      sendFile(chosen, source, setPercent).catch((error: unknown) => {
        throw asApiError(error)
      }),
    onSuccess: ({ id }) => navigate(paths.importBatch(id)),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setMissing(file === null)
    if (file && !upload.isPending) upload.mutate(file)
  }
  return (
    <Card title={words.newTitle}>
      <form className="stack" onSubmit={submit} noValidate>
        <FileField
          label={words.file}
          hint={words.fileHint}
          accept=".csv,text/csv"
          onChange={setFile}
          error={isMissing ? words.fileMissing : upload.error?.fields.sizeBytes}
        />
        <Field
          label={words.source}
          hint={words.sourceHint}
          value={source}
          onChange={setSource}
          error={upload.error?.fields.source}
          maxLength={60}
        />
        <p className="soft">{words.order}</p>
        {upload.error && <ProblemNotice error={upload.error} />}
        {upload.isPending && <Progress label={words.uploading} value={percent} />}
        <div className="row">
          <Button kind="primary" type="submit" isBusy={upload.isPending}>
            {words.upload}
          </Button>
        </div>
      </form>
    </Card>
  )
}
