import { Link } from 'wouter'
import type { SeriesView } from '../../../../contract/series.ts'
import { helpKindNames } from '../../../../helpline/contacts/kinds.ts'
import { romeDate } from '../../../../helpline/territory/rome-time.ts'
import { useNow } from '../../clock.ts'
import { capitalised, formatDay } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { Card, Facts } from '../../ui/card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { ChangeSeries } from './change-series.tsx'
import { EndSeries } from './end-series.tsx'
import { isPaused, PauseSeries } from './pause-series.tsx'
import { SeriesServices } from './series-services.tsx'
import { StandingVolunteer } from './standing-volunteer.tsx'
import { words } from './words.ts'

function SeriesDetail({ series }: { series: SeriesView }) {
  const what = series.helpKind ? capitalised(helpKindNames[series.helpKind]) : words.page
  const skipped = series.days.filter(({ skippedBecause }) => skippedBecause !== null)
  const today = romeDate(useNow(60_000))
  const isRunning = series.requestState === 'takenInCharge'
  return (
    <Page title={words.title(what, series.person?.name ?? '')}>
      <Notice said={false} kind={isPaused(series, today) ? 'warning' : 'plain'} title={series.sentence} />
      {!isRunning && <Notice said={false} title={words.over} />}
      <Card title={words.how}>
        <Facts
          facts={[
            [
              words.person,
              series.person && (
                <Link key="person" href={paths.person(series.person.id)}>
                  {series.person.name}
                </Link>
              ),
            ],
            [words.from, series.fromPlace],
            [words.to, series.toPlace],
            [words.returnAt, series.returnTime ?? (series.returnKind === 'open' ? words.returnWhenReady : null)],
            [words.volunteer, series.volunteerName ?? words.noVolunteer],
            [
              words.contact,
              <Link key="contact" href={paths.contact(series.contactId)}>
                {words.openContact}
              </Link>,
            ],
          ]}
        />
      </Card>
      <SeriesServices series={series} canChange={isRunning} />
      {skipped.length > 0 && (
        <Card title={words.skippedDays}>
          <ul>
            {skipped.map(({ date, skippedBecause }) => (
              <li key={date}>{words.skippedDay(formatDay(date), skippedBecause ?? '')}</li>
            ))}
          </ul>
        </Card>
      )}
      {isRunning && (
        <>
          <ChangeSeries series={series} />
          <PauseSeries series={series} />
          <StandingVolunteer series={series} />
          <EndSeries series={series} />
        </>
      )}
    </Page>
  )
}

export function SeriesPage({ seriesId }: { seriesId: string }) {
  const series = useAnswer('readSeries', { params: { seriesId } })
  if (series.data) return <SeriesDetail series={series.data} />
  return (
    <Page title={words.page}>
      <Answer answer={series}>{() => null}</Answer>
    </Page>
  )
}
