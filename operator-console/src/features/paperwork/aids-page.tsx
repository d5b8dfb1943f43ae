import { useState } from 'react'
import { Link } from 'wouter'
import type { AidView } from '../../../../contract/aids.ts'
import { aidStateNames } from '../../../../helpline/dispatch/paperwork/aid-records.ts'
import { capitalised, formatDay } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { LinkButton } from '../../ui/button.tsx'
import { Tag } from '../../ui/card.tsx'
import { Field } from '../../ui/field.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { words } from './words.ts'

export const loanOf = ({ loans }: Pick<AidView, 'loans'>) => loans.find(({ returnedOn }) => returnedOn === null)

export const AidTag = ({ aid }: { aid: AidView }) => (
  <Tag kind={loanOf(aid)?.isOverdue ? 'problem' : aid.state === 'available' ? 'done' : 'plain'}>
    {capitalised(aidStateNames[aid.state])}
    {loanOf(aid)?.isOverdue && `, ${words.late}`}
  </Tag>
)

const fits = (aid: AidView, search: string): boolean =>
  `${aid.code} ${aid.kind} ${loanOf(aid)?.personName ?? ''}`.toLocaleLowerCase('it').includes(search)

export function AidsPage() {
  const aids = useAnswer('listAids', {})
  const [search, setSearch] = useState('')
  const typed = search.trim().toLocaleLowerCase('it')
  return (
    <Page title={words.aidsTitle} aside={<LinkButton href={paths.newAid}>{words.newAid}</LinkButton>}>
      <p>{words.aidsIntro}</p>
      <Field label={words.filter} hint={words.filterHint} value={search} onChange={setSearch} maxLength={60} />
      <Answer answer={aids}>
        {(list) => (
          <Table
            caption={words.aidsCaption}
            rows={list.filter((aid) => fits(aid, typed))}
            keyOf={({ id }) => id}
            emptyText={list.length === 0 ? words.noAids : words.noneFound}
            columns={[
              { name: words.code, cell: ({ id, code }) => <Link href={paths.aid(id)}>{code}</Link> },
              { name: words.kind, cell: ({ kind }) => kind },
              { name: words.state, cell: (aid) => <AidTag aid={aid} /> },
              { name: words.who, cell: (aid) => loanOf(aid)?.personName ?? '' },
              {
                name: words.due,
                cell: (aid) => {
                  const loan = loanOf(aid)
                  return loan && (loan.dueOn ? formatDay(loan.dueOn) : words.noDue)
                },
              },
              { name: words.association, cell: ({ associationName }) => associationName },
            ]}
          />
        )}
      </Answer>
    </Page>
  )
}
