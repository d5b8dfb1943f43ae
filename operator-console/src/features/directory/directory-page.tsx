import { keepPreviousData } from '@tanstack/react-query'
import { useState } from 'react'
import { type InformationKind, informationKindNames, informationKinds } from '../../../../helpline/contacts/kinds.ts'
import { type DirectoryScope, directoryScopes } from '../../../../helpline/directory/directory-records.ts'
import { addressOf } from '../../api-client.ts'
import { paths } from '../../paths.ts'
import { ComunePicker } from '../../pickers/comune-picker.tsx'
import { useSearchText } from '../../pickers/use-search-text.ts'
import { useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { RadioGroup } from '../../ui/choices.tsx'
import { Field } from '../../ui/field.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { EntryFacts, Freshness } from './entry-facts.tsx'
import { words } from './words.ts'

const MOST_FOUND = 50

interface Filters {
  kind: InformationKind | null
  scope: DirectoryScope
  comune: { istatCode: string; name: string } | null
}

function FilterFields({ filters, onChange }: { filters: Filters; onChange: (filters: Filters) => void }) {
  const { kind, scope, comune } = filters
  return (
    <>
      <ComunePicker
        label={words.near}
        chosen={comune?.name ?? null}
        onPick={(picked) => onChange({ ...filters, comune: picked })}
      />
      {comune && (
        <div className="row">
          <Button kind="quiet" onPress={() => onChange({ ...filters, comune: null })}>
            {words.anywhere}
          </Button>
        </div>
      )}
      <Select
        label={words.kind}
        options={informationKinds}
        names={informationKindNames}
        value={kind}
        onChange={(chosen) => onChange({ ...filters, kind: chosen })}
        none={words.allKinds}
      />
      <RadioGroup
        label={words.scope}
        options={directoryScopes}
        names={words.scopes}
        value={scope}
        onChange={(chosen) => onChange({ ...filters, scope: chosen })}
      />
    </>
  )
}

const WritersActions = () => (
  <div className="row">
    <LinkButton href={paths.newDirectoryEntry} kind="primary" shortcut="F2">
      {words.newEntry}
    </LinkButton>
    <a className="button" href={addressOf('exportDirectory', {})} download>
      {words.download}
    </a>
    <LinkButton href={paths.imports}>{words.upload}</LinkButton>
  </div>
)

export function DirectoryPage() {
  const mayWrite = useMay('directory:write')
  const [typed, setTyped] = useState('')
  const [search, setSearch] = useSearchText()
  const [filters, setFilters] = useState<Filters>({ kind: null, scope: 'all', comune: null })
  const query = {
    search,
    scope: filters.scope,
    ...(filters.kind ? { kind: filters.kind } : {}),
    ...(filters.comune ? { comune: filters.comune.istatCode } : {}),
  }
  const entries = useAnswer('searchDirectory', { query }, { placeholderData: keepPreviousData })
  return (
    <Page title={words.title} aside={mayWrite && <WritersActions />}>
      <p>{words.intro}</p>
      <search className="stack">
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
        <FilterFields filters={filters} onChange={setFilters} />
      </search>
      <Answer answer={entries}>
        {(found) => (
          <section className="stack" aria-label={words.results}>
            <p role="status">
              {found.length === 0
                ? words.none
                : found.length >= MOST_FOUND
                  ? words.foundMost(found.length)
                  : words.found(found.length)}
            </p>
            {found.map((entry) => (
              <Card key={entry.id} title={entry.name} aside={<Freshness entry={entry} />}>
                <EntryFacts entry={entry} />
                {mayWrite && (
                  <div className="row">
                    <LinkButton href={paths.directoryEntry(entry.id)}>{words.open}</LinkButton>
                  </div>
                )}
              </Card>
            ))}
          </section>
        )}
      </Answer>
    </Page>
  )
}
