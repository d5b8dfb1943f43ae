import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { PersonCard } from '../../../../contract/people.ts'
import { type ApiError, call } from '../../api-client.ts'
import { paths } from '../../paths.ts'
import { Card } from '../../ui/card.tsx'
import { Page } from '../../ui/page.tsx'
import { PersonForm } from './person-form.tsx'
import { emptyForm, type PersonBody } from './person-form-values.ts'
import { words } from './words.ts'

export function NewPersonPage() {
  const [, navigate] = useLocation()
  const [personId] = useState(() => crypto.randomUUID())
  const create = useMutation<PersonCard, ApiError, PersonBody>({
    mutationFn: (body) => call('registerPerson', { params: { personId }, body }),
    onSuccess: (card) => navigate(paths.person(card.id)),
  })
  return (
    <Page title={words.newPerson}>
      <p>{words.newIntro}</p>
      <Card>
        <PersonForm
          start={emptyForm}
          saveText={words.create}
          error={create.error}
          isBusy={create.isPending}
          onSave={create.mutate}
          onCancel={() => navigate(paths.people)}
        />
      </Card>
    </Page>
  )
}
