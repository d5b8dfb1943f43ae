import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { RegisterEntryView } from '../../../../contract/volunteers.ts'
import { registerEntryKindNames } from '../../../../helpline/dispatch/volunteers/volunteer-register.ts'
import { type AnswerFor, type ApiError, addressOf, call } from '../../api-client.ts'
import { capitalised, formatDay, formatWholeMoment } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { queryClient, useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { AssociationSelect } from './association-select.tsx'
import { words } from './words.ts'

const Entries = ({ entries }: { entries: readonly RegisterEntryView[] }) => (
  <Table
    caption={words.entries}
    rows={entries}
    keyOf={({ number }) => String(number)}
    emptyText={words.noEntries}
    columns={[
      { name: words.number, cell: ({ number }) => number },
      { name: words.writtenOn, cell: ({ at }) => formatWholeMoment(at) },
      { name: words.kind, cell: ({ kind }) => capitalised(registerEntryKindNames[kind]) },
      {
        name: words.volunteer,
        cell: ({ volunteerId, firstName, lastName }) => (
          <Link href={paths.volunteer(volunteerId)} className="table-link">
            {firstName} {lastName}
          </Link>
        ),
      },
      { name: words.fields.fiscalCode, cell: ({ fiscalCode }) => fiscalCode ?? '' },
      { name: words.residence, cell: ({ residence }) => residence ?? '' },
      { name: words.from, cell: ({ startedOn }) => formatDay(startedOn) },
      { name: words.until, cell: ({ endedOn }) => (endedOn ? formatDay(endedOn) : '') },
    ]}
  />
)

function Unregistered({ register }: { register: AnswerFor<'readRegister'> }) {
  const mayWrite = useMay('volunteer:write')
  const localAssociationId = register.association.id
  const enter = useMutation<{ entered: number }, ApiError>({
    mutationFn: () => call('enterUnregistered', { body: { localAssociationId } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['readRegister'] }),
  })
  return (
    <>
      {enter.data && <Notice kind="done" title={words.entered(enter.data.entered)} />}
      {enter.error && <ProblemNotice error={enter.error} />}
      {register.unregistered.length > 0 && (
        <Card
          title={words.unregistered(register.unregistered.length)}
          aside={
            mayWrite && (
              <Button onPress={() => enter.mutate()} isBusy={enter.isPending}>
                {words.enter}
              </Button>
            )
          }
        >
          <ul className="plain-list">
            {register.unregistered.map(({ id, name }) => (
              <li key={id}>
                <Link href={paths.volunteer(id)} className="lone-link">
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  )
}

function Register({ localAssociationId }: { localAssociationId: string }) {
  const register = useAnswer('readRegister', { query: { localAssociationId } })
  const mayWrite = useMay('volunteer:write')
  const file = (format: 'pdf' | 'csv') => addressOf('downloadRegister', { query: { localAssociationId, format } })
  return (
    <Answer answer={register}>
      {(read) => (
        <>
          {read.firstBrokenEntry === null ? (
            <p>{words.intact}</p>
          ) : (
            <Notice kind="problem" said="now" title={words.broken(read.firstBrokenEntry)} />
          )}
          {mayWrite && (
            <div className="row no-print">
              <a className="button" href={file('pdf')} download>
                {words.print}
              </a>
              <a className="button" href={file('csv')} download>
                {words.csv}
              </a>
            </div>
          )}
          <Unregistered register={read} />
          <Entries entries={read.entries} />
        </>
      )}
    </Answer>
  )
}

export function RegisterPage() {
  const [associationId, setAssociationId] = useState<string | null>(null)
  return (
    <Page title={words.register}>
      <p>{words.registerIntro}</p>
      <AssociationSelect value={associationId} onChange={setAssociationId} />
      {associationId ? (
        <Register localAssociationId={associationId} />
      ) : (
        <p className="soft">{words.chooseAssociation}</p>
      )}
    </Page>
  )
}
