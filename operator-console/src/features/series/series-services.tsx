import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { SeriesView } from '../../../../contract/series.ts'
import { serviceLegNames } from '../../../../helpline/dispatch/service-states.ts'
import { type ApiError, call } from '../../api-client.ts'
import { useNow } from '../../clock.ts'
import { capitalised, formatMoment } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { ServiceStateTag } from '../../summaries/service-state.tsx'
import { Button } from '../../ui/button.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { Table } from '../../ui/table.tsx'
import { readAgain } from './series-cache.ts'
import { words } from './words.ts'

type Service = SeriesView['services'][number]

export function SeriesServices({ series, canChange }: { series: SeriesView; canChange: boolean }) {
  const now = useNow(60_000)
  const [asked, setAsked] = useState<Service | null>(null)
  const cancel = useMutation<null, ApiError, Service>({
    mutationFn: ({ id, version }) => call('cancelOccurrence', { params: { serviceId: id }, body: { version } }),
    onSettled: () => {
      setAsked(null)
      readAgain(series.id)
    },
  })
  const isAhead = ({ state, startsAt }: Service) =>
    (state === 'planned' || state === 'offering' || state === 'assigned') && new Date(startsAt) > now
  return (
    <div className="stack">
      {asked && (
        <Notice
          kind="warning"
          said="now"
          title={words.sureCancel(formatMoment(asked.startsAt, now))}
          actions={
            <>
              <Button kind="primary" isBusy={cancel.isPending} onPress={() => cancel.mutate(asked)}>
                {words.yesCancel}
              </Button>
              <Button onPress={() => setAsked(null)}>{words.keep}</Button>
            </>
          }
        />
      )}
      {cancel.error && <ProblemNotice error={cancel.error} />}
      <Table
        caption={words.services}
        rows={series.services}
        keyOf={(service) => service.id}
        emptyText={words.none}
        columns={[
          {
            name: words.when,
            cell: (service) => (
              <Link href={paths.service(service.id)} className="table-link">
                {formatMoment(service.startsAt, now)}
              </Link>
            ),
          },
          ...(series.services.some(({ leg }) => leg !== 'single')
            ? [{ name: words.leg, cell: ({ leg }: Service) => capitalised(serviceLegNames[leg]) }]
            : []),
          { name: words.state, cell: ({ state }) => <ServiceStateTag state={state} /> },
          { name: words.whoGoes, cell: ({ volunteerName }) => volunteerName ?? '–' },
          {
            name: words.what,
            cell: (service) =>
              canChange && isAhead(service) ? (
                <Button
                  kind="quiet"
                  label={words.cancelOf(formatMoment(service.startsAt, now))}
                  onPress={() => setAsked(service)}
                >
                  {words.cancel}
                </Button>
              ) : null,
          },
        ]}
      />
    </div>
  )
}
