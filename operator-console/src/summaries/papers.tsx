import { Link } from 'wouter'
import type { PaperState } from '../../../helpline/dispatch/volunteers/volunteer-papers.ts'
import { useNow } from '../clock.ts'
import { capitalised, formatDay, formatMoment } from '../formats.ts'
import { paths } from '../paths.ts'
import { Card, Tag } from '../ui/card.tsx'
import { Table } from '../ui/table.tsx'
import { words } from './words.ts'

export interface PaperShown {
  name: string
  until: string | null
  state: PaperState
  /** How many services to come it touches. */
  services?: number
}

const kinds = { missing: 'warning', lapsed: 'problem', soon: 'warning', valid: 'plain' } as const

/** A paper, until when it is valid, and what its end touches: in words, whatever its colour. */
export const PaperTag = ({ name, until, state, services = 0 }: PaperShown) => (
  <Tag kind={kinds[state]}>
    {capitalised(name)}: {words.paperStates[state](until ? formatDay(until) : '')}
    {services > 0 && `. ${words.paperTouches(services)}`}
  </Tag>
)

/** Only those worth a word. */
export const PapersToRenew = ({ papers }: { papers: readonly PaperShown[] }) => {
  const shown = papers.filter(({ state }) => state !== 'valid')
  return (
    <ul className="plain-list stack-tight">
      {shown.map((paper) => (
        <li key={paper.name}>
          <PaperTag {...paper} />
        </li>
      ))}
    </ul>
  )
}

export interface AffectedService {
  serviceId: string
  startsAt: string
  what: string
  reasons: string[]
}

/** The services to come that cannot be done as things are now. */
export function AffectedServices({ services, upcoming }: { services: readonly AffectedService[]; upcoming: number }) {
  const now = useNow(60_000)
  return (
    <Card title={words.affected}>
      {services.length === 0 ? (
        <p className="soft">{words.noneAffected(upcoming)}</p>
      ) : (
        <div className="stack-tight">
          <p>{words.someAffected(services.length, upcoming)}</p>
          <Table
            caption={words.affectedList}
            isCaptionHidden
            rows={services}
            keyOf={({ serviceId }) => serviceId}
            columns={[
              {
                name: words.affectedWhen,
                cell: ({ serviceId, startsAt }) => (
                  <Link href={paths.service(serviceId)} className="table-link">
                    {formatMoment(startsAt, now)}
                  </Link>
                ),
              },
              { name: words.affectedWhat, cell: ({ what }) => capitalised(what) },
              { name: words.affectedWhy, cell: ({ reasons }) => capitalised(reasons.join(', ')) },
            ]}
          />
        </div>
      )}
    </Card>
  )
}
