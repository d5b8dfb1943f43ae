import type { DirectoryEntryView } from '../../../../contract/directory.ts'
import { informationKindNames } from '../../../../helpline/contacts/kinds.ts'
import { formatDay } from '../../formats.ts'
import { Facts, Tag } from '../../ui/card.tsx'
import { Warning } from '../../ui/icons.tsx'
import { words } from './words.ts'

export function Freshness({ entry }: { entry: DirectoryEntryView }) {
  if (!entry.active) return <Tag kind="problem">{words.retired}</Tag>
  if (!entry.stale) return null
  return (
    <Tag kind="warning">
      <Warning /> {entry.lastCheckedOn ? words.stale : words.neverChecked}
    </Tag>
  )
}

/** Who offers what, for whom, where, when, how to reach it, and when somebody last made sure. */
export const EntryFacts = ({ entry }: { entry: DirectoryEntryView }) => (
  <div className="stack-tight">
    <p className="soft">{entry.informationKinds.map((kind) => informationKindNames[kind]).join(', ')}</p>
    <p>{entry.description}</p>
    <Facts
      facts={[
        [words.forWhom, entry.forWhom],
        [words.where, [entry.address, entry.comune].filter(Boolean).join(', ')],
        [words.served, entry.servedNames.join(', ')],
        [words.phone, entry.phone],
        [words.times, entry.openingTimes],
        [words.reach, entry.howToReach],
        [words.checked, entry.lastCheckedOn && formatDay(entry.lastCheckedOn)],
      ]}
    />
  </div>
)
