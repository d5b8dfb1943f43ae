import { keepPreviousData } from '@tanstack/react-query'
import { useState } from 'react'
import type { DirectoryEntryView } from '../../../../contract/directory.ts'
import { type InformationKind, informationKindNames, informationKinds } from '../../../../helpline/contacts/kinds.ts'
import { formatDay } from '../../formats.ts'
import { useSearchText } from '../../pickers/use-search-text.ts'
import { useAnswer } from '../../queries.ts'
import { Card, Facts, Tag } from '../../ui/card.tsx'
import { Field } from '../../ui/field.tsx'
import { Warning } from '../../ui/icons.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { words } from './words.ts'

function Entry({ entry }: { entry: DirectoryEntryView }) {
  return (
    <Card
      title={entry.name}
      aside={
        entry.stale && (
          <Tag kind="warning">
            <Warning /> {entry.lastCheckedOn ? words.stale : words.neverChecked}
          </Tag>
        )
      }
    >
      <div className="stack-tight">
        <p className="soft">{entry.informationKinds.map((kind) => informationKindNames[kind]).join(', ')}</p>
        <p>{entry.description}</p>
        <Facts
          facts={[
            [words.forWhom, entry.forWhom],
            [words.where, [entry.address, entry.comune].filter(Boolean).join(', ')],
            [words.phone, entry.phone],
            [words.times, entry.openingTimes],
            [words.reach, entry.howToReach],
            [words.checked, entry.lastCheckedOn && formatDay(entry.lastCheckedOn)],
          ]}
        />
      </div>
    </Card>
  )
}

export function DirectoryPage() {
  const [typed, setTyped] = useState('')
  const [search, setSearch] = useSearchText()
  const [kind, setKind] = useState<InformationKind | null>(null)
  const query = kind ? { search, kind } : { search }
  const entries = useAnswer('searchDirectory', { query }, { placeholderData: keepPreviousData })
  return (
    <Page title={words.title}>
      <p>{words.intro}</p>
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
        <Select
          label={words.kind}
          options={informationKinds}
          names={informationKindNames}
          value={kind}
          onChange={setKind}
          none={words.allKinds}
        />
      </search>
      <Answer answer={entries}>
        {(found) => (
          <section className="stack" aria-label={words.results}>
            <p role="status">{found.length === 0 ? words.none : words.found(found.length)}</p>
            {found.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </section>
        )}
      </Answer>
    </Page>
  )
}
