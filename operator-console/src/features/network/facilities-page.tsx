import { useState } from 'react'
import type { FacilityView } from '../../../../contract/facilities.ts'
import { destinationKindNames } from '../../../../helpline/contacts/kinds.ts'
import { capitalised } from '../../formats.ts'
import { useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { Tag } from '../../ui/card.tsx'
import { Field } from '../../ui/field.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { FacilityForm } from './facility-form.tsx'
import { NetworkPageFrame } from './network-frame.tsx'
import { words } from './words.ts'

const NEW = 'new'

function FacilityList({ all, onChange }: { all: readonly FacilityView[]; onChange: (id: string) => void }) {
  const [typed, setTyped] = useState('')
  const mayWrite = useMay('network:write')
  const sought = typed.trim().toLocaleLowerCase('it')
  const rows = all.filter(({ name, comune }) =>
    [name, comune?.name ?? ''].join(' ').toLocaleLowerCase('it').includes(sought),
  )
  if (all.length === 0) return <p>{words.noFacilities}</p>
  return (
    <>
      <Field label={words.searchFacility} value={typed} onChange={setTyped} maxLength={60} />
      <output>{words.shown(rows.length, all.length)}</output>
      <Table
        caption={words.facilitiesCaption}
        rows={rows}
        keyOf={({ id }) => id}
        emptyText={words.noneFacility}
        columns={[
          {
            name: words.name,
            cell: ({ name, active }) => (
              <>
                {name} {!active && <Tag>{capitalised(words.facilityClosed)}</Tag>}
              </>
            ),
          },
          { name: words.facilityKind, cell: ({ kind }) => capitalised(destinationKindNames[kind]) },
          { name: words.comune, cell: ({ comune }) => comune?.name ?? words.noComune },
          {
            name: words.change,
            cell: ({ id, name }) =>
              mayWrite && (
                <Button label={words.changeLabel(name)} onPress={() => onChange(id)}>
                  {words.change}
                </Button>
              ),
          },
        ]}
      />
    </>
  )
}

/** Where rides go: whoever writes a request chooses from here. */
export function FacilitiesPage() {
  const facilities = useAnswer('listFacilities', {})
  const mayWrite = useMay('network:write')
  const [changing, setChanging] = useState<string | null>(null)
  const aside = mayWrite && <Button onPress={() => setChanging(NEW)}>{words.newFacility}</Button>
  return (
    <NetworkPageFrame title={words.facilities} aside={aside}>
      <p>{words.facilitiesIntro}</p>
      <Answer answer={facilities}>
        {(all) => (
          <>
            {changing && (
              <FacilityForm
                key={changing}
                facility={all.find(({ id }) => id === changing) ?? null}
                onClose={() => setChanging(null)}
              />
            )}
            <FacilityList all={all} onChange={setChanging} />
          </>
        )}
      </Answer>
    </NetworkPageFrame>
  )
}
