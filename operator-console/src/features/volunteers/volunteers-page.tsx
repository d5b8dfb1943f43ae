import { keepPreviousData } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { type HelpKind, helpKindNames, helpKinds } from '../../../../helpline/contacts/kinds.ts'
import { volunteerPaperNames } from '../../../../helpline/dispatch/volunteers/volunteer-papers.ts'
import { paths } from '../../paths.ts'
import { ComunePicker } from '../../pickers/comune-picker.tsx'
import { useSearchText } from '../../pickers/use-search-text.ts'
import { useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { PapersToRenew } from '../../summaries/papers.tsx'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/choices.tsx'
import { Field } from '../../ui/field.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { words as uiWords } from '../../ui/words.ts'
import { AssociationSelect } from './association-select.tsx'
import { words } from './words.ts'

interface Filters {
  localAssociationId: string | null
  skill: HelpKind | null
  comune: { istatCode: string; name: string } | null
  lapsing: boolean
  left: boolean
}

const noFilters: Filters = { localAssociationId: null, skill: null, comune: null, lapsing: false, left: false }

function FilterFields({ filters, change }: { filters: Filters; change: (to: Partial<Filters>) => void }) {
  const { localAssociationId, skill, comune, lapsing, left } = filters
  return (
    <>
      <div className="row-fields">
        <AssociationSelect
          value={localAssociationId}
          onChange={(chosen) => change({ localAssociationId: chosen })}
          none={words.anyAssociation}
        />
        <Select
          label={words.skill}
          options={helpKinds}
          names={helpKindNames}
          value={skill}
          onChange={(chosen) => change({ skill: chosen })}
          none={words.anySkill}
        />
        <div className="grows">
          <ComunePicker chosen={comune?.name ?? null} onPick={(picked) => change({ comune: picked })} />
        </div>
        {comune && <Button onPress={() => change({ comune: null })}>{words.anyComune}</Button>}
      </div>
      <div className="row">
        <Checkbox isSelected={lapsing} onChange={(isSelected) => change({ lapsing: isSelected })}>
          {words.lapsing}
        </Checkbox>
        <Checkbox isSelected={left} onChange={(isSelected) => change({ left: isSelected })}>
          {words.left}
        </Checkbox>
      </div>
    </>
  )
}

export function VolunteersPage() {
  const mayWrite = useMay('volunteer:write')
  const [typed, setTyped] = useState('')
  const [search, setSearch] = useSearchText()
  const [filters, setFilters] = useState(noFilters)
  const { localAssociationId, skill, comune, lapsing, left } = filters
  const query = {
    ...(search && { search }),
    ...(localAssociationId && { localAssociationId }),
    ...(skill && { skill }),
    ...(comune && { comuneIstatCode: comune.istatCode }),
    ...(lapsing && { lapsing: 'true' as const }),
    ...(left && { left: 'true' as const }),
  }
  const volunteers = useAnswer('listVolunteers', { query }, { placeholderData: keepPreviousData })
  return (
    <Page
      title={words.title}
      aside={
        <div className="row">
          <LinkButton href={paths.register}>{words.register}</LinkButton>
          {mayWrite && (
            <LinkButton href={paths.newVolunteer} shortcut="F2">
              {words.newVolunteer}
            </LinkButton>
          )}
        </div>
      }
    >
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
        <FilterFields filters={filters} change={(to) => setFilters({ ...filters, ...to })} />
      </search>
      <Answer answer={volunteers} lines={8}>
        {({ volunteers: rows, hasMore }) => (
          <>
            <p role="status" className="soft">
              {uiWords.results(rows.length)}
              {hasMore && `. ${words.hasMore}`}
            </p>
            <Table
              caption={words.found}
              rows={rows}
              keyOf={({ id }) => id}
              emptyText={words.none}
              columns={[
                {
                  name: words.name,
                  cell: ({ id, name }) => (
                    <Link href={paths.volunteer(id)} className="table-link">
                      {name}
                    </Link>
                  ),
                },
                { name: words.association, cell: ({ association }) => association },
                { name: words.comune, cell: (row) => row.comune ?? '' },
                { name: words.phone, cell: ({ phone }) => phone },
                {
                  name: words.papers,
                  cell: ({ papers }) => (
                    <PapersToRenew
                      papers={papers.map((each) => ({ ...each, name: each.title ?? volunteerPaperNames[each.paper] }))}
                    />
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
