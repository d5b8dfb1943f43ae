import { useState } from 'react'
import type { RequestFields } from '../../../../contract/contacts.ts'
import { Button } from '../../ui/button.tsx'
import { YesNo } from '../../ui/choices.tsx'
import { Notice } from '../../ui/notice.tsx'
import { words } from './words.ts'

/** The association does no medical transport: what is told to the person is recorded as an information given. */
export function MedicalTransport({ onRefer }: { onRefer: (fields: Partial<RequestFields>) => void }) {
  const [isMedical, setIsMedical] = useState<boolean | null>(null)
  const refer = () =>
    onRefer({
      kind: 'information',
      informationKind: 'health',
      answer: words.medicalAnswer,
      referredTo: words.medicalReferredTo,
    })
  return (
    <>
      <YesNo label={words.medicalQuestion} value={isMedical} onChange={setIsMedical} />
      {isMedical && (
        <Notice
          kind="warning"
          title={words.medicalTitle}
          actions={
            <Button kind="primary" onPress={refer}>
              {words.medicalRecord}
            </Button>
          }
        >
          <p>{words.medicalText}</p>
        </Notice>
      )}
    </>
  )
}
