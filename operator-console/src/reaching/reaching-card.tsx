import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReachedNumberView } from '../../../contract/reaching.ts'
import { numberTraitNames } from '../../../helpline/reaching/learnt-number.ts'
import { type MessageChannel, messageChannelNames } from '../../../helpline/reaching/message-channel.ts'
import {
  channelsOfWay,
  type RefusableWay,
  type RefusalPurpose,
  refusableWays,
  refusalPurposeNames,
  refusalPurposes,
  refusalSourceNames,
} from '../../../helpline/reaching/refusals.ts'
import { type ApiError, call } from '../api-client.ts'
import { useNow } from '../clock.ts'
import { formatMoment } from '../formats.ts'
import { queryClient, queryKey, useAnswer } from '../queries.ts'
import { useMay } from '../session.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { RadioGroup } from '../ui/choices.tsx'
import { Field } from '../ui/field.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Select } from '../ui/select.tsx'
import { Answer } from '../ui/skeleton.tsx'
import { Table } from '../ui/table.tsx'
import { useUnsavedValues } from '../unsaved.ts'
import { words } from './words.ts'

type Whose = { personId: string } | { volunteerId: string }

interface Taken {
  refusalId: string
  e164: string
  ways: RefusableWay[]
  purpose: RefusalPurpose
  refused: boolean
  source: 'telephone' | 'letter'
  words: string | null
}

const takeDown = (of: Whose, { refusalId, ...body }: Taken): Promise<ReachedNumberView[]> =>
  'personId' in of
    ? call('takeDownPersonRefusal', { params: { ...of, refusalId }, body })
    : call('takeDownVolunteerRefusal', { params: { ...of, refusalId }, body })

function keep(of: Whose, saved: ReachedNumberView[]): void {
  if ('personId' in of) queryClient.setQueryData(queryKey('readPersonReaching', { params: of }), saved)
  else queryClient.setQueryData(queryKey('readVolunteerReaching', { params: of }), saved)
}

function useTakeDown(of: Whose, onDone: () => void) {
  return useMutation<ReachedNumberView[], ApiError, Taken>({
    mutationFn: (taken) => takeDown(of, taken),
    onSuccess: (saved) => {
      keep(of, saved)
      onDone()
    },
  })
}

const all = (way: RefusableWay, refused: readonly MessageChannel[]): boolean =>
  channelsOfWay[way].every((channel) => refused.includes(channel))

/** What a number wants, in sentences. */
function wantsOf({ kind, refused, refusedForCampaigns, learnt }: ReachedNumberView): string[] {
  const whole = refusableWays.filter((way) => all(way, refused))
  const single = refused.filter((channel) => !whole.some((way) => channelsOfWay[way].includes(channel)))
  const campaigns = refusableWays.filter((way) => !whole.includes(way) && all(way, refusedForCampaigns))
  const said = [
    ...whole.map((way) => (way === 'messages' ? words.noMessages : words.noCalls)),
    ...(single.length > 0 ? [words.some(single.map((channel) => messageChannelNames[channel]).join(', '))] : []),
    ...campaigns.map((way) => (way === 'messages' ? words.noCampaignMessages : words.noCampaignCalls)),
    ...(learnt ? [words.learnt(numberTraitNames[learnt])] : []),
  ]
  return said.length > 0 ? said : [words.may[kind]]
}

const wayChoices = ['messages', 'calls', 'both'] as const
const waysOf = { messages: ['messages'], calls: ['calls'], both: [...refusableWays] } satisfies Record<
  (typeof wayChoices)[number],
  RefusableWay[]
>
const answers = ['refused', 'wanted'] as const
const sources = ['telephone', 'letter'] as const

function TakingDown({ of, numbers, onDone }: { of: Whose; numbers: readonly ReachedNumberView[]; onDone: () => void }) {
  const [refusalId] = useState(() => crypto.randomUUID())
  const [e164, setE164] = useState(numbers[0]?.e164 ?? '')
  const [answer, setAnswer] = useState<(typeof answers)[number]>('refused')
  const [ways, setWays] = useState<(typeof wayChoices)[number]>('messages')
  const [purpose, setPurpose] = useState<RefusalPurpose>('everything')
  const [source, setSource] = useState<(typeof sources)[number]>('telephone')
  const [said, setSaid] = useState('')
  useUnsavedValues(said)
  const save = useTakeDown(of, onDone)
  const taken = {
    refusalId,
    e164,
    ways: waysOf[ways],
    purpose,
    refused: answer === 'refused',
    source,
    words: said || null,
  }
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(taken)
      }}
    >
      {numbers.length > 1 && (
        <Select
          label={words.number}
          options={numbers.map((each) => each.e164)}
          names={Object.fromEntries(numbers.map((each) => [each.e164, each.number]))}
          value={e164}
          onChange={(chosen) => chosen && setE164(chosen)}
          none={null}
        />
      )}
      <RadioGroup label={words.what} options={answers} names={words.answers} value={answer} onChange={setAnswer} />
      <RadioGroup label={words.ways} options={wayChoices} names={words.wayNames} value={ways} onChange={setWays} />
      <RadioGroup
        label={words.purpose}
        options={refusalPurposes}
        names={refusalPurposeNames}
        value={purpose}
        onChange={setPurpose}
      />
      <RadioGroup
        label={words.source}
        options={sources}
        names={words.sourceNames}
        value={source}
        onChange={setSource}
      />
      <Field label={words.said} hint={words.saidHint} value={said} onChange={setSaid} maxLength={200} />
      {answer === 'wanted' && <p>{words.stopNote}</p>}
      {save.error && <ProblemNotice error={save.error} />}
      <div className="row">
        <Button type="submit" kind="primary" isBusy={save.isPending}>
          {words.save}
        </Button>
        <Button kind="quiet" onPress={onDone}>
          {words.cancel}
        </Button>
      </div>
    </form>
  )
}

