import { Link } from 'wouter'
import type { ServiceView } from '../../../contract/dispatch.ts'
import {
  offerStateNames,
  type ServiceState,
  serviceLegNames,
  serviceStateNames,
} from '../../../helpline/dispatch/service-states.ts'
import { messageChannelNames } from '../../../helpline/reaching/message-channel.ts'
import { useNow } from '../clock.ts'
import { capitalised, formatMoment } from '../formats.ts'
import { paths } from '../paths.ts'
import { Facts, Tag } from '../ui/card.tsx'
import { Notice } from '../ui/notice.tsx'
import { Table } from '../ui/table.tsx'
import { ReturnCall } from './return-call.tsx'
import { words } from './words.ts'

const kindOfState: Record<ServiceState, 'plain' | 'warning' | 'done' | 'problem'> = {
  planned: 'warning',
  offering: 'warning',
  assigned: 'plain',
  done: 'done',
  unmet: 'problem',
  cancelled: 'plain',
}

export const ServiceStateTag = ({ state }: { state: ServiceState }) => (
  <Tag kind={kindOfState[state]}>{capitalised(serviceStateNames[state])}</Tag>
)

/** How a service is going: its state, what the program does next by itself, who comes, who has heard. */
export function ServiceProgress({ service }: { service: ServiceView }) {
  const now = useNow(60_000)
  const isOver = service.state === 'done' || service.state === 'unmet' || service.state === 'cancelled'
  const heard = (at: string | null) => (at ? formatMoment(at, now) : isOver ? null : words.notToldYet)
  return (
    <div className="stack-tight">
      <div aria-live="polite">
        <Notice kind={kindOfState[service.state]} said={false} title={capitalised(serviceStateNames[service.state])}>
          <p>{service.nextStep}</p>
        </Notice>
      </div>
      <Facts
        facts={[
          [words.volunteer, service.volunteerName],
          [words.vehicle, service.vehicleName],
          [
            words.told,
            service.personUnreached ? words.notArrived : service.volunteerName ? heard(service.toldPersonAt) : null,
          ],
          [words.confirmed, service.volunteerName ? heard(service.personConfirmedAt) : null],
          [words.leg, service.leg === 'single' ? null : capitalised(serviceLegNames[service.leg])],
          [
            words.cycle,
            service.seriesId && (
              <Link key="cycle" href={paths.series(service.seriesId)}>
                {words.openCycle}
              </Link>
            ),
          ],
        ]}
      />
      <ReturnCall service={service} />
    </div>
  )
}

export function OfferTable({ service }: { service: ServiceView }) {
  const now = useNow(60_000)
  return (
    <Table
      caption={words.offers}
      rows={service.offers}
      keyOf={(offer) => offer.id}
      emptyText={words.noOffers}
      columns={[
        { name: words.offerVolunteer, cell: (offer) => offer.volunteerName },
        { name: words.offerState, cell: (offer) => <strong>{capitalised(offerStateNames[offer.state])}</strong> },
        {
          name: words.offerSent,
          cell: (offer) =>
            `${words.wave(offer.wave)}, ${words.by(messageChannelNames[offer.channel], offer.sentAt && formatMoment(offer.sentAt, now))}`,
        },
        { name: words.offerReasons, cell: (offer) => offer.reasons.join('; ') },
      ]}
    />
  )
}
