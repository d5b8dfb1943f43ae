import { keepPreviousData } from '@tanstack/react-query'
import type { DirectoryEntryView } from '../../../contract/directory.ts'
import type { InformationKind } from '../../../helpline/contacts/kinds.ts'
import { useAnswer } from '../queries.ts'
import { Warning } from '../ui/icons.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import { useSearchText } from './use-search-text.ts'
import { words } from './words.ts'

interface DirectoryPickerProps {
  kind: InformationKind | null
  onPick: (entry: DirectoryEntryView) => void
}

export function DirectoryPicker({ kind, onPick }: DirectoryPickerProps) {
  const [search, setSearch] = useSearchText()
  const enabled = search.length >= 2
  const query = kind ? { search, kind } : { search }
  const entries = useAnswer('searchDirectory', { query }, { enabled, placeholderData: keepPreviousData })
  return (
    <SearchBox
      label={words.entry}
      hint={words.entryHint}
      found={enabled ? (entries.data ?? []) : []}
      keyOf={(entry) => entry.id}
      render={(entry) => (
        <>
          <strong>{entry.name}</strong>
          <span>{[entry.comune, entry.phone, entry.openingTimes].filter(Boolean).join(' · ')}</span>
          {entry.stale && (
            <span>
              <Warning /> {words.stale}
            </span>
          )}
        </>
      )}
      onSearch={setSearch}
      onPick={onPick}
      emptyText={!enabled || entries.isFetching ? words.searching : words.entryNone}
    />
  )
}
