import { useEffect, useRef, useState } from 'react'
import type { HelpTargets } from '../../../contract/call-help.ts'
import type { CallHelpKind } from '../../../helpline/calls/call-states.ts'
import { useAnswer } from '../queries.ts'
import { Button } from '../ui/button.tsx'
import { ProblemNotice } from '../ui/notice.tsx'
import { Select } from '../ui/select.tsx'
import { Answer } from '../ui/skeleton.tsx'
import { type HelpTarget, useAskForHelp } from './conversation.ts'
import { words } from './words.ts'

const FRESH_MS = 10_000

interface Choice {
  name: string
  to: HelpTarget
}

/** The call centre first: it is always there. Then people, then the other points. */
function choicesOf({ operators, points }: HelpTargets): Map<string, Choice> {
  const point = ({ id, name, phones }: HelpTargets['points'][number]): [string, Choice] => [
    id,
    { name: words.wholePoint(name, phones), to: { kind: 'point', listeningPointId: id } },
  ]
  return new Map<string, Choice>([
    ...points.filter(({ isCallCentre }) => isCallCentre).map(point),
    ...operators.map(({ id, name, pointName, isCoordinator }): [string, Choice] => [
      id,
      {
        name: [name, pointName, isCoordinator && words.coordinator].filter(Boolean).join(', '),
        to: { kind: 'operator', operatorId: id },
      },
    ]),
    ...points.filter(({ isCallCentre }) => !isCallCentre).map(point),
  ])
}

function Form({ targets, ...props }: ChooseHelperProps & { targets: HelpTargets }) {
  const { kind } = props
  const choices = choicesOf(targets)
  const [chosen, setChosen] = useState<string | null>(null)
  const [isMissing, setMissing] = useState(false)
  const ask = useAskForHelp(props)
  const select = useRef<HTMLSelectElement>(null)
  useEffect(() => select.current?.focus(), [])
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    const choice = chosen === null ? undefined : choices.get(chosen)
    setMissing(choice === undefined)
    if (choice) ask.mutate({ kind, to: choice.to }, { onSuccess: props.onClose })
    else select.current?.focus()
  }
  return (
    <form className="stack-tight" onSubmit={submit} noValidate>
      {choices.size === 0 ? (
        <p role="status">{words.nobody}</p>
      ) : (
        <Select
          label={words.whom[kind]}
          hint={words.hint[kind]}
          options={[...choices.keys()]}
          names={Object.fromEntries([...choices].map(([id, { name }]) => [id, name]))}
          value={chosen}
          onChange={setChosen}
          none={words.choose}
          error={isMissing && chosen === null ? words.chooseFirst : undefined}
          selectRef={select}
        />
      )}
      {ask.error && <ProblemNotice error={ask.error} />}
      <div className="row">
        {choices.size > 0 && (
          <Button type="submit" kind="primary" isBusy={ask.isPending}>
            {words.call[kind]}
          </Button>
        )}
        <Button onPress={props.onClose}>{words.giveUp}</Button>
      </div>
    </form>
  )
}

interface ChooseHelperProps {
  callId: string
  kind: CallHelpKind
  onClose: () => void
}

/** Whom to pass the conversation to, or to call in: only those who are free are there. */
export function ChooseHelper(props: ChooseHelperProps) {
  const targets = useAnswer('listHelpTargets', {}, { staleTime: 0, refetchInterval: FRESH_MS })
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes it from wherever one is inside
    <div
      className="choose-helper"
      onKeyDown={(event) => {
        if (event.key === 'Escape') props.onClose()
      }}
    >
      <Answer answer={targets} lines={2}>
        {(found) => <Form {...props} targets={found} />}
      </Answer>
    </div>
  )
}