function Undo({ of, number }: { of: Whose; number: ReachedNumberView }) {
  const [refusalId, setRefusalId] = useState(() => crypto.randomUUID())
  const undo = useTakeDown(of, () => setRefusalId(crypto.randomUUID()))
  const ways = refusableWays.filter((way) =>
    channelsOfWay[way].some((channel) => number.refusedForCampaigns.includes(channel)),
  )
  if (ways.length === 0) return null
  const wanted = { refusalId, e164: number.e164, ways, refused: false, words: null } as const
  return (
    <div className="stack-tight no-print">
      <div className="row">
        <Button
          label={words.undoOf(number.number)}
          isBusy={undo.isPending}
          onPress={() => undo.mutate({ ...wanted, ways: [...ways], purpose: 'everything', source: 'telephone' })}
        >
          {words.undo}
        </Button>
      </div>
      {undo.error && <ProblemNotice error={undo.error} />}
    </div>
  )
}

/** What sending has taught of a number is taken back by who knows better. */
function ItWorks({ of, number: { e164, number } }: { of: Whose; number: ReachedNumberView }) {
  const confirm = useMutation<ReachedNumberView[], ApiError, void>({
    mutationFn: () =>
      'personId' in of
        ? call('confirmPersonNumber', { params: of, body: { e164 } })
        : call('confirmVolunteerNumber', { params: of, body: { e164 } }),
    onSuccess: (saved) => keep(of, saved),
  })
  return (
    <div className="stack-tight no-print">
      <div className="row">
        <Button label={words.itWorksOf(number)} isBusy={confirm.isPending} onPress={() => confirm.mutate()}>
          {words.itWorks}
        </Button>
      </div>
      {confirm.error && <ProblemNotice error={confirm.error} />}
    </div>
  )
}

function History({ numbers }: { numbers: readonly ReachedNumberView[] }) {
  const now = useNow(60_000)
  const rows = numbers.flatMap(({ number, said }) => said.map((word) => ({ ...word, number })))
  if (rows.length === 0) return null
  return (
    <details className="no-print">
      <summary>{words.history}</summary>
      <Table
        caption={words.history}
        isCaptionHidden
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          { name: words.when, cell: ({ at }) => formatMoment(at, now) },
          { name: words.number, cell: ({ number }) => number },
          {
            name: words.onWhat,
            cell: ({ channel, purpose }) => `${messageChannelNames[channel]}, ${refusalPurposeNames[purpose]}`,
          },
          { name: words.what, cell: ({ refused }) => (refused ? words.refusedWord : words.wantedWord) },
          {
            name: words.how,
            cell: (word) =>
              [refusalSourceNames[word.source], word.words && `«${word.words}»`].filter(Boolean).join(': '),
          },
          { name: words.by, cell: ({ byName }) => byName ?? '' },
        ]}
      />
    </details>
  )
}

function Numbers({ of, numbers }: { of: Whose; numbers: readonly ReachedNumberView[] }) {
  const [isTaking, setIsTaking] = useState(false)
  const mayTake = useMay('refusal:write')
  if (numbers.length === 0) return <p>{words.noNumber}</p>
  return (
    <div className="stack">
      <ul className="plain-list stack-tight">
        {numbers.map((number) => (
          <li key={number.e164} className="stack-tight">
            <strong>{number.number}</strong>
            <span>{wantsOf(number).join(' ')}</span>
            {mayTake && number.learnt && <ItWorks of={of} number={number} />}
            {mayTake && <Undo of={of} number={number} />}
          </li>
        ))}
      </ul>
      <p className="soft no-print">{words.intro}</p>
      {mayTake &&
        (isTaking ? (
          <TakingDown of={of} numbers={numbers} onDone={() => setIsTaking(false)} />
        ) : (
          <div className="row no-print">
            <Button onPress={() => setIsTaking(true)}>{words.takeDown}</Button>
          </div>
        ))}
      <History numbers={numbers} />
    </div>
  )
}

const saysNothing = ({ refusedForCampaigns, learnt }: ReachedNumberView): boolean =>
  refusedForCampaigns.length === 0 && !learnt

export function PersonReachingCard({ personId }: { personId: string }) {
  const reaching = useAnswer('readPersonReaching', { params: { personId } })
  return (
    <Card title={words.title} {...(reaching.data?.every(saysNothing) && { className: 'no-print' })}>
      <Answer answer={reaching} lines={2}>
        {(numbers) => <Numbers of={{ personId }} numbers={numbers} />}
      </Answer>
    </Card>
  )
}

export function VolunteerReachingCard({ volunteerId }: { volunteerId: string }) {
  const reaching = useAnswer('readVolunteerReaching', { params: { volunteerId } })
  return (
    <Card title={words.title}>
      <Answer answer={reaching} lines={2}>
        {(numbers) => <Numbers of={{ volunteerId }} numbers={numbers} />}
      </Answer>
    </Card>
  )
}
