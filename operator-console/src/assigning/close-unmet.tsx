import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ServiceView } from '../../../contract/dispatch.ts'
import { type UnmetCause, unmetCauseNames, unmetCauses } from '../../../helpline/contacts/kinds.ts'
import { type ApiError, call } from '../api-client.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Select } from '../ui/select.tsx'
import { rememberService } from './remember-service.ts'
import { words } from './words.ts'

export function CloseUnmet({ service, level = 2 }: { service: ServiceView; level?: 2 | 3 }) {
  const [cause, setCause] = useState<UnmetCause | null>(null)
  const [isMissing, setIsMissing] = useState(false)
  const close = useMutation<ServiceView, ApiError, UnmetCause>({
    mutationFn: (chosen) =>
      call('closeServiceUnmet', {
        params: { serviceId: service.id },
        body: { version: service.version, cause: chosen },
      }),
    onSuccess: rememberService,
  })
  function submit(event: React.FormEvent): void {
    event.preventDefault()
    setIsMissing(cause === null)
    if (cause) close.mutate(cause)
  }
  return (
    <Card title={words.unmetTitle} level={level}>
      <form className="stack" noValidate onSubmit={submit}>
        <p>{words.unmetIntro}</p>
        <Select
          label={words.cause}
          options={unmetCauses}
          names={unmetCauseNames}
          value={cause}
          onChange={setCause}
          error={isMissing && !cause ? words.causeMissing : undefined}
        />
        {close.error && <ProblemNotice error={close.error} />}
        <div className="row">
          <Button type="submit" isBusy={close.isPending}>
            {words.closeUnmet}
          </Button>
        </div>
      </form>
    </Card>
  )
}
