import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { SheetView } from '../../../../contract/day-sheets.ts'
import type { SheetKind } from '../../../../helpline/dispatch/day/day-sheet.ts'
import { type AnswerFor, type ApiError, call } from '../../api-client.ts'
import { queryClient } from '../../queries.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { words } from './words.ts'

const readAgain = () => queryClient.invalidateQueries({ queryKey: ['readDaySheets'] })

/** The address is shown once: to have it again is to have a new one. */
export function FeedLink({ sheet, kind }: { sheet: SheetView; kind: SheetKind }) {
  const body = { kind, id: sheet.id }
  const open = useMutation<AnswerFor<'openCalendarFeed'>, ApiError>({
    mutationFn: () => call('openCalendarFeed', { body }),
    onSuccess: readAgain,
  })
  const close = useMutation<unknown, ApiError>({
    mutationFn: () => call('closeCalendarFeed', { body }),
    onSuccess: () => {
      open.reset()
      return readAgain()
    },
  })
  const error = open.error ?? close.error
  return (
    <div className="stack-tight no-print">
      <div className="row">
        <Button
          onPress={() => open.mutate()}
          isBusy={open.isPending}
          label={sheet.hasFeed ? words.feedAgainOf(sheet.name) : words.feedGiveOf(sheet.name)}
        >
          {sheet.hasFeed ? words.feedAgain : words.feedGive}
        </Button>
        {sheet.hasFeed && (
          <Button onPress={() => close.mutate()} isBusy={close.isPending} label={words.feedStopOf(sheet.name)}>
            {words.feedStop}
          </Button>
        )}
        {sheet.hasFeed && !open.data && <span className="soft">{words.feedOn}</span>}
      </div>
      {open.data && <Address name={sheet.name} address={open.data.address} />}
      {error && <ProblemNotice error={error} />}
    </div>
  )
}

function Address({ name, address }: { name: string; address: string }) {
  const [isCopied, setCopied] = useState(false)
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null)
  // Where a page may not write there, the address stands selected, to be copied by hand.
  const copy = () => {
    field.current?.select()
    navigator.clipboard?.writeText(address).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }
  return (
    <>
      <Field
        label={words.feedAddress(name)}
        hint={words.feedHint}
        value={address}
        onChange={() => undefined}
        inputRef={field}
        isReadOnly
      />
      <div className="row">
        <Button onPress={copy}>{words.copy}</Button>
        <span role="status">{isCopied && words.copied}</span>
      </div>
    </>
  )
}
