import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { Link } from 'wouter'
import { type NumberLimitView, numberLimitEndpoints } from '../../../../contract/number-limits.ts'
import { numberLimitStateNames } from '../../../../helpline/calls/limits/number-limit.ts'
import { type ApiError, call } from '../../api-client.ts'
import { useNow } from '../../clock.ts'
import { capitalised, formatMoment } from '../../formats.ts'
import { paths } from '../../paths.ts'
import { queryClient, queryKey } from '../../queries.ts'
import { useSession } from '../../session.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, Tag } from '../../ui/card.tsx'
import { Field } from '../../ui/field.tsx'
import { useFocusFirstError } from '../../ui/focus-first-error.ts'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { Table } from '../../ui/table.tsx'
import { useUnsavedValues } from '../../unsaved.ts'
import { wholeNumber } from './whole-number.ts'
import { words } from './words.ts'

const remember = (limits: NumberLimitView[]): void =>
  void queryClient.setQueryData(queryKey('listNumberLimits', {}), limits)
const empty = { phone: '', reason: '', days: '7' }

export function NewLimit() {
  const [typed, setTyped] = useState(empty)
  const [limitId, setLimitId] = useState(() => crypto.randomUUID())
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({})
  const formRef = useRef<HTMLFormElement>(null)
  const limit = useMutation<NumberLimitView[], ApiError, { phone: string; reason: string; days: number }>({
    mutationFn: (body) => call('limitNumber', { params: { limitId }, body }),
    onSuccess: (limits) => {
      remember(limits)
      setTyped(empty)
      setLimitId(crypto.randomUUID())
    },
  })
  useUnsavedValues(typed, limit.data)
  useFocusFirstError(formRef, wrong)
  useFocusFirstError(formRef, limit.error?.fields)
  const sentences = { ...limit.error?.fields, ...wrong }

  function submit(event: React.FormEvent): void {
    event.preventDefault()
    const days = wholeNumber(typed.days)
    const checked = numberLimitEndpoints.limitNumber.body.safeParse({ ...typed, days: days ?? 0 })
    const found: Record<string, string> = {}
    for (const issue of checked.error?.issues ?? []) found[issue.path.join('.')] ??= issue.message
    if (found.days) found.days = words.daysWrong
    setWrong(found)
    if (checked.success) limit.mutate(checked.data)
  }
  return (
    <Card title={words.limits}>
      <form ref={formRef} className="stack" noValidate onSubmit={submit}>
        <p>{words.limitsIntro}</p>
        <Field
          label={words.number}
          hint={words.numberHint}
          type="tel"
          value={typed.phone}
          onChange={(phone) => setTyped({ ...typed, phone })}
          error={sentences.phone}
          maxLength={30}
        />
        <Field
          label={words.reason}
          value={typed.reason}
          onChange={(reason) => setTyped({ ...typed, reason })}
          error={sentences.reason}
          maxLength={200}
        />
        <Field
          label={words.days}
          hint={words.daysHint}
          inputMode="numeric"
          value={typed.days}
          onChange={(days) => setTyped({ ...typed, days })}
          error={sentences.days}
          maxLength={3}
          isNarrow
        />
        {limit.error && Object.keys(limit.error.fields).length === 0 && <ProblemNotice error={limit.error} />}
        {limit.isSuccess && <Notice kind="done" title={words.limited} />}
        <div className="row">
          <Button type="submit" kind="primary" isBusy={limit.isPending}>
            {words.limit}
          </Button>
        </div>
      </form>
    </Card>
  )
}

const kindOf = { inForce: 'warning', awaitingApproval: 'problem', expired: 'plain', lifted: 'plain' } as const

function Actions({ limit }: { limit: NumberLimitView }) {
  const { operator } = useSession()
  const params = { limitId: limit.id }
  const approve = useMutation<NumberLimitView[], ApiError>({
    mutationFn: () => call('approveNumberLimit', { params, body: {} }),
    onSuccess: remember,
  })
  const lift = useMutation<NumberLimitView[], ApiError>({
    mutationFn: () => call('liftNumberLimit', { params, body: {} }),
    onSuccess: remember,
  })
  const error = approve.error ?? lift.error
  return (
    <div className="stack-tight">
      <div className="row">
        {limit.state === 'awaitingApproval' &&
          (limit.operator.id === operator.id ? (
            <span>{words.ownLimit}</span>
          ) : (
            <Button isBusy={approve.isPending} onPress={() => approve.mutate()}>
              {words.approve(limit.number)}
            </Button>
          ))}
        <Button isBusy={lift.isPending} onPress={() => lift.mutate()}>
          {words.lift(limit.number)}
        </Button>
      </div>
      {error && <ProblemNotice error={error} />}
    </div>
  )
}

const Owners = ({ limit }: { limit: NumberLimitView }) =>
  limit.people.length === 0 ? (
    words.nobody
  ) : (
    <ul className="plain-list">
      {limit.people.map((person) => (
        <li key={person.id}>
          <Link href={paths.person(person.id)} className="lone-link">
            {person.name}
          </Link>
        </li>
      ))}
    </ul>
  )

/** Those that still run, then those that are over. */
export function LimitList({ limits }: { limits: readonly NumberLimitView[] }) {
  const now = useNow(60_000)
  const isRunning = ({ state }: NumberLimitView) => state === 'inForce' || state === 'awaitingApproval'
  const columns = [
    { name: words.number, cell: (limit: NumberLimitView) => limit.number },
    {
      name: words.state,
      cell: (limit: NumberLimitView) => (
        <Tag kind={kindOf[limit.state]}>{capitalised(numberLimitStateNames[limit.state])}</Tag>
      ),
    },
    { name: words.until, cell: (limit: NumberLimitView) => formatMoment(limit.liftedAt ?? limit.untilAt, now) },
    { name: words.reason, cell: (limit: NumberLimitView) => limit.reason },
    {
      name: words.askedBy,
      cell: ({ operator, approvedByName }: NumberLimitView) =>
        approvedByName ? words.askedAndApproved(operator.name, approvedByName) : operator.name,
    },
    { name: words.belongsTo, cell: (limit: NumberLimitView) => <Owners limit={limit} /> },
  ]
  return (
    <>
      <Table
        caption={words.running}
        rows={limits.filter(isRunning)}
        keyOf={({ id }) => id}
        emptyText={words.noneRunning}
        columns={[...columns, { name: words.actions, cell: (limit) => <Actions limit={limit} /> }]}
      />
      <Table
        caption={words.over}
        rows={limits.filter((limit) => !isRunning(limit))}
        keyOf={({ id }) => id}
        emptyText={`${words.over}: ${words.noneOver}`}
        columns={columns}
      />
    </>
  )
}
