import { useState } from 'react'
import type { OperatorView } from '../../../../contract/operators.ts'
import { useAnswer } from '../../queries.ts'
import { useSession } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, Facts } from '../../ui/card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { OperatorAccess } from './operator-access.tsx'
import { readOperatorsAgain, useOperatorChange } from './operator-change.ts'
import { detailsOf, OperatorForm } from './operator-form.tsx'
import { pointsText } from './points-text.ts'
import { words } from './words.ts'

/** What others save meanwhile does not change what is being typed; saving over it is refused. */
function Details({ operator, onSaved }: { operator: OperatorView; onSaved: () => void }) {
  const session = useSession()
  const [seen] = useState(operator)
  const change = useOperatorChange('changeOperator', onSaved)
  return (
    <OperatorForm
      initial={detailsOf(seen)}
      keepsRole={seen.id === session.operator.id}
      error={change.error}
      isPending={change.isPending}
      saveWord={words.save}
      onSave={(details) =>
        change.mutate({ params: { operatorId: seen.id }, body: { ...details, version: seen.version } })
      }
      more={
        change.error?.kind === 'conflict' && (
          <Button onPress={() => void readOperatorsAgain().then(onSaved)}>{words.readAgain}</Button>
        )
      }
    />
  )
}

const Known = ({ operator }: { operator: OperatorView }) => (
  <>
    <Notice title={words.notMine} said={false} />
    <Facts
      facts={[
        [words.email, operator.email],
        [words.role, words.roles[operator.role]],
        [words.phone, operator.phone],
        [words.points, pointsText(operator)],
        [words.state, operator.active ? words.active : words.inactive],
      ]}
    />
  </>
)

function Kept({ operator }: { operator: OperatorView }) {
  const [saves, setSaves] = useState({ details: 0, all: 0 })
  return (
    <>
      <Card title={words.details} className="no-print">
        <div className="stack">
          {saves.details > 0 && <Notice kind="done" title={words.saved} />}
          <Details
            key={saves.all}
            operator={operator}
            onSaved={() => setSaves(({ details, all }) => ({ details: details + 1, all: all + 1 }))}
          />
        </div>
      </Card>
      <OperatorAccess operator={operator} onChanged={() => setSaves(({ all }) => ({ details: 0, all: all + 1 }))} />
    </>
  )
}

export function OperatorPage({ operatorId }: { operatorId: string }) {
  const operators = useAnswer('listOperators', {})
  const operator = operators.data?.find(({ id }) => id === operatorId)
  return (
    <Page title={operator?.name ?? words.title}>
      <Answer answer={operators}>
        {() => {
          if (!operator) return <p>{words.gone}</p>
          return operator.mayChange ? <Kept operator={operator} /> : <Known operator={operator} />
        }}
      </Answer>
    </Page>
  )
}
