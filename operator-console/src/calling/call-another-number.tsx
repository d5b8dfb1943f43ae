import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Field } from '../ui/field.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { useMyOutgoingCall, usePlaceCall } from './outgoing-call.ts'
import { words } from './words.ts'

/** For a number that is on no card: an office, a surgery. */
export function CallAnotherNumber() {
  const [number, setNumber] = useState('')
  const place = usePlaceCall()
  const mine = useMyOutgoingCall()
  const refused = place.error?.fields['to.number']
  function submit(event: React.FormEvent): void {
    event.preventDefault()
    place.mutate({ to: { kind: 'typed', number } })
  }
  return (
    <Card title={words.typed}>
      <form className="stack-tight" noValidate onSubmit={submit}>
        <Field
          label={words.number}
          hint={words.numberHint}
          type="tel"
          inputMode="tel"
          value={number}
          onChange={setNumber}
          error={refused}
          maxLength={30}
        />
        {place.error && !refused && <ProblemNotice error={place.error} />}
        <div className="row">
          <Button type="submit" isBusy={place.isPending} isDisabled={mine !== null && mine.phase !== 'over'}>
            {words.call}
          </Button>
        </div>
      </form>
    </Card>
  )
}
