import { keepPreviousData } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { paths } from '../../paths.ts'
import { useSearchText } from '../../pickers/use-search-text.ts'
import { useAnswer } from '../../queries.ts'
import { LinkButton } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { words as uiWords } from '../../ui/words.ts'
import { words } from './words.ts'

export function PeoplePage() {
  const [typed, setTyped] = useState('')
  const [search, setSearch] = useSearchText()
  const enabled = search.length >= 2
  const people = useAnswer('searchPeople', { query: { search } }, { enabled, placeholderData: keepPreviousData })
  return (
    <Page
      title={words.title}
      aside={
        <LinkButton href={paths.newPerson} shortcut="F2">
          {words.newPerson}
        </LinkButton>
      }
    >
      <search>
        <Field
          label={words.search}
          hint={words.searchHint}
          type="search"
          value={typed}
          onChange={(text) => {
            setTyped(text)
            setSearch(text)
          }}
          maxLength={100}
        />
      </search>
      {enabled ? (
        <Answer answer={people} lines={5}>
          {(rows) => (
            <div>
              <p role="status" className="visually-hidden">
                {uiWords.results(rows.length)}
              </p>
              <Table
                caption={words.found}
                rows={rows}
                keyOf={(row) => row.id}
                emptyText={words.searchNone}
                columns={[
                  {
                    name: words.name,
                    cell: (row) => (
                      <>
                        <Link href={paths.person(row.id)} className="table-link">
                          {row.name}
                        </Link>
                        {row.through && <div className="soft">{row.through}</div>}
                      </>
                    ),
                  },
                  { name: words.age, cell: (row) => row.age ?? '', isNumber: true },
                  { name: words.comune, cell: (row) => row.comune ?? '' },
                  { name: words.phones, cell: (row) => row.phones.join(', ') },
                ]}
              />
            </div>
          )}
        </Answer>
      ) : (
        <p className="soft">{words.searchStart}</p>
      )}
    </Page>
  )
}
