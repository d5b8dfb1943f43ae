import { CompanionAlarms } from '../../companionship/companion-alarms.tsx'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { Undelivered } from '../../reaching/undelivered.tsx'
import { useMay } from '../../session.tsx'
import { WaitingMessages } from '../../summaries/waiting-messages.tsx'
import { WhoIsHere } from '../../summaries/who-is-here.tsx'
import { LinkButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import './desk.css'
import { OpenCallbacks } from './open-callbacks.tsx'
import { OpenRequests } from './open-requests.tsx'
import { ServicesOfToday } from './services-of-today.tsx'
import { words } from './words.ts'

/** Time alone makes a request late, and ends the day. */
const SLOW_POLL_MS = 60_000

function NetworkLinks() {
  const mayReport = useMay('report:read')
  const links = [
    [paths.operators, words.links.operators],
    [paths.network, words.links.points],
    [paths.networkDistricts, words.links.districts],
    [paths.networkAssociations, words.links.associations],
    [paths.networkWeek, words.links.week],
    ...(mayReport ? ([[paths.agreements, words.links.agreements]] as const) : []),
    [paths.wall, words.links.wall],
  ] as const
  return (
    <Card title={words.network} className="no-print">
      <div className="row">
        {links.map(([href, name]) => (
          <LinkButton key={href} href={href}>
            {name}
          </LinkButton>
        ))}
      </div>
    </Card>
  )
}

export function DeskPage() {
  const desk = useAnswer('readDesk', {}, { refetchInterval: SLOW_POLL_MS })
  return (
    <Page title={words.title}>
      <Answer answer={desk} lines={8}>
        {({ services, requests, requestCount }) => (
          <>
            <ServicesOfToday services={services} />
            <OpenRequests requests={requests} count={requestCount} />
          </>
        )}
      </Answer>
      <Undelivered />
      <CompanionAlarms />
      <OpenCallbacks />
      <WaitingMessages />
      <div className="no-print">
        <WhoIsHere />
      </div>
      <NetworkLinks />
    </Page>
  )
}
