import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Heading } from 'react-aria-components'
import { Controller, useForm } from 'react-hook-form'
import type { SessionView } from '../../../../contract/session.ts'
import { sessionEndpoints } from '../../../../contract/session.ts'
import { asApiError, call } from '../../api-client.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/choices.tsx'
import { Field } from '../../ui/field.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { zodResolver } from '../../ui/zod-resolver.ts'
import { words } from './words.ts'

interface SignInFormProps {
  onSignedIn: (session: SessionView) => void
  hasExpired?: boolean
  email?: string
}

export function SignInForm({ onSignedIn, hasExpired = false, email = '' }: SignInFormProps) {
  const [isShown, setIsShown] = useState(false)
  const form = useForm({
    resolver: zodResolver(sessionEndpoints.signIn.body),
    defaultValues: { email, password: '' },
  })
  const signIn = useMutation({
    mutationFn: (body: { email: string; password: string }) => call('signIn', { body }),
    onSuccess: onSignedIn,
    onError: (thrown) => {
      const error = asApiError(thrown)
      if (error.kind === 'signedOut') form.setError('password', { message: words.wrong }, { shouldFocus: true })
      for (const field of ['email', 'password'] as const) {
        const message = error.fields[field]
        if (message) form.setError(field, { message }, { shouldFocus: true })
      }
    },
  })
  const error = signIn.error ? asApiError(signIn.error) : null
  const Title = hasExpired ? Heading : 'h1'
  return (
    <form
      className="stack"
      noValidate
      onSubmit={form.handleSubmit((values) => signIn.mutateAsync(values).catch(() => undefined))}
    >
      <Title {...(hasExpired ? { slot: 'title' } : {})}>{hasExpired ? words.expiredTitle : words.welcome}</Title>
      <p>{hasExpired ? words.expired : words.invitation}</p>
      <Controller
        control={form.control}
        name="email"
        render={({ field: { ref, ...field }, fieldState }) => (
          <Field
            {...field}
            inputRef={ref}
            label={words.email}
            type="email"
            autoComplete="username"
            error={fieldState.error?.message}
          />
        )}
      />
      <Controller
        control={form.control}
        name="password"
        render={({ field: { ref, ...field }, fieldState }) => (
          <Field
            {...field}
            inputRef={ref}
            label={words.password}
            type={isShown ? 'text' : 'password'}
            autoComplete="current-password"
            error={fieldState.error?.message}
          />
        )}
      />
      <Checkbox isSelected={isShown} onChange={setIsShown}>
        {words.show}
      </Checkbox>
      {error && error.kind !== 'signedOut' && error.kind !== 'invalid' && <ProblemNotice error={error} />}
      <div className="row">
        <Button type="submit" kind="primary" size="large" isBusy={signIn.isPending}>
          {words.enter}
        </Button>
      </div>
    </form>
  )
}
