import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { PresenceView } from '../../../../contract/session.ts'
import { presenceStateNames, presenceStates } from '../../../../helpline/access/presence-states.ts'
import { asApiError, call, type InputFor } from '../../api-client.ts'
import { queryKey, useAnswer } from '../../queries.ts'
import { useSession } from '../../session.tsx'
import { useSoftphone, useSoftphoneIsAvailable } from '../../softphone/this-softphone.ts'
import { Card } from '../../ui/card.tsx'
import { RadioGroup } from '../../ui/choices.tsx'
import { Field } from '../../ui/field.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { Answer } from '../../ui/skeleton.tsx'
import { words } from './words.ts'

type Station = InputFor<'setPresence'>['body']

interface Change {
  part: Partial<Station>
  body: Station
}

const places = ['phone', 'browser'] as const

const phoneOf = (typed: string | null): string | null => typed?.trim() || null

const withOwn = (people: PresenceView[] | undefined, own: PresenceView): PresenceView[] | undefined =>
  people?.some(({ operatorId }) => operatorId === own.operatorId)
    ? people.map((each) => (each.operatorId === own.operatorId ? own : each))
    : people && [...people, own]

function StationForm({ presence }: { presence: PresenceView | undefined }) {
  const { operator, listeningPoints } = useSession()
  const client = useQueryClient()
  const known: Station = {
    listeningPointId: presence?.listeningPointId ?? listeningPoints[0]?.id ?? '',
    state: presence?.state ?? 'offline',
    phone: presence?.phone ?? operator.phone,
    inBrowser: presence?.inBrowser ?? false,
  }
  /** As it is being typed; null when it is not. */
  const [typedPhone, setTypedPhone] = useState<string | null>(null)
  /** What was chosen without the number it needs. */
  const [unready, setUnready] = useState<Partial<Station> | null>(null)
  const save = useMutation({
    mutationFn: ({ body }: Change) => call('setPresence', { body }),
    onSuccess: (saved, { body }) => {
      client.setQueryData<PresenceView[]>(queryKey('listPresence', {}), (people) => withOwn(people, saved))
      setTypedPhone((typed) => (phoneOf(typed) === body.phone ? null : typed))
    },
    onSettled: () => client.invalidateQueries({ queryKey: queryKey('listPresence', {}).slice(0, 1) }),
  })
  const station = { ...known, ...(save.isPending ? save.variables.body : unready) }
  const phone = typedPhone ?? station.phone ?? ''
  const mayRingHere = useSoftphoneIsAvailable()
  const { line } = useSoftphone()
  const ringsHere = mayRingHere && station.inBrowser === true
  const error = save.error ? asApiError(save.error) : null
  const pointNames = Object.fromEntries(listeningPoints.map(({ id, name }) => [id, name]))

  function change(part: Partial<Station>): void {
    const body = { ...station, ...part, phone: phoneOf(phone) }
    const needsPhone = body.state === 'available' && !body.inBrowser && body.phone === null
    // The choice is shown only once it is true.
    const { state: _, ...place } = part
    setUnready(needsPhone ? { ...unready, ...place } : null)
    if (!needsPhone) save.mutate({ part, body })
  }

  const savedText =
    station.state === 'available' ? words.savedHere(pointNames[station.listeningPointId] ?? '') : words.saved
  return (
    <div className="stack">
      <Select
        label={words.point}
        options={listeningPoints.map(({ id }) => id)}
        names={pointNames}
        value={station.listeningPointId}
        onChange={(pointId) => pointId && change({ listeningPointId: pointId })}
        none={null}
      />
      {mayRingHere && (
        <RadioGroup
          label={words.where}
          options={places}
          names={words.places}
          value={ringsHere ? 'browser' : 'phone'}
          onChange={(place) => change({ inBrowser: place === 'browser' })}
        />
      )}
      {ringsHere && line.kind !== 'off' && (
        <p role="status" className="soft">
          {line.kind === 'connecting' ? words.connectingHere : words.readyHere}
        </p>
      )}
      <Field
        label={words.phone}
        hint={words.phoneHint}
        type="tel"
        inputMode="tel"
        value={phone}
        onChange={setTypedPhone}
        onBlur={() => {
          if (!unready && phoneOf(phone) === phoneOf(known.phone)) setTypedPhone(null)
          else change({})
        }}
        error={unready ? words.phoneNeeded : error?.fields.phone}
        maxLength={30}
      />
      <RadioGroup
        label={words.state}
        options={presenceStates}
        names={presenceStateNames}
        value={station.state}
        onChange={(state) => change({ state })}
      />
      <p role="status" className="soft">
        {save.isPending ? words.saving : save.isSuccess ? savedText : ''}
      </p>
      {error && !error.fields.phone && (
        <ProblemNotice error={error} onRetry={() => change(save.variables?.part ?? {})} />
      )}
    </div>
  )
}

export function MyStation() {
  const { operator } = useSession()
  const presence = useAnswer('listPresence', {})
  return (
    <Card title={words.mine}>
      <Answer answer={presence} lines={4}>
        {(people) => <StationForm presence={people.find(({ operatorId }) => operatorId === operator.id)} />}
      </Answer>
    </Card>
  )
}
