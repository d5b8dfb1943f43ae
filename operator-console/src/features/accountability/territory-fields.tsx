import { useState } from 'react'
import { ComunePicker } from '../../pickers/comune-picker.tsx'
import { useAnswer } from '../../queries.ts'
import { Select } from '../../ui/select.tsx'
import type { PartProps } from './agreement-values.ts'
import { words } from './words.ts'

const sorts = ['none', 'set', 'comune'] as const
type Sort = (typeof sorts)[number]

/** Of which part of the network the counterpart wants to know. */
export function TerritoryFields({ values, change, errors }: PartProps) {
  const { territory } = values
  const [sort, setSort] = useState<Sort>(territory ? (territory.kind === 'comune' ? 'comune' : 'set') : 'none')
  const scopes = useAnswer('listReportScopes', {}, { staleTime: Number.POSITIVE_INFINITY })
  const sets = scopes.data?.filter(({ kind }) => kind === 'territorySet') ?? []
  const known = territory?.kind === 'territorySet' ? [{ id: territory.id, name: territory.name }] : []
  const options = sets.length > 0 ? sets.map(({ id, name }) => ({ id: id ?? '', name })) : known
  // Territories sum points: only the region reads their names here, and only it may choose one.
  const shown = sets.length > 0 || territory?.kind === 'territorySet' ? sorts : (['none', 'comune'] as const)
  const error = errors['territory.id']
  return (
    <div className="row-fields">
      <Select
        label={words.territory}
        hint={words.territoryHint}
        options={shown}
        names={words.territories}
        value={sort}
        none={null}
        onChange={(to) => {
          if (!to) return
          setSort(to)
          change({ territory: null })
        }}
      />
      {sort === 'set' && (
        <Select
          label={words.territorySet}
          options={options.map(({ id }) => id)}
          names={Object.fromEntries(options.map(({ id, name }) => [id, name]))}
          value={territory?.id ?? null}
          onChange={(id) => {
            const set = options.find((each) => each.id === id)
            change({ territory: set ? { kind: 'territorySet', ...set } : null })
          }}
          error={error}
        />
      )}
      {sort === 'comune' && (
        <div className="grows">
          <ComunePicker
            chosen={territory?.name ?? null}
            onPick={({ istatCode, name }) => change({ territory: { kind: 'comune', id: istatCode, name } })}
            error={error}
          />
        </div>
      )}
    </div>
  )
}
