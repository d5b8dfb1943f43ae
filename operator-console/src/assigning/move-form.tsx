import { useState } from 'react'
import { useAnswer } from '../queries.ts'
import { Button } from '../ui/button.tsx'
import { DateTimeField } from '../ui/date-time-field.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import type { HandChanges, ServiceAtHand } from './hand-change.ts'
import { words } from './words.ts'

interface MoveFormProps {
  service: ServiceAtHand
  startsAt: string
  changes: HandChanges
  onMoved?: () => void
}

export function MoveForm({ service, startsAt, changes, onMoved }: MoveFormProps) {
  const [value, setValue] = useState<string | null>(startsAt)
  const [isMissing, setIsMissing] = useState(false)
  const known = useAnswer('readService', { params: { serviceId: service.id } })
  const { move } = changes
  const isOurs = move.variables?.service.id === service.id
  const error = isOurs ? move.error : null
  function submit(event: React.FormEvent): void {
    event.preventDefault()
    setIsMissing(value === null)
    if (value) move.mutate({ service, startsAt: value }, { onSuccess: () => onMoved?.() })
  }
  return (
    <form className="stack-tight" noValidate onSubmit={submit}>
      <p>{words.moveIntro}</p>
      {known.data?.leg === 'outward' && <p>{words.backToo}</p>}
      <DateTimeField
        label={words.newTime}
        value={value}
        onChange={setValue}
        error={isMissing && !value ? words.timeMissing : error?.fields.startsAt}
      />
      {error && !error.fields.startsAt && <ProblemNotice error={error} />}
      <div className="row">
        <Button type="submit" isBusy={move.isPending && isOurs}>
          {words.move}
        </Button>
      </div>
    </form>
  )
}
