import { Link } from 'wouter'
import type { ServiceView } from '../../../../contract/dispatch.ts'
import { helpKindNames, unmetCauseNames } from '../../../../helpline/contacts/kinds.ts'
import { serviceOutcomeNames } from '../../../../helpline/dispatch/service-states.ts'
import { CallsOfService } from '../../calling/calls-of-service.tsx'
import { useNow } from '../../clock.ts'
import { capitalised, formatCount, formatMoment } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { OfferTable, ServiceProgress } from '../../summaries/service-state.tsx'
import { Card, Facts } from '../../ui/card.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { CloseService } from './close-service.tsx'
import { CloseUnmet } from './close-unmet.tsx'
import { words } from './words.ts'

const isOver = (service: ServiceView): boolean =>
  service.state === 'done' || service.state === 'unmet' || service.state === 'cancelled'

function Result({ service }: { service: ServiceView }) {
  const count = (value: number | null) => (value === null ? null : formatCount(value))
  return (
    <Card title={words.result}>
      <Facts
        facts={[
          [words.outcome, service.outcome && capitalised(serviceOutcomeNames[service.outcome])],
          [words.cause, service.unmetCause && capitalised(unmetCauseNames[service.unmetCause])],
          [words.km, count(service.km)],
          [words.minutes, count(service.minutes)],
          [words.passengers, count(service.passengers)],
        ]}
      />
    </Card>
  )
}

function ServiceDetail({ service }: { service: ServiceView }) {
  const now = useNow(60_000)
  return (
    <Page title={words.serviceTitle(capitalised(helpKindNames[service.helpKind]), service.person.name)}>
      <ServiceProgress service={service} />
      <Card title={words.details}>
        <Facts
          facts={[
            [
              words.person,
              <Link key="person" href={paths.person(service.person.id)}>
                {service.person.name}
              </Link>,
            ],
            [words.when, formatMoment(service.startsAt, now)],
            [words.ends, formatMoment(service.endsAt, now)],
            [words.from, service.fromPlace],
            [words.to, service.toPlace],
            [words.point, service.listeningPointName],
          ]}
        />
      </Card>
      <CallsOfService service={service} />
      {isOver(service) ? <Result service={service} /> : <CloseService service={service} />}
      <OfferTable service={service} />
      {!isOver(service) && <CloseUnmet service={service} />}
    </Page>
  )
}

export function ServicePage({ serviceId }: { serviceId: string }) {
  const service = useAnswer('readService', { params: { serviceId } })
  if (service.data) return <ServiceDetail service={service.data} />
  return (
    <Page title={words.service}>
      <Answer answer={service}>{() => null}</Answer>
    </Page>
  )
}
