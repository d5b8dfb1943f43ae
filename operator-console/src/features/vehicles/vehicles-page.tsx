import { keepPreviousData } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { vehiclePaperNames } from '../../../../helpline/dispatch/vehicles/vehicle-papers.ts'
import { paths } from '../../paths.ts'
import { useSearchText } from '../../pickers/use-search-text.ts'
import { useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { PapersToRenew } from '../../summaries/papers.tsx'
import { LinkButton } from '../../ui/button.tsx'
import { Tag } from '../../ui/card.tsx'
import { Checkbox } from '../../ui/choices.tsx'
import { Field } from '../../ui/field.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { words as uiWords } from '../../ui/words.ts'
import { words } from './words.ts'

const filterNames = ['lapsing', 'wheelchair', 'retired'] as const

export function VehiclesPage() {
  const mayWrite = useMay('vehicle:write')
  const [typed, setTyped] = useState('')
  const [search, setSearch] = useSearchText()
  const [filters, setFilters] = useState({ lapsing: false, wheelchair: false, retired: false })
  const chosen = Object.fromEntries(filterNames.filter((name) => filters[name]).map((name) => [name, 'true' as const]))
  const query = { ...(search && { search }), ...chosen }
  const vehicles = useAnswer('listVehicles', { query }, { placeholderData: keepPreviousData })
  return (
    <Page
      title={words.title}
      aside={
        mayWrite && (
          <LinkButton href={paths.newVehicle} shortcut="F2">
            {words.newVehicle}
          </LinkButton>
        )
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
        <div className="row">
          {filterNames.map((name) => (
            <Checkbox
              key={name}
              isSelected={filters[name]}
              onChange={(isSelected) => setFilters({ ...filters, [name]: isSelected })}
            >
              {words[name]}
            </Checkbox>
          ))}
        </div>
      </search>
      <Answer answer={vehicles} lines={8}>
        {(rows) => (
          <>
            <p role="status" className="soft">
              {uiWords.results(rows.length)}
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
                    <Link href={paths.vehicle(id)} className="table-link">
                      {name}
                    </Link>
                  ),
                },
                { name: words.plate, cell: ({ plate }) => plate },
                { name: words.association, cell: ({ association }) => association },
                {
                  name: words.places,
                  cell: ({ seats, wheelchairPlaces }) => words.placesText(seats, wheelchairPlaces),
                },
                { name: words.depot, cell: ({ depot }) => depot ?? '' },
                {
                  name: words.papers,
                  cell: ({ papers, inWorkshop }) => (
                    <div className="stack-tight">
                      {inWorkshop && <Tag kind="warning">{words.inWorkshop}</Tag>}
                      <PapersToRenew
                        papers={papers.map((each) => ({ ...each, name: vehiclePaperNames[each.paper] }))}
                      />
                    </div>
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
