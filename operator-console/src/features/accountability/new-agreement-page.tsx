import { useLocation } from 'wouter'
import { paths } from '../../paths.ts'
import { ReportsPageFrame } from '../../summaries/report-sections.tsx'
import { useAccountabilityChange } from './accountability-change.ts'
import { AgreementForm } from './agreement-form.tsx'
import { emptyAgreement } from './agreement-values.ts'
import { words } from './words.ts'

export function NewAgreementPage() {
  const [, navigate] = useLocation()
  const add = useAccountabilityChange('addAgreement', ({ id }) => navigate(paths.agreement(id)))
  return (
    <ReportsPageFrame title={words.newAgreement}>
      <AgreementForm
        initial={emptyAgreement}
        error={add.error}
        isBusy={add.isPending}
        onSave={(body) => add.mutate({ body })}
        onCancel={() => navigate(paths.agreements)}
      />
    </ReportsPageFrame>
  )
}
