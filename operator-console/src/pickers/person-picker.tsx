import { keepPreviousData } from '@tanstack/react-query'
import type { PersonSummary } from '../../../contract/people.ts'
import { useAnswer } from '../queries.ts'
import { PersonLine } from '../summaries/person-line.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import { useSearchText } from './use-search-text.ts'
import { words } from './words.ts'

interface PersonPickerProps {
  onPick: (person: PersonSummary) => void
  error?: string | undefined
  inputRef?: React.Ref<HTMLInputElement>
}

export function PersonPicker({ onPick, error, inputRef }: PersonPickerProps) {
  const [search, setSearch] = useSearchText()
  const enabled = search.length >= 2
  const people = useAnswer('searchPeople', { query: { search } }, { enabled, placeholderData: keepPreviousData })
  return (
    <SearchBox
      label={words.person}
      hint={words.personHint}
      found={enabled ? (people.data ?? []) : []}
      keyOf={(person) => person.id}
      render={(person) => (
        <>
          <PersonLine person={person} />
          {person.through && <span>{person.through}</span>}
        </>
      )}
      onSearch={setSearch}
      onPick={onPick}
      emptyText={!enabled || people.isFetching ? words.searching : (people.error?.message ?? words.personNone)}
      error={error}
      {...(inputRef ? { inputRef } : {})}
    />
  )
}
