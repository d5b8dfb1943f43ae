import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { RequestView } from '../../../../contract/contacts.ts'
import { ApiError, call } from '../../api-client.ts'
import { Button } from '../../ui/button.tsx'
import { YesNo } from '../../ui/choices.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { rememberRequest } from './contact-cache.ts'
import { words } from './words.ts'

interface MedicalTransportProps {
  requestId: string
  /** Everything typed in the whole contact is on the server. */
  flushAll: () => Promise<boolean>
}

/** Pressed by mistake, or it was not one after all. */
export function TakeBackRefusal({ requestId }: { requestId: string }) {
  const takeBack = useMutation<RequestView, ApiError>({
    mutationFn: () => call('takeBackRefusal', { params: { requestId }, body: {} }),
    onSuccess: rememberRequest,
  })
  return (
    <>
      {takeBack.error && <ProblemNotice error={takeBack.error} />}
      <div className="row">
        <Button isBusy={takeBack.isPending} onPress={() => takeBack.mutate()}>
          {words.takeBackRefusal}
        </Button>
        <span className="soft">{words.takeBackHint}</span>
      </div>
    </>
  )
}

/** The association does no medical transport: the need is kept with its cause, and where the person was sent. */
export function MedicalTransport({ requestId, flushAll }: MedicalTransportProps) {
  const [isMedical, setIsMedical] = useState<boolean | null>(null)
  const refuse = useMutation<RequestView, ApiError>({
    mutationFn: async () => {
      if (!(await flushAll())) throw new ApiError('unreachable')
      return call('refuseRequest', {
        params: { requestId },
        body: { cause: 'medicalTransport', referredTo: words.medicalReferredTo },
      })
    },
    onSuccess: rememberRequest,
  })
  return (
    <>
      <YesNo label={words.medicalQuestion} value={isMedical} onChange={setIsMedical} />
      {isMedical && (
        <Notice
          kind="warning"
          title={words.medicalTitle}
          actions={
            <Button kind="primary" isBusy={refuse.isPending} onPress={() => refuse.mutate()}>
              {words.medicalRecord}
            </Button>
          }
        >
          <p>{words.medicalText}</p>
          {refuse.error && <ProblemNotice error={refuse.error} />}
        </Notice>
      )}
    </>
  )
}
