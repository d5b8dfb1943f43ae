import { useState } from 'react'
import { institutionKindNames } from '../../../../helpline/people/institutions.ts'
import { capitalised } from '../../formats.ts'
import { useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { InstitutionForm } from './institution-form.tsx'
import { NetworkPageFrame } from './network-frame.tsx'
import { words } from './words.ts'

const NEW = 'new'

/** Offices known by their number: the point that follows them answers, whatever their district. */
export function InstitutionsPage() {
  const network = useAnswer('readNetwork', {})
  const institutions = useAnswer('listInstitutions', {})
  const mayWrite = useMay('network:write')
  const [changing, setChanging] = useState<string | null>(null)
  const aside = mayWrite && <Button onPress={() => setChanging(NEW)}>{words.newInstitution}</Button>
  return (
    <NetworkPageFrame title={words.institutions} aside={aside}>
      <p>{words.institutionsIntro}</p>
      <Answer answer={network}>
        {({ points }) => (
          <Answer answer={institutions}>
            {(list) => (
              <>
                {changing && (
                  <InstitutionForm
                    key={changing}
                    institution={list.find(({ id }) => id === changing) ?? null}
                    points={points}
                    onClose={() => setChanging(null)}
                  />
                )}
                <Table
                  caption={words.institutionsCaption}
                  rows={list}
                  keyOf={({ id }) => id}
                  emptyText={words.noInstitutions}
                  columns={[
                    { name: words.name, cell: ({ name }) => name },
                    { name: words.institutionKind, cell: ({ kind }) => capitalised(institutionKindNames[kind]) },
                    { name: words.institutionPhone, cell: ({ phone }) => phone ?? words.noPhone },
                    {
                      name: words.institutionPoint,
                      cell: ({ listeningPointId }) =>
                        points.find(({ id }) => id === listeningPointId)?.name ?? words.noInstitutionPoint,
                    },
                    {
                      name: words.change,
                      cell: ({ id, name, mayEdit }) =>
                        mayWrite &&
                        mayEdit && (
                          <Button label={words.changeLabel(name)} onPress={() => setChanging(id)}>
                            {words.change}
                          </Button>
                        ),
                    },
                  ]}
                />
              </>
            )}
          </Answer>
        )}
      </Answer>
    </NetworkPageFrame>
  )
}
