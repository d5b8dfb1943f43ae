import { useMutation } from '@tanstack/react-query'
import { type RefObject, useEffect, useState } from 'react'
import { useForm, useWatch } from 'react-hook-form'
import type { PersonCard } from '../../../../contract/people.ts'
import { AlsoHere } from '../../also-here.tsx'
import { type ApiError, call } from '../../api-client.ts'
import { helplineNow } from '../../clock.ts'
import { queryClient, queryKey } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PersonForm } from './person-form.tsx'
import {
  bodyOf,
  carriedTo,
  changesOf,
  clashesOf,
  type PersonForm as Form,
  formFieldOf,
  formOf,
  newsOf,
  type PersonBody,
  type TypedHere,
  typedIn,
  valueInWords,
} from './person-form-values.ts'
import { words } from './words.ts'

const readForm = (form: Form): PersonBody => bodyOf(form, helplineNow()).body

/** The form beside the card as it stands now: what others write meanwhile comes in, unless it is written here too. */
function useMeanwhile(card: PersonCard, carried: TypedHere | null) {
  // The card as this form knows it, field by field: what was settled is known.
  const [seen, setSeen] = useState(() => formOf(card))
  const form = useForm<Form>({ defaultValues: seen })
  const [brought] = useState(() => carried && carriedTo(seen, carried))
  useEffect(() => {
    for (const field of Object.keys(brought ?? {}) as (keyof Form)[]) {
      form.setValue(field, brought?.[field] as Form[typeof field], { shouldDirty: true })
    }
  }, [brought, form])
  const mine = { ...seen, ...useWatch({ control: form.control }) } as Form
  const theirs = formOf(card)
  const bodies = [readForm(mine), readForm(seen), readForm(theirs)] as const
  const news = newsOf(...bodies).map(formFieldOf)
  const take = (field: keyof Form) => form.setValue(field, theirs[field])
  const know = (fields: readonly (keyof Form)[]) =>
    setSeen((before) => ({ ...before, ...Object.fromEntries(fields.map((field) => [field, theirs[field]])) }))
  useEffect(() => {
    if (news.length === 0) return
    for (const field of news) take(field)
    know(news)
  })
  const typed = typedIn(mine, Object.keys(changesOf(bodies[0], bodies[1])) as (keyof PersonBody)[])
  return { form, mine, theirs, seen, clashes: clashesOf(...bodies).map(formFieldOf), take, know, typed }
}

interface EditCardProps {
  card: PersonCard
  /** Written on a card that has been merged into this one. */
  carried: TypedHere | null
  /** Always what is written here and not saved. */
  typed: RefObject<TypedHere | null>
  onDone: (isSaved: boolean) => void
}

export function EditCard({ card, carried, typed: typedHere, onDone }: EditCardProps) {
  const { form, mine, theirs, seen, clashes, take, know, typed } = useMeanwhile(card, carried)
  useEffect(() => {
    typedHere.current = typed
  })
  const done = (isSaved: boolean) => {
    typedHere.current = null
    onDone(isSaved)
  }
  const save = useMutation<PersonCard, ApiError, PersonBody>({
    mutationFn: (body) => {
      const changes = changesOf(body, readForm(seen))
      return call('changePerson', { params: { personId: card.id }, body: { ...changes, version: card.version } })
    },
    onSuccess: (saved) => {
      queryClient.setQueryData(queryKey('readPerson', { params: { personId: card.id } }), saved)
      done(true)
    },
    onError: (error) => {
      if (error.kind === 'conflict') void queryClient.invalidateQueries({ queryKey: ['readPerson'] })
    },
  })
  return (
    <Card title={words.edit}>
      <div className="stack">
        <AlsoHere entity="person" entityId={card.id} />
        {clashes.map((field) => (
          <Notice
            key={field}
            kind="warning"
            said="now"
            title={words.clashTitle(nameOf(field))}
            actions={
              <>
                <Button onPress={() => know([field])}>{words.keepMine}</Button>
                <Button
                  onPress={() => {
                    take(field)
                    know([field])
                  }}
                >
                  {words.takeTheirs}
                </Button>
              </>
            }
          >
            <p>{words.clashMine(valueInWords(mine, field))}</p>
            <p>{words.clashTheirs(valueInWords(theirs, field))}</p>
          </Notice>
        ))}
        <PersonForm
          form={form}
          saveText={words.save}
          error={save.error}
          isBusy={save.isPending}
          notYet={clashes.length > 0 ? words.settleFirst : undefined}
          onSave={(body) => {
            // Nothing is written over: first somebody says which of the two it is.
            if (clashes.length === 0) save.mutate(body)
          }}
          onCancel={() => done(false)}
        />
      </div>
    </Card>
  )
}

const nameOf = (field: keyof Form): string => words.fields[field === 'comune' ? 'comuneIstatCode' : field]
