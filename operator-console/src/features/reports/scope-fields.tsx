import { useState } from 'react'
import type { AnswerFor } from '../../api-client.ts'
import { useAnswer } from '../../queries.ts'
import type { ScopeQuery } from '../../summaries/figures-address.ts'
import { SearchBox } from '../../ui/search-box.tsx'
import { Select } from '../../ui/select.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { words } from './words.ts'

type Scope = AnswerFor<'listReportScopes'>[number]
type Sort = keyof typeof words.scopes
const sorts = Object.keys(words.scopes) as Sort[]
const sortOf = ({ kind, setKind }: Pick<Scope, 'kind' | 'setKind'>): Sort | undefined =>
  sorts.find((sort) => sort === (kind === 'territorySet' ? setKind : kind))

/** More than this are found by writing. */
const MOST_LISTED = 40
const MOST_FOUND = 12

interface ScopeFieldsProps {
  scope: ScopeQuery
  onChoose: (scope: ScopeQuery) => void
  error?: string | undefined
}

const matches = (scopes: readonly Scope[], typed: string): Scope[] =>
  scopes
    .filter(({ name }) => name.toLocaleLowerCase('it').includes(typed.trim().toLocaleLowerCase('it')))
    .slice(0, MOST_FOUND)

function WhichScope({
  scopes,
  chosen,
  onChoose,
  error,
}: { scopes: Scope[]; chosen: Scope | null } & Omit<ScopeFieldsProps, 'scope'>) {
  const [typed, setTyped] = useState('')
  const pick = (scope: Scope | undefined) => scope?.id && onChoose({ scopeKind: scope.kind, scopeId: scope.id })
  if (scopes.length <= MOST_LISTED) {
    return (
      <Select
        label={words.which}
        options={scopes.map(({ id }) => id ?? '')}
        names={Object.fromEntries(scopes.map(({ id, name }) => [id ?? '', name]))}
        value={chosen?.id ?? null}
        onChange={(id) => pick(scopes.find((scope) => scope.id === id))}
        error={error}
      />
    )
  }
  return (
    <div className="stack-tight grows">
      <SearchBox
        label={words.searchScope}
        found={matches(scopes, typed)}
        keyOf={({ id }) => id ?? ''}
        render={({ name }) => name}
        onSearch={setTyped}
        onPick={pick}
        emptyText={words.noScope}
        error={error}
      />
      <output>{chosen && words.chosen(chosen.name)}</output>
    </div>
  )
}

/** Any part of the network one may read. */
export function ScopeFields({ scope, onChoose, error }: ScopeFieldsProps) {
  const scopes = useAnswer('listReportScopes', {}, { staleTime: Number.POSITIVE_INFINITY })
  const [chosenSort, setSort] = useState<Sort | null>(null)
  return (
    <Answer answer={scopes} lines={1}>
      {(all) => {
        const chosen = all.find(({ kind, id }) => kind === scope.scopeKind && id === (scope.scopeId ?? null)) ?? null
        const sort = chosenSort ?? (chosen && sortOf(chosen)) ?? null
        const readable = sorts.filter((each) => all.some((one) => sortOf(one) === each))
        const among = all.filter((each) => sortOf(each) === sort)
        return (
          <div className="row-fields">
            <Select
              label={words.scope}
              options={readable}
              names={words.scopes}
              value={sort}
              none={null}
              onChange={(to) => {
                setSort(to)
                if (to === 'region') onChoose({ scopeKind: 'region' })
              }}
              error={chosen ? undefined : error}
            />
            {sort !== null && sort !== 'region' && (
              <WhichScope
                scopes={among}
                chosen={chosen && sortOf(chosen) === sort ? chosen : null}
                onChoose={onChoose}
                error={error}
              />
            )}
          </div>
        )
      }}
    </Answer>
  )
}
