import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { RequestView } from '../../../../contract/contacts.ts'
import { type WithdrawalReason, withdrawalReasonNames, withdrawalReasons } from '../../../../helpline/contacts/kinds.ts'
import { type ApiError, call } from '../../api-client.ts'
import { Button } from '../../ui/button.tsx'
import { RadioGroup } from '../../ui/choices.tsx'
import { Field } from '../../ui/field.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { useUnsavedValues } from '../../unsaved.ts'
import { rememberRequest } from './contact-cache.ts'
import { words } from './words.ts'

/** Takes a request back, with its reason; whoever expected something is told by the program. */
export function Withdrawing({ request }: { request: RequestView }) {
  const [isOpen, setIsOpen] = useState(false)
  const [reason, setReason] = useState<WithdrawalReason | null>(null)
  const [note, setNote] = useState('')
  const [isMissing, setIsMissing] = useState(false)
  const withdraw = useMutation<RequestView, ApiError, WithdrawalReason>({
    mutationFn: (chosen) =>
      call('withdrawRequest', { params: { requestId: request.id }, body: { reason: chosen, note: note || null } }),
    onSuccess: rememberRequest,
  })
  useUnsavedValues([reason, note], withdraw.data)
  if (!isOpen) {
    return (
      <div className="row">
        <Button kind="quiet" onPress={() => setIsOpen(true)}>
          {words.withdraw}
        </Button>
      </div>
    )
  }
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    setIsMissing(reason === null)
    if (reason) withdraw.mutate(reason)
  }
  return (
    <form className="stack" noValidate onSubmit={submit}>
      <RadioGroup
        label={words.withdrawWhy}
        options={withdrawalReasons}
        names={withdrawalReasonNames}
        value={reason}
        onChange={setReason}
        error={isMissing && !reason ? words.withdrawWhyMissing : undefined}
      />
      <Field label={words.withdrawNote} value={note} onChange={setNote} maxLength={200} />
      <p className="soft">{request.serviceIds.length > 0 ? words.withdrawTells : words.withdrawKeeps}</p>
      {withdraw.error && <ProblemNotice error={withdraw.error} />}
      <div className="row">
        <Button type="submit" kind="primary" isBusy={withdraw.isPending}>
          {words.withdraw}
        </Button>
        <Button kind="quiet" onPress={() => setIsOpen(false)}>
          {words.withdrawNot}
        </Button>
      </div>
    </form>
  )
}
