import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useLocation } from 'wouter'
import type { CampaignView } from '../../../../contract/active.ts'
import {
  type CampaignKind,
  campaignKindNames,
  campaignKinds,
} from '../../../../helpline/messages/active/campaign-records.ts'
import { type ApiError, call } from '../../api-client.ts'
import { paths } from '../../paths.ts'
import { ComunePicker } from '../../pickers/comune-picker.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Checkbox } from '../../ui/choices.tsx'
import { Field } from '../../ui/field.tsx'
import { useFocusFirstError } from '../../ui/focus-first-error.ts'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { useUnsaved } from '../../unsaved.ts'
import { words } from './words.ts'

const HOUR_MINUTES = 60

/** '' is none; undefined for what is no whole number. */
const wholeOf = (typed: string): number | null | undefined => {
  const text = typed.trim()
  if (text === '') return null
  return /^\d{1,3}$/.test(text) ? Number(text) : undefined
}

function useFilter() {
  const [ageFrom, setAgeFrom] = useState('75')
  const [ageTo, setAgeTo] = useState('')
  const [livesAlone, setLivesAlone] = useState(false)
  const [isMember, setMember] = useState(false)
  const [comune, setComune] = useState<{ istatCode: string; name: string } | null>(null)
  const [from, to] = [wholeOf(ageFrom), wholeOf(ageTo)]
  return {
    ...{ ageFrom, setAgeFrom, ageTo, setAgeTo, livesAlone, setLivesAlone, isMember, setMember, comune, setComune },
    ...{ isFromWrong: from === undefined, isToWrong: to === undefined },
    value: {
      ...{ ageFrom: from ?? null, ageTo: to ?? null, livesAlone: livesAlone || null, isMember: isMember || null },
      comuneIstatCode: comune?.istatCode ?? null,
    },
  }
}
type Filter = ReturnType<typeof useFilter>

function WhomCard({ filter, wrong }: { filter: Filter; wrong: Readonly<Record<string, string | undefined>> }) {
  const count = useMutation<{ count: number }, ApiError, void>({
    mutationFn: () => call('countCampaignPeople', { body: filter.value }),
  })
  return (
    <Card title={words.whom}>
      <div className="stack">
        <p>{words.whomIntro}</p>
        <Field
          label={words.ageFrom}
          inputMode="numeric"
          value={filter.ageFrom}
          onChange={filter.setAgeFrom}
          error={filter.isFromWrong ? words.wrongNumber : wrong['filter.ageFrom']}
          isNarrow
        />
        <Field
          label={words.ageTo}
          inputMode="numeric"
          value={filter.ageTo}
          onChange={filter.setAgeTo}
          error={filter.isToWrong ? words.wrongNumber : wrong['filter.ageTo']}
          isNarrow
        />
        <Checkbox isSelected={filter.livesAlone} onChange={filter.setLivesAlone}>
          {words.livesAlone}
        </Checkbox>
        <Checkbox isSelected={filter.isMember} onChange={filter.setMember}>
          {words.members}
        </Checkbox>
        <ComunePicker label={words.comune} chosen={filter.comune?.name ?? null} onPick={filter.setComune} />
        <div className="row">
          {filter.comune && <Button onPress={() => filter.setComune(null)}>{words.allComuni}</Button>}
          <Button isBusy={count.isPending} onPress={() => count.mutate()}>
            {words.count}
          </Button>
          <output aria-live="polite">{count.data && <strong>{words.fits(count.data.count)}</strong>}</output>
        </div>
        {count.error && <ProblemNotice error={count.error} />}
      </div>
    </Card>
  )
}

function useStart() {
  const [campaignId] = useState(() => crypto.randomUUID())
  const [, navigate] = useLocation()
  const filter = useFilter()
  const [name, setName] = useState('')
  const [kind, setKind] = useState<CampaignKind>('heatWave')
  const [requestedBy, setRequestedBy] = useState('')
  const [script, setScript] = useState('')
  const [attempts, setAttempts] = useState('3')
  const [hours, setHours] = useState('3')
  const start = useMutation<CampaignView, ApiError, void>({
    mutationFn: () =>
      call('startCampaign', {
        params: { campaignId },
        body: {
          ...{ name, kind, script, requestedBy: requestedBy.trim() || null, filter: filter.value },
          maxAttempts: wholeOf(attempts) ?? 0,
          retryAfterMinutes: (wholeOf(hours) ?? 0) * HOUR_MINUTES,
        },
      }),
    onSuccess: () => navigate(paths.campaign(campaignId)),
  })
  useUnsaved(!start.isSuccess && (name !== '' || script !== ''))
  return {
    ...{ filter, name, setName, kind, setKind, requestedBy, setRequestedBy, script, setScript },
    ...{ attempts, setAttempts, hours, setHours, start },
  }
}

export function NewCampaignPage() {
  const form = useStart()
  const { start, filter } = form
  const formRef = useRef<HTMLFormElement>(null)
  const wrong = start.error?.fields ?? {}
  useFocusFirstError(formRef, wrong)
  return (
    <Page title={words.newTitle}>
      <form
        ref={formRef}
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!filter.isFromWrong && !filter.isToWrong) start.mutate()
        }}
      >
        <Field label={words.name} value={form.name} onChange={form.setName} error={wrong.name} maxLength={200} />
        <Select
          label={words.kind}
          options={campaignKinds}
          names={campaignKindNames}
          value={form.kind}
          onChange={(chosen) => chosen && form.setKind(chosen)}
          none={null}
        />
        <Field
          label={words.requestedBy}
          hint={words.requestedByHint}
          value={form.requestedBy}
          onChange={form.setRequestedBy}
          error={wrong.requestedBy}
          maxLength={200}
        />
        <Field
          label={words.script}
          hint={words.scriptHint}
          value={form.script}
          onChange={form.setScript}
          error={wrong.script}
          maxLength={4000}
          multiline
        />
        <WhomCard filter={filter} wrong={wrong} />
        <Field
          label={words.attempts}
          inputMode="numeric"
          value={form.attempts}
          onChange={form.setAttempts}
          error={wrong.maxAttempts}
          isNarrow
        />
        <Field
          label={words.retry}
          inputMode="numeric"
          value={form.hours}
          onChange={form.setHours}
          error={wrong.retryAfterMinutes}
          isNarrow
        />
        {start.error && Object.keys(wrong).length === 0 && <ProblemNotice error={start.error} />}
        <div>
          <Button type="submit" kind="primary" isBusy={start.isPending}>
            {words.go}
          </Button>
        </div>
      </form>
    </Page>
  )
}
