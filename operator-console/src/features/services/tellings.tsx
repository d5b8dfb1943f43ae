import type { ServiceView } from '../../../../contract/dispatch.ts'
import { messageChannelNames } from '../../../../helpline/reaching/message-channel.ts'
import { spokenOutcomeNames } from '../../../../helpline/reaching/spoken-outcomes.ts'
import { useNow } from '../../clock.ts'
import { capitalised, formatMoment } from '../../formats.ts'
import { Table } from '../../ui/table.tsx'
import { words } from './words.ts'

type Telling = ServiceView['tellings'][number]

/** A call that was answered says more than that it ended. */
const outcomeOf = ({ channel, progress, spokenOutcome }: Telling): string =>
  channel === 'voice' && spokenOutcome ? spokenOutcomeNames[spokenOutcome] : words.tellingProgress[progress]

export function Tellings({ service }: { service: ServiceView }) {
  const now = useNow(60_000)
  if (service.tellings.length === 0) return null
  return (
    <Table
      caption={words.tellings}
      rows={service.tellings}
      keyOf={(telling) => telling.id}
      emptyText=""
      columns={[
        { name: words.tellingAt, cell: (telling) => formatMoment(telling.at, now) },
        { name: words.tellingWay, cell: (telling) => capitalised(messageChannelNames[telling.channel]) },
        { name: words.tellingOutcome, cell: (telling) => <strong>{capitalised(outcomeOf(telling))}</strong> },
      ]}
    />
  )
}
