import { keepPreviousData } from '@tanstack/react-query'
import { useState } from 'react'
import type { DirectoryEntryView } from '../../../contract/directory.ts'
import type { InformationKind } from '../../../helpline/contacts/kinds.ts'
import { useAnswer } from '../queries.ts'
import { Button } from '../ui/button.tsx'
import { Warning } from '../ui/icons.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import { useSearchText } from './use-search-text.ts'
import { words } from './words.ts'

interface DirectoryPickerProps {
  kind: InformationKind | null
  /** Where the person lives: what is there or serves there. */
  comune: string | null
  onPick: (entry: DirectoryEntryView) => void
}

export function DirectoryPicker({ kind, comune, onPick }: DirectoryPickerProps) {
  const [search, setSearch] = useSearchText()
  const [isEverywhere, setIsEverywhere] = useState(false)
  const enabled = search.length >= 2
  const query = { search, ...(kind ? { kind } : {}), ...(comune && !isEverywhere ? { comune } : {}) }
  const entries = useAnswer('searchDirectory', { query }, { enabled, placeholderData: keepPreviousData })
  return (
    <div className="stack-tight">
      <SearchBox
        label={words.entry}
        hint={words.entryHint}
        found={enabled ? (entries.data ?? []).slice(0, 12) : []}
        keyOf={(entry) => entry.id}
        render={(entry) => (
          <>
            <strong>{entry.name}</strong>
            <span>{[entry.comune, entry.phone, entry.openingTimes].filter(Boolean).join(' · ')}</span>
            {entry.stale && (
              <span>
                <Warning /> {entry.lastCheckedOn ? words.stale : words.neverChecked}
              </span>
            )}
          </>
        )}
        onSearch={setSearch}
        onPick={onPick}
        emptyText={!enabled || entries.isFetching ? words.searching : words.entryNone}
      />
      {comune && (
        <div className="row">
          <Button kind="quiet" isPassedByTab={!isEverywhere && !enabled} onPress={() => setIsEverywhere(!isEverywhere)}>
            {isEverywhere ? words.entryNear : words.entryEverywhere}
          </Button>
        </div>
      )}
    </div>
  )
}
