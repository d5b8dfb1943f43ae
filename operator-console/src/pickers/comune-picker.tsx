import { keepPreviousData } from '@tanstack/react-query'
import { useState } from 'react'
import { useAnswer } from '../queries.ts'
import { Button } from '../ui/button.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import { useSearchText } from './use-search-text.ts'
import { words } from './words.ts'

interface ComunePickerProps {
  label?: string
  /** The name of the chosen comune. */
  chosen: string | null
  onPick: (comune: { istatCode: string; name: string }) => void
  error?: string | undefined
}

export function ComunePicker({ label = words.comune, chosen, onPick, error }: ComunePickerProps) {
  const [search, setSearch] = useSearchText()
  const [changing, setChanging] = useState(false)
  const enabled = search.length >= 2
  const comuni = useAnswer('searchComuni', { query: { search } }, { enabled, placeholderData: keepPreviousData })
  if (chosen && !changing) {
    return (
      <div className="field">
        <span className="field-label">{label}</span>
        <div className="row">
          <strong>{chosen}</strong>
          <Button onPress={() => setChanging(true)}>{words.comuneChange}</Button>
        </div>
      </div>
    )
  }
  return (
    <SearchBox
      label={label}
      hint={words.comuneHint}
      found={enabled ? (comuni.data ?? []) : []}
      keyOf={(comune) => comune.istatCode}
      render={(comune) => `${comune.name} (${comune.province})`}
      onSearch={setSearch}
      onPick={(comune) => {
        setChanging(false)
        onPick(comune)
      }}
      emptyText={!enabled || comuni.isFetching ? words.searching : words.comuneNone}
      error={error}
    />
  )
}
