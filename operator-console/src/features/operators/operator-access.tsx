import { useState } from 'react'
import type { OperatorView } from '../../../../contract/operators.ts'
import { useSession } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { GivenPassword } from './given-password.tsx'
import { useOperatorChange } from './operator-change.ts'
import { words } from './words.ts'

function NewPassword({ operator }: { operator: OperatorView }) {
  const renew = useOperatorChange('renewPassword')
  const [isAsking, setAsking] = useState(false)
  const { name, email } = operator
  return (
    <div className="stack-tight">
      {renew.error && <ProblemNotice error={renew.error} />}
      {renew.data && <GivenPassword name={name} email={email} password={renew.data.password} />}
      {isAsking ? (
        <>
          <p role="status">{words.renewHint}</p>
          <div className="row">
            <Button
              kind="primary"
              isBusy={renew.isPending}
              onPress={() =>
                renew.mutate({ params: { operatorId: operator.id }, body: {} }, { onSettled: () => setAsking(false) })
              }
            >
              {words.renewSure}
            </Button>
            <Button onPress={() => setAsking(false)}>{words.renewNot}</Button>
          </div>
        </>
      ) : (
        <div className="row no-print">
          <Button onPress={() => setAsking(true)}>{words.renew}</Button>
        </div>
      )}
    </div>
  )
}

/** Whether somebody may enter, and with what. */
export function OperatorAccess({ operator, onChanged }: { operator: OperatorView; onChanged: () => void }) {
  const session = useSession()
  const change = useOperatorChange('setOperatorActive', onChanged)
  const { id, name, version, active } = operator
  if (id === session.operator.id) {
    return (
      <Card title={words.access}>
        <p>{words.myself}</p>
      </Card>
    )
  }
  return (
    <Card title={words.access}>
      <div className="stack">
        {change.error && <ProblemNotice error={change.error} />}
        {change.isSuccess && <Notice kind="done" title={active ? words.wasLetIn(name) : words.wasPutOut(name)} />}
        <NewPassword operator={operator} />
        <p className="no-print">{active ? words.putOutHint : words.isOut}</p>
        <div className="row no-print">
          <Button
            isBusy={change.isPending}
            onPress={() => change.mutate({ params: { operatorId: id }, body: { version, active: !active } })}
          >
            {active ? words.putOut : words.letIn}
          </Button>
        </div>
      </div>
    </Card>
  )
}
