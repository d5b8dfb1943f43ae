import { Link } from 'wouter'
import { formatEuros } from '../../../../helpline/reports/accountability-preface.ts'
import { formatDay } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { useAnswer } from '../../queries.ts'
import { useMay } from '../../session.tsx'
import { ReportsPageFrame } from '../../summaries/report-sections.tsx'
import { LinkButton } from '../../ui/button.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { Table } from '../../ui/table.tsx'
import { words } from './words.ts'

export function AgreementsPage() {
  const agreements = useAnswer('listAgreements', {})
  const mayWrite = useMay('report:publish')
  return (
    <ReportsPageFrame
      title={words.agreementsTitle}
      aside={mayWrite && <LinkButton href={paths.newAgreement}>{words.newAgreement}</LinkButton>}
    >
      <Answer answer={agreements}>
        {(list) => (
          <Table
            caption={words.agreementsCaption}
            rows={list}
            keyOf={({ id }) => id}
            emptyText={words.noAgreements}
            columns={[
              {
                name: words.name,
                cell: ({ id, name }) => (
                  <Link href={paths.agreement(id)} className="table-link">
                    {name}
                  </Link>
                ),
              },
              { name: words.counterpart, cell: ({ counterpartName }) => counterpartName },
              { name: words.association, cell: ({ associationName }) => associationName ?? words.noAssociation },
              { name: words.dates, cell: ({ startsOn, endsOn }) => `${formatDay(startsOn)} – ${formatDay(endsOn)}` },
              { name: words.amount, cell: ({ amountCents }) => formatEuros(amountCents), isNumber: true },
            ]}
          />
        )}
      </Answer>
    </ReportsPageFrame>
  )
}
