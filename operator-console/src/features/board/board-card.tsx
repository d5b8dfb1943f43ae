import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { BoardRow } from '../../../../contract/board.ts'
import { helpKindNames } from '../../../../helpline/contacts/kinds.ts'
import { isRide } from '../../../../helpline/dispatch/service-times.ts'
import { type ApiError, call } from '../../api-client.ts'
import { Candidates } from '../../assigning/candidates.tsx'
import { CloseUnmet } from '../../assigning/close-unmet.tsx'
import type { HandChanges, ServiceAtHand } from '../../assigning/hand-change.ts'
import { forgetService } from '../../assigning/remember-service.ts'
import { useNow } from '../../clock.ts'
import { capitalised, formatMoment, timeLeft } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Card, Facts, Tag } from '../../ui/card.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { QuickCalls } from './quick-calls.tsx'
import { words } from './words.ts'

const kindOfReason = (kind: BoardRow['reasonKind']) =>
  kind === 'waiting' || kind === 'notAsked' ? 'warning' : 'problem'

interface BoardCardProps {
  row: BoardRow
  changes: HandChanges
  isAmongFirst: boolean
}

/** One thing that is not covered: how long is left, why, what happens by itself, and what a person can do. */
export function BoardCard({ row, changes, isAmongFirst }: BoardCardProps) {
  const { service } = row
  const now = useNow(60_000)
  const mayAssign = useMay('service:assign')
  const [shown, setShown] = useState<'candidates' | 'unmet' | null>(null)
  const title = words.row(capitalised(helpKindNames[service.helpKind]), service.person.name)
  const isPast = row.reasonKind === 'past' || row.reasonKind === 'toClose'
  const when = formatMoment(service.startsAt, now)
  const atHand: ServiceAtHand = { id: service.id, version: service.version, what: `${title}, ${when}` }
  const toggle = (what: 'candidates' | 'unmet') => setShown(shown === what ? null : what)
  return (
    <Card
      title={title}
      aside={
        <span className="row">
          <Tag kind={kindOfReason(row.reasonKind)}>{words.kinds[row.reasonKind]}</Tag>
          <strong>{isPast ? words.isPast : words.left(timeLeft(service.startsAt, now))}</strong>
        </span>
      }
    >
      <div className="stack">
        <p>
          <strong>{row.reason}</strong>
        </p>
        <Facts
          facts={[
            [words.when, when],
            [words.from, service.fromPlace],
            [words.to, service.toPlace],
            [words.volunteer, service.volunteerName],
            [words.next, service.nextStep],
            [words.point, service.listeningPointName],
          ]}
        />
        <QuickCalls row={row} isAmongFirst={isAmongFirst} />
        <div className="row no-print">
          {mayAssign && !isPast && (
            <>
              <Button
                kind="primary"
                label={words.whoCanFor(title)}
                isPressed={shown === 'candidates'}
                onPress={() => toggle('candidates')}
              >
                {words.whoCan}
              </Button>
              {row.reasonKind !== 'waiting' && <SearchAgain row={row} title={title} />}
            </>
          )}
          <Button label={words.cannotFor(title)} isPressed={shown === 'unmet'} onPress={() => toggle('unmet')}>
            {words.cannot}
          </Button>
          <LinkButton href={paths.service(service.id)}>{words.open}</LinkButton>
        </div>
        {shown === 'candidates' && (
          <Candidates
            service={atHand}
            requestId={service.requestId}
            isRide={isRide(service.helpKind)}
            current={service.volunteerId ? { id: service.volunteerId, name: service.volunteerName ?? '' } : null}
            changes={changes}
          />
        )}
        {shown === 'unmet' && <CloseUnmet service={service} level={3} />}
      </div>
    </Card>
  )
}

/** Volunteers are asked at once; from whoever has it the service is taken. */
function SearchAgain({ row, title }: { row: BoardRow; title: string }) {
  const { id: serviceId, version, state } = row.service
  const search = useMutation<unknown, ApiError>({
    mutationFn: () => call('searchAgain', { params: { serviceId }, body: { version } }),
    onSettled: () => forgetService(serviceId),
  })
  return (
    <>
      <Button label={words.searchFor(title)} isBusy={search.isPending} onPress={() => search.mutate()}>
        {state === 'assigned' ? words.searchOther : words.search}
      </Button>
      {search.error && <ProblemNotice error={search.error} />}
    </>
  )
}
