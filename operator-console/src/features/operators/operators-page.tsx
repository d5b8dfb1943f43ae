import { useState } from 'react'
import { Link } from 'wouter'
import type { OperatorView } from '../../../../contract/operators.ts'
import { capitalised } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { useSession } from '../../session.tsx'
import { LinkButton } from '../../ui/button.tsx'
import { Tag } from '../../ui/card.tsx'
import { Field } from '../../ui/field.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { pointsText } from './points-text.ts'
import { words } from './words.ts'

const SEARCHED_FROM = 10

const holds = (operator: OperatorView, text: string): boolean =>
  [operator.name, operator.email, pointsText(operator)].join(' ').toLowerCase().includes(text.trim().toLowerCase())

export function OperatorsPage() {
  const { operator: me } = useSession()
  const operators = useAnswer('listOperators', {})
  const [text, setText] = useState('')
  return (
    <Page
      title={words.title}
      aside={
        <LinkButton href={paths.newOperator} kind="primary" shortcut="F2">
          {words.newOperator}
        </LinkButton>
      }
    >
      <p>{words.intro}</p>
      <Answer answer={operators}>
        {(all) => (
          <>
            {all.length > SEARCHED_FROM && (
              <Field label={words.search} type="search" value={text} onChange={setText} maxLength={100} />
            )}
            <Table
              caption={words.caption}
              rows={all.filter((operator) => holds(operator, text))}
              keyOf={({ id }) => id}
              emptyText={all.length > 0 ? words.noneFound : words.empty}
              columns={[
                {
                  name: words.name,
                  cell: ({ id, name }) => (
                    <Link href={paths.operator(id)} className="table-link">
                      {id === me.id ? words.me(name) : name}
                    </Link>
                  ),
                },
                { name: words.email, cell: ({ email }) => email },
                { name: words.role, cell: ({ role }) => capitalised(words.roles[role]) },
                { name: words.points, cell: pointsText },
                {
                  name: words.state,
                  cell: ({ active }) => (
                    <Tag kind={active ? 'done' : 'warning'}>{capitalised(active ? words.active : words.inactive)}</Tag>
                  ),
                },
              ]}
            />
          </>
        )}
      </Answer>
    </Page>
  )
}
