import type { RequestView } from '../../../../contract/contacts.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { LinkButton } from '../../ui/button.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { RequestService } from './request-service.tsx'
import { seriesWords as words } from './series-words.ts'

/** What came of a request taken in charge: its service, its two ways, or the cycle it has become. */
export function RequestServices({ request }: { request: RequestView }) {
  const series = useAnswer('readRequestSeries', { params: { requestId: request.id } })
  return (
    <Answer answer={series} lines={3}>
      {(cycles) =>
        cycles.length === 0
          ? request.serviceIds.map((serviceId) => <RequestService key={serviceId} serviceId={serviceId} />)
          : cycles.map((cycle) => (
              <div key={cycle.id} className="stack-tight">
                <p>
                  <strong>{cycle.sentence}</strong>
                </p>
                <div className="row">
                  <LinkButton href={paths.series(cycle.id)}>{words.open}</LinkButton>
                </div>
              </div>
            ))
      }
    </Answer>
  )
}
