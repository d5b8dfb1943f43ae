import { useState } from 'react'
import type { AgreementView } from '../../../../contract/accountability.ts'
import { priceUnitNames } from '../../../../helpline/reports/accountability-agreements.ts'
import { reportingRhythmNames } from '../../../../helpline/reports/accountability-periods.ts'
import { formatEuros } from '../../../../helpline/reports/accountability-preface.ts'
import { accountabilityState } from '../../../../helpline/reports/accountability-reports.ts'
import { periodName } from '../../../../helpline/reports/report-period.ts'
import { counterpartKindNames } from '../../../../helpline/reports/report-stocks.ts'
import { capitalised, formatCount, formatDay } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { ReportsPageFrame } from '../../summaries/report-sections.tsx'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Card, Facts } from '../../ui/card.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { useAccountabilityChange } from './accountability-change.ts'
import { AgreementForm } from './agreement-form.tsx'
import { valuesOf } from './agreement-values.ts'
import { words } from './words.ts'

const Details = ({ agreement }: { agreement: AgreementView }) => (
  <Facts
    facts={[
      [words.counterpart, `${agreement.counterpartName} (${counterpartKindNames[agreement.counterpartKind]})`],
      [words.association, agreement.associationName ?? words.noAssociation],
      [words.territory, agreement.territoryName ?? words.noTerritory],
      [words.dates, `${formatDay(agreement.startsOn)} – ${formatDay(agreement.endsOn)}`],
      [words.amount, formatEuros(agreement.amountCents)],
      [words.paymentRule, agreement.paymentRule],
      [
        words.unitPrice,
        agreement.unitPriceCents !== null && agreement.priceUnit !== null
          ? `${formatEuros(agreement.unitPriceCents)} ${priceUnitNames[agreement.priceUnit]}`
          : null,
      ],
      [words.rhythm, capitalised(reportingRhythmNames[agreement.reportingRhythm])],
      [words.due, words.days(agreement.reportingDueDays)],
    ]}
  />
)

const hours = (minutes: number) => new Intl.NumberFormat('it-IT', { maximumFractionDigits: 1 }).format(minutes / 60)

function Balance({ agreement: { id } }: { agreement: AgreementView }) {
  const balance = useAnswer('readAgreementBalance', { params: { agreementId: id } })
  return (
    <Card title={words.balance}>
      <Answer answer={balance}>
        {({ amountCents, paidCents, lateCents, used, usedCents }) => {
          const left = usedCents === null ? null : amountCents - usedCents
          return (
            <Facts
              facts={[
                [words.amount, formatEuros(amountCents)],
                [words.paidSoFar, formatEuros(paidCents)],
                [words.lateInstalments, lateCents > 0 ? formatEuros(lateCents) : null],
                [words.usedServices, used && formatCount(used.services)],
                [words.usedKm, used && formatCount(used.km)],
                [words.usedHours, used && hours(used.minutes)],
                [words.usedAmount, usedCents === null ? null : formatEuros(usedCents)],
                [words.leftAmount, left !== null && left >= 0 ? formatEuros(left) : null],
                [words.overAmount, left !== null && left < 0 ? formatEuros(-left) : null],
              ]}
            />
          )
        }}
      </Answer>
    </Card>
  )
}

const Instalments = ({ instalments }: Pick<AgreementView, 'instalments'>) =>
  instalments.length > 0 && (
    <Table
      caption={words.instalments}
      rows={instalments}
      keyOf={({ id }) => id}
      columns={[
        { name: words.instalmentDue, cell: ({ dueOn }) => formatDay(dueOn) },
        { name: words.amount, cell: ({ amountCents }) => formatEuros(amountCents), isNumber: true },
        { name: words.state, cell: ({ paidOn }) => (paidOn ? words.paid(formatDay(paidOn)) : words.notPaid) },
      ]}
    />
  )

const Reports = ({ reports }: Pick<AgreementView, 'reports'>) => (
  <Table
    caption={words.reportsCaption}
    rows={reports}
    keyOf={({ id }) => id}
    columns={[
      { name: words.period, cell: ({ period }) => capitalised(periodName(period)) },
      { name: words.due, cell: ({ dueOn }) => formatDay(dueOn) },
      {
        name: words.state,
        cell: ({ publishedReportId, sentAt }) =>
          capitalised(
            words.states[accountabilityState({ publishedReportId, sentAt: sentAt ? new Date(sentAt) : null })],
          ),
      },
    ]}
  />
)

function Changing({ agreement, onClose }: { agreement: AgreementView; onClose: () => void }) {
  // What was there when the form opened: a later version is refused, and said.
  const [opened] = useState(agreement)
  const change = useAccountabilityChange('changeAgreement', onClose)
  return (
    <AgreementForm
      initial={valuesOf(opened)}
      error={change.error}
      isBusy={change.isPending}
      onSave={(body) =>
        change.mutate({ params: { agreementId: opened.id }, body: { ...body, version: opened.version } })
      }
      onCancel={onClose}
    />
  )
}

export function AgreementPage({ agreementId }: { agreementId: string }) {
  const agreement = useAnswer('readAgreement', { params: { agreementId } })
  const mayWrite = useMay('report:publish')
  const [isChanging, setChanging] = useState(false)
  return (
    <ReportsPageFrame
      title={agreement.data?.name ?? words.agreement}
      aside={<LinkButton href={paths.dueCalendar}>{words.calendarTitle}</LinkButton>}
    >
      <Answer answer={agreement}>
        {(read) =>
          isChanging ? (
            <Card title={words.change}>
              <Changing agreement={read} onClose={() => setChanging(false)} />
            </Card>
          ) : (
            <>
              <Card
                title={words.agreement}
                aside={mayWrite && <Button onPress={() => setChanging(true)}>{words.change}</Button>}
              >
                <Details agreement={read} />
              </Card>
              <Balance agreement={read} />
              <Instalments instalments={read.instalments} />
              <Reports reports={read.reports} />
            </>
          )
        }
      </Answer>
    </ReportsPageFrame>
  )
}
