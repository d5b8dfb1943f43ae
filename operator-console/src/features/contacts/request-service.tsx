import { CallsOfService } from '../../calling/calls-of-service.tsx'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { OfferTable, ServiceProgress } from '../../summaries/service-state.tsx'
import { LinkButton } from '../../ui/button.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { words } from './words.ts'

/** How what was taken in charge is going, live. */
export function RequestService({ serviceId }: { serviceId: string }) {
  const service = useAnswer('readService', { params: { serviceId } })
  return (
    <Answer answer={service} lines={3}>
      {(view) => (
        <div className="stack-tight">
          <ServiceProgress service={view} />
          <OfferTable service={view} />
          <CallsOfService service={view} level={3} />
          <div className="row">
            <LinkButton href={paths.service(view.id)}>{words.openService}</LinkButton>
          </div>
        </div>
      )}
    </Answer>
  )
}
