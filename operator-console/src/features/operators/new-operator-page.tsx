import { useState } from 'react'
import { paths } from '../../paths.ts'
import { useSession } from '../../session.tsx'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { GivenPassword } from './given-password.tsx'
import { useOperatorChange } from './operator-change.ts'
import { nobodyYet, OperatorForm } from './operator-form.tsx'
import { words } from './words.ts'

export function NewOperatorPage() {
  const { listeningPoints } = useSession()
  const add = useOperatorChange('addOperator')
  const [count, setCount] = useState(0)
  const [only, ...others] = listeningPoints
  const initial = only && others.length === 0 ? { ...nobodyYet, pointIds: [only.id] } : nobodyYet
  if (add.data) {
    const { name, email } = add.variables.body
    return (
      <Page title={words.added(name)} takesFocus={false}>
        <GivenPassword name={name} email={email.trim().toLowerCase()} password={add.data.password} />
        <div className="row no-print">
          <LinkButton href={paths.operator(add.data.id)}>{words.openOperator}</LinkButton>
          <Button
            onPress={() => {
              setCount(count + 1)
              add.reset()
            }}
          >
            {words.another}
          </Button>
        </div>
      </Page>
    )
  }
  return (
    <Page title={words.newOperator}>
      <OperatorForm
        key={count}
        initial={initial}
        error={add.error}
        isPending={add.isPending}
        saveWord={words.add}
        onSave={(body) => add.mutate({ body })}
      />
    </Page>
  )
}
