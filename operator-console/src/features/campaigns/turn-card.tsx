import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { CampaignTurnView } from '../../../../contract/campaigns.ts'
import {
  type CallListOutcome,
  callListOutcomeNames,
  callListOutcomes,
} from '../../../../helpline/messages/active/call-list.ts'
import { campaignLeftNames } from '../../../../helpline/messages/active/campaign-records.ts'
import { type AnswerFor, type ApiError, call } from '../../api-client.ts'
import { CallButton } from '../../calling/call-button.tsx'
import { paths } from '../../paths.ts'
import { queryClient } from '../../queries.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Checkbox, RadioGroup } from '../../ui/choices.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { useUnsaved } from '../../unsaved.ts'
import { words } from './words.ts'

interface TurnFormProps {
  turn: CampaignTurnView
  onRecorded: () => void
  onLeft: () => void
}

/** Well within the time after which somebody without a sign is free again. */
const SIGN_EVERY_MS = 60_000

/** While this page shows somebody they are kept for whoever reads it; false where another has taken over. */
function useKept(memberId: string): boolean {
  const [isMine, setIsMine] = useState(true)
  useEffect(() => {
    const sign = () =>
      void call('keepMember', { params: { memberId }, body: {} }).then(
        (kept) => setIsMine(kept.isMine),
        () => undefined,
      )
    const timer = setInterval(sign, SIGN_EVERY_MS)
    return () => clearInterval(timer)
  }, [memberId])
  return isMine
}

function useTurnForm({ turn, onRecorded, onLeft }: TurnFormProps) {
  const [attemptId] = useState(() => crypto.randomUUID())
  const [, navigate] = useLocation()
  const [outcome, setOutcome] = useState<CallListOutcome | null>(null)
  const [referral, setReferral] = useState('')
  const [notes, setNotes] = useState('')
  const [hasRequest, setHasRequest] = useState(false)
  const hasSpoken = outcome === 'answered'
  const record = useMutation<AnswerFor<'recordCampaignCall'>, ApiError, CallListOutcome>({
    mutationFn: (what) =>
      call('recordCampaignCall', {
        params: { memberId: turn.memberId, attemptId },
        body: {
          outcome: what,
          referral: (hasSpoken && referral.trim()) || null,
          notes: notes || null,
          hasRequest: hasSpoken && hasRequest,
        },
      }),
    onSuccess: ({ contactId }) => {
      void queryClient.invalidateQueries({ queryKey: ['readCampaign'] })
      if (hasSpoken && hasRequest && contactId) navigate(paths.contact(contactId))
      else onRecorded()
    },
  })
  const leave = useMutation<object, ApiError, void>({
    mutationFn: () => call('leaveMember', { params: { memberId: turn.memberId }, body: {} }),
    onSuccess: onLeft,
  })
  useUnsaved(!record.isSuccess && (outcome !== null || notes !== ''))
  return {
    ...{ outcome, setOutcome, referral, setReferral, notes, setNotes, hasRequest, setHasRequest, hasSpoken },
    ...{ record, leave },
  }
}

function TurnForm(props: TurnFormProps) {
  const form = useTurnForm(props)
  const isMine = useKept(props.turn.memberId)
  const { record, leave, hasSpoken, outcome } = form
  const [isMissing, setIsMissing] = useState(false)
  const error = record.error ?? leave.error
  const wrong = record.error?.fields ?? {}
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setIsMissing(outcome === null)
        if (outcome) record.mutate(outcome)
      }}
    >
      <RadioGroup
        label={words.outcome}
        options={callListOutcomes}
        names={callListOutcomeNames}
        value={outcome}
        onChange={form.setOutcome}
        error={isMissing && !outcome ? words.outcomeMissing : wrong.outcome}
      />
      {hasSpoken && (
        <Field
          label={words.referral}
          hint={words.referralHint}
          value={form.referral}
          onChange={form.setReferral}
          maxLength={200}
        />
      )}
      <Field label={words.notes} value={form.notes} onChange={form.setNotes} maxLength={4000} multiline />
      {hasSpoken && props.turn.personId && (
        <Checkbox isSelected={form.hasRequest} onChange={form.setHasRequest}>
          {words.hasRequest}
        </Checkbox>
      )}
      {!isMine && (
        <Notice title={words.takenOver}>
          <p>{words.takenOverHint}</p>
        </Notice>
      )}
      {error && Object.keys(wrong).length === 0 && <ProblemNotice error={error} />}
      <div className="row">
        <Button type="submit" kind="primary" isBusy={record.isPending}>
          {words.record}
        </Button>
        <Button kind="quiet" isBusy={leave.isPending} onPress={() => leave.mutate()}>
          {words.leave}
        </Button>
      </div>
    </form>
  )
}

function Turn({ turn, ...rest }: TurnFormProps) {
  const { personId, personName, phones, warning, hardOfHearing, attempts, notTold } = turn
  const name = useRef<HTMLHeadingElement>(null)
  useEffect(() => name.current?.focus(), [])
  return (
    <div className="stack">
      <h3 ref={name} tabIndex={-1}>
        {personId ? (
          <Link href={paths.person(personId)} className="lone-link">
            {personName}
          </Link>
        ) : (
          personName
        )}
      </h3>
      {!personId && (
        <p className="row">
          {words.noCard} <LinkButton href={paths.newPerson}>{words.makeCard}</LinkButton>
        </p>
      )}
      {notTold && <p>{campaignLeftNames[notTold]}</p>}
      {attempts > 0 && <p>{words.attempt(attempts)}</p>}
      {(warning || hardOfHearing) && (
        <Notice
          kind="warning"
          said={false}
          title={[warning, hardOfHearing && words.hardOfHearing].filter(Boolean).join(' ')}
        />
      )}
      <div className="row">
        {phones.map(({ e164, text }) => (
          <span key={e164} className="row">
            {text}{' '}
            <CallButton
              to={personId ? { kind: 'person', personId, number: e164 } : { kind: 'typed', number: e164 }}
              who={personName}
              isNamed
            />
          </span>
        ))}
      </div>
      <TurnForm turn={turn} {...rest} />
    </div>
  )
}

/** Whom to call, one after the other: each is held for whoever asked. */
export function TurnCard({ campaignId, isPaused }: { campaignId: string; isPaused: boolean }) {
  const take = useMutation<AnswerFor<'takeNextMember'>, ApiError, void>({
    mutationFn: () => call('takeNextMember', { params: { campaignId }, body: {} }),
  })
  const turn = take.data?.turn ?? null
  return (
    <Card title={words.turn}>
      {turn ? (
        <Turn
          key={`${turn.memberId} ${turn.attempts}`}
          turn={turn}
          onRecorded={() => take.mutate()}
          onLeft={() => take.reset()}
        />
      ) : isPaused ? (
        <p>{words.paused}</p>
      ) : (
        <div className="stack">
          {take.isSuccess && <p role="status">{words.nobody}</p>}
          <div>
            <Button kind="primary" size="large" isBusy={take.isPending} onPress={() => take.mutate()}>
              {words.next}
            </Button>
          </div>
        </div>
      )}
      {take.error && <ProblemNotice error={take.error} />}
    </Card>
  )
}
