import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useForm, useWatch } from 'react-hook-form'
import { useLocation } from 'wouter'
import { navigate as openAtOnce } from 'wouter/use-browser-location'
import type { PersonCard } from '../../../../contract/people.ts'
import { type ApiError, call } from '../../api-client.ts'
import { helplineNow } from '../../clock.ts'
import { paths } from '../../paths.ts'
import { LikelyDuplicates } from '../../pickers/likely-duplicates.tsx'
import { Card } from '../../ui/card.tsx'
import { Page } from '../../ui/page.tsx'
import { PersonForm } from './person-form.tsx'
import { bodyOf, emptyForm, type PersonForm as Form, type PersonBody } from './person-form-values.ts'
import { words } from './words.ts'

export function NewPersonPage() {
  const [, navigate] = useLocation()
  const [personId] = useState(() => crypto.randomUUID())
  const form = useForm<Form>({ defaultValues: emptyForm })
  const typed = { ...emptyForm, ...useWatch({ control: form.control }) } as Form
  const create = useMutation<PersonCard, ApiError, PersonBody>({
    mutationFn: (body) => call('registerPerson', { params: { personId }, body }),
    onSuccess: (card) => navigate(paths.person(card.id)),
  })
  const { body } = bodyOf(typed, helplineNow())
  return (
    <Page title={words.newPerson}>
      <p>{words.newIntro}</p>
      <Card>
        <PersonForm
          form={form}
          saveText={words.create}
          error={create.error}
          isBusy={create.isPending}
          onSave={create.mutate}
          onCancel={() => navigate(paths.people)}
        >
          <LikelyDuplicates
            typed={{
              firstName: typed.firstName,
              lastName: typed.lastName,
              birthDate: body.birthDate ?? null,
              comuneIstatCode: body.comuneIstatCode ?? null,
              fiscalCode: body.fiscalCode ?? null,
              phones: typed.phones.map(({ number }) => number),
            }}
            // What was typed is there already: nothing is asked.
            onPick={(person) => openAtOnce(paths.person(person.id))}
          />
        </PersonForm>
      </Card>
    </Page>
  )
}
