import { useState } from 'react'
import type { FacilityView } from '../../../contract/facilities.ts'
import { useAnswer } from '../queries.ts'
import { Button } from '../ui/button.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import { words } from './words.ts'

const MOST_SHOWN = 12
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Every word of the search, in any order. */
const fits = ({ name, comune, asst }: FacilityView, search: string): boolean => {
  const text = plain([name, comune?.name, asst?.name].join(' '))
  return plain(search)
    .split(/\s+/)
    .every((word) => text.includes(word))
}

interface FacilityPickerProps {
  chosenId: string | null
  /** null takes the choice away. */
  onPick: (facility: FacilityView | null) => void
  error?: string | undefined
}

export function FacilityPicker({ chosenId, onPick, error }: FacilityPickerProps) {
  const [search, setSearch] = useState('')
  const facilities = useAnswer('listFacilities', {})
  const chosen = facilities.data?.find(({ id }) => id === chosenId)
  if (chosen) {
    return (
      <div className="field">
        <span className="field-label">{words.facility}</span>
        <div className="row">
          <strong>{chosen.name}</strong>
          <Button onPress={() => onPick(null)}>{words.facilityRemove}</Button>
        </div>
      </div>
    )
  }
  return (
    <SearchBox
      label={words.facility}
      hint={words.facilityHint}
      found={(facilities.data ?? []).filter((each) => each.active && fits(each, search)).slice(0, MOST_SHOWN)}
      keyOf={({ id }) => id}
      render={({ name, comune, asst }) => (
        <>
          <strong>{name}</strong>
          <span>{[comune?.name, asst?.name].filter(Boolean).join(' · ')}</span>
        </>
      )}
      onSearch={setSearch}
      onPick={onPick}
      emptyText={facilities.isPending ? words.searching : words.facilityNone}
      error={error}
    />
  )
}
