import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { DirectoryEntryView, DirectoryFields } from '../../../../contract/directory.ts'
import { type ApiError, call } from '../../api-client.ts'
import { paths } from '../../paths.ts'
import { Card } from '../../ui/card.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { EntryForm, emptyEntry } from './entry-form.tsx'
import { words } from './words.ts'

export function NewEntryPage() {
  const [, navigate] = useLocation()
  // The same id at every try: an entry sent twice on a slow line is one entry.
  const [entryId] = useState(() => crypto.randomUUID())
  const add = useMutation<DirectoryEntryView, ApiError, DirectoryFields>({
    mutationFn: (body) => call('addDirectoryEntry', { params: { entryId }, body }),
    onSuccess: ({ id }) => navigate(paths.directoryEntry(id)),
  })
  const refused = add.error?.fields ?? {}
  return (
    <Page title={words.newEntry}>
      <p>{words.newIntro}</p>
      <Card>
        {add.error && Object.keys(refused).length === 0 && <ProblemNotice error={add.error} />}
        <EntryForm
          start={emptyEntry}
          comuneName={null}
          servedNames={{}}
          refused={refused}
          isBusy={add.isPending}
          onSave={add.mutate}
          onCancel={() => navigate(paths.directory)}
        />
      </Card>
    </Page>
  )
}
