import { useState } from 'react'
import { useLocation } from 'wouter'
import { paths } from '../../paths.ts'
import { Card } from '../../ui/card.tsx'
import { Page } from '../../ui/page.tsx'
import { AidForm } from './aid-form.tsx'
import { words } from './words.ts'

export function NewAidPage() {
  const [, navigate] = useLocation()
  const [aidId] = useState(() => crypto.randomUUID())
  return (
    <Page title={words.newAid}>
      <Card>
        <AidForm
          aidId={aidId}
          aid={null}
          onSaved={() => navigate(paths.aid(aidId))}
          onCancel={() => navigate(paths.aids)}
        />
      </Card>
    </Page>
  )
}
