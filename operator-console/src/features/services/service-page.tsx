import { useState } from 'react'
import { Link } from 'wouter'
import type { ServiceView } from '../../../../contract/dispatch.ts'
import { helpKindNames, unmetCauseNames } from '../../../../helpline/contacts/kinds.ts'
import { serviceOutcomeNames } from '../../../../helpline/dispatch/service-states.ts'
import { isRide } from '../../../../helpline/dispatch/service-times.ts'
import { Candidates } from '../../assigning/candidates.tsx'
import { ChangeNotice } from '../../assigning/change-notice.tsx'
import { CloseUnmet } from '../../assigning/close-unmet.tsx'
import { type HandChanges, useHandChanges } from '../../assigning/hand-change.ts'
import { MoveForm } from '../../assigning/move-form.tsx'
import { words as assigningWords } from '../../assigning/words.ts'
import { CallsOfService } from '../../calling/calls-of-service.tsx'
import { useNow } from '../../clock.ts'
import { capitalised, formatCount, formatMoment } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { OfferTable, ServiceProgress } from '../../summaries/service-state.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, Facts } from '../../ui/card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { CloseService } from './close-service.tsx'
import { CorrectService } from './correct-service.tsx'
import { OfferAnswers } from './offer-answers.tsx'
import { Tellings } from './tellings.tsx'
import { words } from './words.ts'

const isOver = (service: ServiceView): boolean =>
  service.state === 'done' || service.state === 'unmet' || service.state === 'cancelled'

function Result({ service }: { service: ServiceView }) {
  const mayCorrect = useMay('service:close') && service.state === 'done'
  const [isCorrecting, setCorrecting] = useState(false)
  const count = (value: number | null) => (value === null ? null : formatCount(value))
  const { odometerStartKm: start, odometerEndKm: end } = service
  if (isCorrecting) {
    return (
      <Card title={words.result}>
        <CorrectService service={service} onClose={() => setCorrecting(false)} />
      </Card>
    )
  }
  return (
    <Card
      title={words.result}
      aside={mayCorrect && <Button onPress={() => setCorrecting(true)}>{words.correct}</Button>}
    >
      <Facts
        facts={[
          [words.outcome, service.outcome && capitalised(serviceOutcomeNames[service.outcome])],
          [words.cause, service.unmetCause && capitalised(unmetCauseNames[service.unmetCause])],
          [words.km, count(service.km)],
          [
            words.odometer,
            start !== null && end !== null ? words.odometerRead(formatCount(start), formatCount(end)) : null,
          ],
          [words.minutes, count(service.minutes)],
          [words.passengers, count(service.passengers)],
        ]}
      />
    </Card>
  )
}

/** Another volunteer, or another hour, by the operator's hand. */
function ByHand({ service, changes }: { service: ServiceView; changes: HandChanges }) {
  const now = useNow(60_000)
  const [isOpen, setIsOpen] = useState(false)
  const what = `${words.serviceTitle(capitalised(helpKindNames[service.helpKind]), service.person.name)}, ${formatMoment(service.startsAt, now)}`
  const atHand = { id: service.id, version: service.version, what }
  return (
    <>
      <Card
        title={assigningWords.whoCan}
        aside={
          <Button isPressed={isOpen} onPress={() => setIsOpen(!isOpen)}>
            {isOpen ? words.hide : words.showThem}
          </Button>
        }
      >
        {isOpen && (
          <Candidates
            service={atHand}
            requestId={service.requestId}
            isRide={isRide(service.helpKind)}
            current={service.volunteerId ? { id: service.volunteerId, name: service.volunteerName ?? '' } : null}
            changes={changes}
          />
        )}
      </Card>
      <Card title={assigningWords.moveTitle}>
        <MoveForm key={service.startsAt} service={atHand} startsAt={service.startsAt} changes={changes} />
      </Card>
    </>
  )
}

function ServiceDetail({ service }: { service: ServiceView }) {
  const now = useNow(60_000)
  const mayAssign = useMay('service:assign')
  const changes = useHandChanges()
  return (
    <Page title={words.serviceTitle(capitalised(helpKindNames[service.helpKind]), service.person.name)}>
      <ChangeNotice changes={changes} />
      <ServiceProgress service={service} />
      {service.flags.length > 0 && (
        <Notice kind="problem" said={false} title={words.flagged}>
          <p>{capitalised(service.flags.join('; '))}.</p>
        </Notice>
      )}
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
      {mayAssign && !isOver(service) && Date.parse(service.endsAt) > now.getTime() && (
        <ByHand service={service} changes={changes} />
      )}
      {isOver(service) ? <Result service={service} /> : <CloseService service={service} />}
      <Tellings service={service} />
      <OfferTable service={service} />
      <OfferAnswers service={service} />
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
