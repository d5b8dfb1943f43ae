import { Link } from 'wouter'
import type { DeskServiceView } from '../../../../contract/desk.ts'
import { helpKindNames } from '../../../../helpline/contacts/kinds.ts'
import { formatRomeDateWithYear, formatRomeTime } from '../../../../helpline/territory/rome-time.ts'
import { useNow } from '../../clock.ts'
import { capitalised, timeLeft } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useSession } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, Tag } from '../../ui/card.tsx'
import { Table } from '../../ui/table.tsx'
import { words } from './words.ts'

const isUncovered = ({ state }: DeskServiceView): boolean => state === 'planned' || state === 'offering'
const timeOf = (iso: string): string => formatRomeTime(new Date(iso))

function WhoGoes({ service }: { service: DeskServiceView }) {
  const now = useNow(60_000)
  if (!isUncovered(service)) return [service.volunteerName, service.vehicleName].filter(Boolean).join(', ') || '–'
  const isPast = Date.parse(service.startsAt) <= now.getTime()
  return (
    <span className="stack-tight">
      <Tag kind="problem">{words.nobody}</Tag>
      <span className="desk-alarm">{isPast ? words.past : words.left(timeLeft(service.startsAt, now))}</span>
    </span>
  )
}

/** What is to be done today, by the hour; on paper, the day alone. */
export function ServicesOfToday({ services }: { services: readonly DeskServiceView[] }) {
  const now = useNow(60_000)
  const { listeningPoints } = useSession()
  const title = words.today(formatRomeDateWithYear(now))
  return (
    <Card
      title={title}
      className="desk-day"
      aside={
        <span className="no-print">
          <Button onPress={() => window.print()}>{words.print}</Button>
        </span>
      }
    >
      <div className="stack-tight">
        {services.length > 0 && (
          <p>
            {words.uncovered(
              services.filter(isUncovered).length,
              services.filter(({ state }) => state === 'unmet').length,
            )}
          </p>
        )}
        <Table
          caption={words.todayTable}
          isCaptionHidden
          rows={services}
          keyOf={({ id }) => id}
          emptyText={words.todayEmpty}
          columns={[
            {
              name: words.when,
              cell: ({ id, startsAt, endsAt }) => (
                <Link href={paths.service(id)} className="table-link desk-whole">
                  {words.until(timeOf(startsAt), timeOf(endsAt))}
                </Link>
              ),
            },
            {
              name: words.who,
              cell: ({ personName, personPhone }) => (
                <>
                  {personName}
                  {personPhone && <div className="desk-whole">{personPhone}</div>}
                </>
              ),
            },
            { name: words.what, cell: ({ helpKind }) => capitalised(helpKindNames[helpKind]) },
            { name: words.where, cell: ({ fromPlace, toPlace }) => words.fromTo(fromPlace, toPlace) },
            ...(listeningPoints.length > 1
              ? [{ name: words.point, cell: (row: DeskServiceView) => row.listeningPointName }]
              : []),
            { name: words.whoGoes, cell: (service) => <WhoGoes service={service} /> },
            { name: words.next, cell: ({ nextStep }) => nextStep },
          ]}
        />
      </div>
    </Card>
  )
}
