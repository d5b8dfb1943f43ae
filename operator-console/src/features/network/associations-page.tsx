import { useState } from 'react'
import type { AssociationView, PointView } from '../../../../contract/network.ts'
import { capitalised } from '../../formats.ts'
import { useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { Tag } from '../../ui/card.tsx'
import { Field } from '../../ui/field.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { AssociationForm } from './association-form.tsx'
import { NetworkPageFrame } from './network-frame.tsx'
import { words } from './words.ts'

const NEW = 'new'

const nameOf = (id: string | null, points: readonly PointView[]) => points.find((point) => point.id === id)?.name ?? ''

function matching(associations: readonly AssociationView[], points: readonly PointView[], typed: string) {
  const sought = typed.trim().toLocaleLowerCase('it')
  return associations.filter(({ name, comune, pointId }) =>
    [name, comune?.name ?? '', nameOf(pointId, points)].join(' ').toLocaleLowerCase('it').includes(sought),
  )
}

interface ListProps {
  associations: readonly AssociationView[]
  points: readonly PointView[]
  onChange: (id: string) => void
}

function AssociationList({ associations, points, onChange }: ListProps) {
  const [typed, setTyped] = useState('')
  const rows = matching(associations, points, typed)
  return (
    <>
      <Field label={words.search} value={typed} onChange={setTyped} maxLength={60} />
      <output>{words.shown(rows.length, associations.length)}</output>
      <Table
        caption={words.associationsCaption}
        rows={rows}
        keyOf={({ id }) => id}
        emptyText={words.noneFound}
        columns={[
          {
            name: words.name,
            cell: ({ name, active }) => (
              <>
                {name} {!active && <Tag>{capitalised(words.closed)}</Tag>}
              </>
            ),
          },
          { name: words.comune, cell: ({ comune }) => comune?.name ?? '' },
          { name: words.phone, cell: ({ phone }) => phone ?? words.noPhone },
          { name: words.point, cell: ({ pointId }) => nameOf(pointId, points) },
          {
            name: words.change,
            cell: ({ id, name, mayEdit }) =>
              mayEdit && (
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

export function AssociationsPage() {
  const network = useAnswer('readNetwork', {})
  const associations = useAnswer('listAssociations', {})
  const mayWrite = useMay('network:write')
  const [changing, setChanging] = useState<string | null>(null)
  const aside = mayWrite && <Button onPress={() => setChanging(NEW)}>{words.newAssociation}</Button>
  return (
    <NetworkPageFrame title={words.associations} aside={aside}>
      <p>{words.associationsIntro}</p>
      <Answer answer={network}>
        {({ points }) => (
          <Answer answer={associations}>
            {(list) => (
              <>
                {changing && (
                  <AssociationForm
                    key={changing}
                    association={list.find(({ id }) => id === changing) ?? null}
                    points={points}
                    onClose={() => setChanging(null)}
                  />
                )}
                <AssociationList associations={list} points={points} onChange={setChanging} />
              </>
            )}
          </Answer>
        )}
      </Answer>
    </NetworkPageFrame>
  )
}
