import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { type DirectoryEntryView, type DirectoryFields, directoryFields } from '../../../../contract/directory.ts'
import { informationKindNames } from '../../../../helpline/contacts/kinds.ts'
import { AlsoHere } from '../../also-here.tsx'
import { type ApiError, call } from '../../api-client.ts'
import { paths } from '../../paths.ts'
import { queryClient, queryKey, useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Card, Facts } from '../../ui/card.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { EntryFacts, Freshness } from './entry-facts.tsx'
import { EntryForm } from './entry-form.tsx'
import { words } from './words.ts'

const fieldNames = Object.keys(directoryFields.shape) as (keyof DirectoryFields)[]
const fieldsOf = (entry: DirectoryEntryView): DirectoryFields =>
  Object.fromEntries(fieldNames.map((name) => [name, entry[name]])) as unknown as DirectoryFields

const fieldLabels: Readonly<Record<keyof DirectoryFields, string>> = {
  name: words.name,
  informationKinds: words.kinds,
  description: words.description,
  forWhom: words.forWhom,
  address: words.address,
  comuneIstatCode: words.comune,
  served: words.served,
  phone: words.phone,
  openingTimes: words.times,
  howToReach: words.reach,
}

function inWords(entry: DirectoryEntryView, field: keyof DirectoryFields): string {
  if (field === 'informationKinds') return entry.informationKinds.map((kind) => informationKindNames[kind]).join(', ')
  if (field === 'served') return entry.servedNames.join(', ')
  return (field === 'comuneIstatCode' ? entry.comune : entry[field]) ?? ''
}

const remember = (entry: DirectoryEntryView) => {
  queryClient.setQueryData(queryKey('readDirectoryEntry', { params: { entryId: entry.id } }), entry)
  void queryClient.invalidateQueries({ queryKey: ['searchDirectory'] })
}

/** What the other person saved, beside what is still in the fields. */
function OvertakenNotice(props: {
  opened: DirectoryEntryView
  now: DirectoryEntryView
  onMine: () => void
  onTheirs: () => void
}) {
  const { opened, now } = props
  const changed = fieldNames.filter((field) => inWords(opened, field) !== inWords(now, field))
  return (
    <Notice
      kind="warning"
      said="now"
      title={words.conflictTitle}
      actions={
        <>
          <Button onPress={props.onMine}>{words.saveMine}</Button>
          <Button onPress={props.onTheirs}>{words.takeTheirs}</Button>
        </>
      }
    >
      <p>{words.conflictText}</p>
      <Facts facts={changed.map((field) => [fieldLabels[field], inWords(now, field) || words.nothing])} />
    </Notice>
  )
}

function Editing({ entry, onDone }: { entry: DirectoryEntryView; onDone: (isSaved: boolean) => void }) {
  const [opened] = useState(entry)
  // The version that what is written here was compared with.
  const compared = useRef(entry.version)
  const form = useRef<HTMLFormElement>(null)
  const params = { entryId: entry.id }
  const save = useMutation<DirectoryEntryView, ApiError, DirectoryFields>({
    mutationFn: (fields) => {
      const changed = Object.entries(fields).filter(
        ([field, value]) => JSON.stringify(value) !== JSON.stringify(fieldsOf(opened)[field as keyof DirectoryFields]),
      )
      return call('changeDirectoryEntry', {
        params,
        body: { ...Object.fromEntries(changed), version: compared.current },
      })
    },
    onSuccess: (saved) => {
      remember(saved)
      onDone(true)
    },
    onError: (error) => {
      if (error.kind === 'conflict') void queryClient.invalidateQueries({ queryKey: ['readDirectoryEntry'] })
    },
  })
  const refused = save.error?.fields ?? {}
  const isOvertaken = save.error?.kind === 'conflict'
  return (
    <Card title={words.edit}>
      <div className="stack">
        {isOvertaken && entry.version !== opened.version && (
          <OvertakenNotice
            opened={opened}
            now={entry}
            onMine={() => {
              compared.current = entry.version
              form.current?.requestSubmit()
            }}
            onTheirs={() => onDone(false)}
          />
        )}
        {save.error && !isOvertaken && Object.keys(refused).length === 0 && <ProblemNotice error={save.error} />}
        <EntryForm
          start={fieldsOf(opened)}
          comuneName={opened.comune}
          servedNames={Object.fromEntries(
            opened.served.map((code, index) => [code, opened.servedNames[index] ?? code]),
          )}
          refused={refused}
          isBusy={save.isPending}
          onSave={save.mutate}
          onCancel={() => onDone(false)}
          formRef={form}
        />
      </div>
    </Card>
  )
}

type Settling = 'checkDirectoryEntry' | 'retireDirectoryEntry' | 'restoreDirectoryEntry'

function Actions({ entry, onEdit }: { entry: DirectoryEntryView; onEdit: () => void }) {
  const settle = useMutation<DirectoryEntryView, ApiError, Settling>({
    mutationFn: (name) => call(name, { params: { entryId: entry.id }, body: {} }),
    onSuccess: remember,
  })
  return (
    <div className="stack-tight">
      {settle.error && <ProblemNotice error={settle.error} />}
      {settle.isSuccess && settle.variables === 'checkDirectoryEntry' && (
        <Notice kind="done" title={words.checkedToday} />
      )}
      <div className="row">
        {entry.active ? (
          <>
            <Button kind="primary" isBusy={settle.isPending} onPress={() => settle.mutate('checkDirectoryEntry')}>
              {words.check}
            </Button>
            <Button shortcut="F2" onPress={onEdit}>
              {words.edit}
            </Button>
            <Button kind="quiet" isBusy={settle.isPending} onPress={() => settle.mutate('retireDirectoryEntry')}>
              {words.retire}
            </Button>
          </>
        ) : (
          <Button kind="primary" isBusy={settle.isPending} onPress={() => settle.mutate('restoreDirectoryEntry')}>
            {words.restore}
          </Button>
        )}
      </div>
    </div>
  )
}

function Entry({ entry }: { entry: DirectoryEntryView }) {
  const mayWrite = useMay('directory:write')
  const [mode, setMode] = useState<'shown' | 'editing' | 'saved'>('shown')
  if (mode === 'editing') {
    return (
      <>
        <AlsoHere entity="directoryEntry" entityId={entry.id} />
        <Editing entry={entry} onDone={(isSaved) => setMode(isSaved ? 'saved' : 'shown')} />
      </>
    )
  }
  return (
    <>
      {mode === 'saved' && <Notice kind="done" title={words.saved} />}
      <Card>
        <div className="stack">
          <Freshness entry={entry} />
          <EntryFacts entry={entry} />
          {mayWrite && <Actions entry={entry} onEdit={() => setMode('editing')} />}
        </div>
      </Card>
      <div className="row">
        <LinkButton href={paths.directory}>{words.back}</LinkButton>
      </div>
    </>
  )
}

export function EntryPage({ entryId }: { entryId: string }) {
  const entry = useAnswer('readDirectoryEntry', { params: { entryId } })
  return (
    <Page title={entry.data?.name ?? words.title}>
      <Answer answer={entry}>{(found) => <Entry entry={found} />}</Answer>
    </Page>
  )
}
