import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { ApiError } from '../../api-client.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { useUnsavedValues } from '../../unsaved.ts'
import { wholeNumber } from './whole-number.ts'
import { words } from './words.ts'

interface Kept {
  keptDays: number
  faults: { notDeleted: number; notTakenIn: number }
}

interface KeptDaysCardProps<S extends Kept> {
  settings: S
  send: (keptDays: number) => Promise<S>
  onSaved: (saved: S) => void
  /** What is chosen besides the days: unsaved as long as they are. */
  alsoChosen?: unknown
  said: {
    title: string
    keptDays: string
    keptDaysHint: string
    notDeleted: (count: number) => string
    notTakenIn: (count: number) => string
  }
  children: ReactNode
}

function Faults({
  faults: { notDeleted, notTakenIn },
  said,
}: Pick<KeptDaysCardProps<Kept>, 'said'> & Pick<Kept, 'faults'>) {
  if (notDeleted + notTakenIn === 0) return null
  return (
    <Notice
      kind="problem"
      said={false}
      title={notDeleted > 0 ? said.notDeleted(notDeleted) : said.notTakenIn(notTakenIn)}
    >
      {notDeleted > 0 && notTakenIn > 0 && <p>{said.notTakenIn(notTakenIn)}</p>}
      <p>{words.faultsText}</p>
    </Notice>
  )
}

/** For how many days something is kept, and what could not be deleted or taken in. */
export function KeptDaysCard<S extends Kept>(card: KeptDaysCardProps<S>) {
  const { settings, send, onSaved, alsoChosen = null, said, children } = card
  const [keptDays, setKeptDays] = useState(String(settings.keptDays))
  const [isWrong, setIsWrong] = useState(false)
  const save = useMutation<S, ApiError, number>({ mutationFn: send, onSuccess: onSaved })
  useUnsavedValues([alsoChosen, keptDays], save.data)
  function submit(event: React.FormEvent): void {
    event.preventDefault()
    const days = wholeNumber(keptDays)
    setIsWrong(days === null)
    if (days !== null) save.mutate(days)
  }
  return (
    <Card title={said.title}>
      <form className="stack" noValidate onSubmit={submit}>
        <Faults faults={settings.faults} said={said} />
        {children}
        <Field
          label={said.keptDays}
          hint={said.keptDaysHint}
          inputMode="numeric"
          value={keptDays}
          onChange={setKeptDays}
          error={isWrong ? words.keptDaysWrong : save.error?.fields.keptDays}
          maxLength={3}
          isNarrow
        />
        {save.error && !save.error.fields.keptDays && <ProblemNotice error={save.error} />}
        {save.isSuccess && <Notice kind="done" title={words.saved} />}
        <div className="row">
          <Button type="submit" kind="primary" isBusy={save.isPending} label={`${words.save}: ${said.title}`}>
            {words.save}
          </Button>
        </div>
      </form>
    </Card>
  )
}
